// `signet apps`: which programs may have which tokens. Allowing one asks a person at Signet's own surface.
import { resolve } from 'node:path'
import type { GrantView } from '../../shared/model/consent'
import { longestGrantSeconds } from '../../shared/model/grant-times'
import { cli } from '../../shared/text/cli'
import { allowedFor } from '../../shared/text/cli-share'
import { accountOf } from './account-choice'
import { secondsOf } from './length-of-time'
import { localTime } from './local-time'
import { table } from './table'
import type { Verb } from './verb'

const words = cli.apps

export const appsList: Verb = {
  name: 'apps list',
  operands: [],
  flags: {},
  async run(call) {
    const reply = await call.client().apps()
    if (reply.apps.length === 0) call.say(words.empty)
    call.result(reply, reply.apps.length === 0 ? undefined : table(words.headings, reply.apps.map(rowOf)))
    return 0
  },
}

export const appsAllow: Verb = {
  name: 'apps allow',
  operands: ['PATH'],
  flags: {
    account: { value: 'A' },
    use: { value: 'USE', choices: ['access', 'id'] },
    for: { value: 'TIME' },
    'no-interactive': {},
  },
  async run(call) {
    const path = resolve(call.world.cwd, call.args.operand(0) ?? '')
    const use = call.args.value('use') === 'id' ? 'id' : 'access'
    const length = call.args.value('for')
    const reply = await call.client().allowApp({
      path,
      account: accountOf(call),
      use,
      ...(length === undefined
        ? {}
        : { for: secondsOf(length, { most: longestGrantSeconds, usage: allowedFor.usage }) }),
      interactive: !call.args.has('no-interactive'),
    })
    call.say(words.allowed(path))
    call.result(reply)
    return 0
  },
}

export const appsRevoke: Verb = {
  name: 'apps revoke',
  operands: ['ID'],
  flags: {},
  async run(call) {
    const id = call.args.operand(0) ?? ''
    const reply = await call.client().revokeApp(id)
    call.say(words.revoked(id))
    call.result(reply)
    return 0
  },
}

function rowOf({ app, accountLabel, use, end, useCount }: GrantView): readonly string[] {
  return [app.id, app.script ?? app.executable, accountLabel, use, endWords(end), String(useCount)]
}

function endWords(end: GrantView['end']): string {
  return typeof end === 'string' ? words.ends[end] : allowedFor.until(localTime(end.until))
}
