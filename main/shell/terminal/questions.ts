// The questions of the agent, in words. Everything that a program could have chosen is made harmless first.
import type { ConsentAnswer, ConsentView } from '../../../shared/model/consent'
import { neutral } from '../../../shared/text/neutral'
import { terminal as words } from '../../../shared/text/terminal'
import type { Confirmation, PasswordQuestion } from '../../core/ports'
import type { Prompt } from './prompt'

/** Paths are long; a line of them still has to be read. */
const maxPath = 160
const maxReason = 300
const maxLabel = 80
/** IAM has no longer ones: what is cut could be what matters. */
const maxRole = 640
const shownParents = 4

/** What is typed, and what it stands for, in the order in which it is offered. */
const letters: readonly (readonly [string, ConsentAnswer])[] = [
  ['d', 'deny'],
  ['o', 'once'],
  ['l', 'lock'],
  ['8', '8h'],
  ['a', 'always'],
  ['n', 'never'],
]

/** May this program have a token? */
export function consentPrompt(question: ConsentView): Prompt<ConsentAnswer> {
  const offered = letters.filter(([, answer]) => isOffered(answer, question))
  return {
    question: [
      words.title,
      headline(question),
      ...consentRows(question),
      `  ${offered.map(([, answer]) => answerWords(answer, question)).join('  ')}`,
    ].join('\n'),
    line: words.prompt,
    read: (line) => {
      if (line === '') return 'deny'
      return offered.find(([letter, answer]) => line === letter || line === answer)?.[1]
    },
    again: words.again(offered.map(([letter]) => letter)),
    refusal: 'deny',
    outcome: (answer) =>
      answer === 'once' && question.forEndpoint === true ? words.endpointOnceOutcome : words.outcomes[answer],
  }
}

function headline({ use, accountLabel, forEndpoint }: ConsentView): string {
  const account = neutral(accountLabel, maxLabel)
  return forEndpoint === true ? words.endpointQuestion(account) : words.question(use, account)
}

function answerWords(answer: ConsentAnswer, { forEndpoint }: ConsentView): string {
  return answer === 'once' && forEndpoint === true ? words.endpointOnce : words.answers[answer]
}

function isOffered(answer: ConsentAnswer, { lastingOffered, app }: ConsentView): boolean {
  if (answer === 'always' || answer === 'never') return lastingOffered
  // Nothing stands for what cannot be verified.
  return app.verifiable || (answer !== 'lock' && answer !== '8h')
}

function consentRows({ app, roleArn, reason }: ConsentView): readonly string[] {
  const path = neutral(app.executable, maxPath)
  const parents = app.parents.slice(0, shownParents).map((parent) => neutral(parent, maxLabel))
  const rows: (readonly [string, string])[] = [
    [words.rows.program, app.pid === undefined ? path : words.process(path, app.pid)],
  ]
  if (app.script !== undefined) rows.push([words.rows.script, neutral(app.script, maxPath)])
  rows.push([words.rows.parents, parents.length === 0 ? words.noParents : parents.join(' ← ')])
  if (roleArn !== undefined) rows.push([words.rows.role, words.everyRole(neutral(roleArn, maxRole))])
  if (reason !== undefined) rows.push([words.rows.reason, `“${neutral(reason, maxReason)}”`])
  for (const warning of app.warnings) rows.push([words.rows.warning, words.warnings[warning]])
  const widest = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `  ${name.padEnd(widest)}  ${value}`)
}

/** A yes or no that only a person may give. */
export function confirmPrompt(question: Confirmation): Prompt<boolean> {
  return {
    question: [words.title, confirmWords(question), words.askedBy(neutral(question.app, maxPath))].join('\n'),
    line: words.confirmPrompt,
    read: (line) => {
      if (line === 'y' || line === 'yes') return true
      return line === '' || line === 'n' || line === 'no' ? false : undefined
    },
    again: words.again(['y', 'n']),
    refusal: false,
    outcome: (answer) => (answer ? words.confirmOutcomes.yes : words.confirmOutcomes.no),
  }
}

/** The password that unlocks; an empty one gives up. */
export function passwordPrompt({ accountLabel, poolName, app }: PasswordQuestion): Prompt<string> {
  const account = neutral(accountLabel, maxLabel)
  return {
    question: [
      words.title,
      words.password.question(account, neutral(poolName, maxLabel)),
      words.askedBy(neutral(app, maxPath)),
    ].join('\n'),
    line: words.password.line,
    isSecret: true,
    read: (line) => line,
    again: '',
    refusal: '',
    outcome: (password) => (password === '' ? words.confirmOutcomes.no : words.password.checking),
  }
}

function confirmWords(question: Confirmation): string {
  const { confirm } = words
  switch (question.kind) {
    case 'add-pool':
      return confirm['add-pool'](
        neutral(question.name, maxLabel),
        neutral(question.userPoolId, maxLabel),
        question.endpoint === undefined ? undefined : neutral(question.endpoint, maxPath),
      )
    case 'remove-pool':
      return confirm['remove-pool'](neutral(question.name, maxLabel))
    case 'allow-app':
      return confirm['allow-app']({
        ...question,
        path: neutral(question.path, maxPath),
        accountLabel: neutral(question.accountLabel, maxLabel),
      })
    case 'share':
      return confirm.share(harmlessShare(question))
    case 'sign-out-everywhere':
      return confirm['sign-out-everywhere'](neutral(question.accountLabel, maxLabel))
    case 'forget-device':
      return confirm['forget-device'](neutral(question.accountLabel, maxLabel))
    case 'unlock':
      return confirm.unlock()
    case 'reset':
      return confirm.reset()
    default:
      return accountWords(question)
  }
}

function harmlessShare(
  question: Extract<Confirmation, { readonly kind: 'share' }>,
): Parameters<typeof words.confirm.share>[0] {
  const { accountLabel, reason, socket } = question
  return {
    ...question,
    accountLabel: neutral(accountLabel, maxLabel),
    reason: reason === undefined ? undefined : neutral(reason, maxReason),
    socket: socket === undefined ? undefined : neutral(socket, maxPath),
  }
}

type AboutAccount = Extract<
  Confirmation,
  {
    readonly kind:
      | 'change-password'
      | 'change-mfa'
      | 'remember-device'
      | 'forget-one-device'
      | 'forget-other-devices'
      | 'rename-account'
      | 'remove-account'
  }
>

function accountWords(question: AboutAccount): string {
  const { confirm } = words
  const account = neutral(question.accountLabel, maxLabel)
  switch (question.kind) {
    case 'change-password':
      return confirm['change-password'](account)
    case 'change-mfa':
      return confirm['change-mfa'](account, question.method, question.change)
    case 'remember-device':
      return confirm['remember-device'](account, neutral(question.deviceName, maxLabel), question.remembered)
    case 'forget-one-device':
      return confirm['forget-one-device'](account, neutral(question.deviceName, maxLabel))
    case 'forget-other-devices':
      return confirm['forget-other-devices'](account)
    case 'rename-account':
      return confirm['rename-account'](account, neutral(question.newLabel, maxLabel))
    case 'remove-account':
      return confirm['remove-account'](account)
  }
}

/** What to run where there is nobody to ask. */
export function allowCommand({ app, accountId, use }: ConsentView): string | undefined {
  if (app.kind === 'process' || !app.verifiable) return undefined
  const path = app.script ?? app.executable
  const flags = use === 'access' ? '' : ` --use ${use}`
  return `signet apps allow ${quoted(neutral(path, 1000))} --account ${accountId}${flags}`
}

/** One word for a shell. */
function quoted(path: string): string {
  return /^[\w/.+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`
}
