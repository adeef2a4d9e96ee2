// `signet audit`: who asked for what, and what was decided; and whether the log is the one that was written.
import type { AuditReply } from '../../shared/broker/requests'
import type { AuditLine, AuditReport } from '../../shared/model/audit'
import { auditSubjects } from '../../shared/model/audit-subjects'
import { auditWords as words } from '../../shared/text/cli-audit'
import { accountOf, namedAccount } from './account-choice'
import { localTime } from './local-time'
import { sinceOf } from './since'
import { table } from './table'
import type { Verb } from './verb'

const mostLines = 1000

export const audit: Verb = {
  name: 'audit',
  operands: [],
  flags: {
    since: { value: 'TIME' },
    app: { value: 'TEXT' },
    account: { value: 'A' },
    what: { value: 'WHAT', choices: auditSubjects },
    decision: { value: 'TEXT' },
    limit: { value: 'LINES' },
  },
  async run(call) {
    const { args, world } = call
    const limit = args.number('limit', mostLines, 'lines')
    const since = args.value('since')
    const reply = await call.client().audit({
      app: args.value('app'),
      what: args.value('what'),
      decision: args.value('decision'),
      account: namedAccount(args, world) === undefined ? undefined : accountOf(call),
      ...(since === undefined ? {} : { since: sinceOf(since, Date.now()).toISOString() }),
      ...(limit === undefined ? {} : { limit: String(limit) }),
    })
    if (reply.events.length === 0) call.say(words.empty)
    call.result(reply, reply.events.length === 0 ? undefined : auditTable(reply))
    if (reply.more) call.say(words.more(reply.events.length))
    return 0
  },
}

/** Exit 1 where it is not what was written. */
export const auditVerify: Verb = {
  name: 'audit verify',
  operands: [],
  flags: {},
  async run(call) {
    const report = await call.client().verifyAudit()
    call.result(report, verdict(report))
    return report.state === 'intact' ? 0 : 1
  },
}

function auditTable({ events }: AuditReply): string {
  return table(words.headings, events.map(row))
}

function row({ at, what, decision, app, account, use, subject, count }: AuditLine): readonly string[] {
  const about = [use, subject].filter((word) => word !== undefined).join(' ')
  return [
    localTime(at),
    what,
    decision,
    app === undefined ? words.ownAct : (app.script ?? app.executable),
    account ?? '',
    about,
    count === undefined ? '' : String(count),
  ]
}

function verdict({ state, lines, anchoredTo, cutOff, fault, keychainProblem }: AuditReport): string {
  const said =
    state === 'broken' && fault !== undefined
      ? [words.broken[fault.why](fault.line, fault.file ?? '')]
      : [anchoredTo === undefined ? words.intactAlone(lines) : words.intact(anchoredTo, lines - anchoredTo)]
  if (keychainProblem !== undefined) said.push(words.keychain(keychainProblem))
  if (cutOff > 0) said.push(words.cutOff(cutOff))
  return said.join('\n')
}
