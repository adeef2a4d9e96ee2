// `signet account mfa`: the second factors of the signed-in person.
import type { MfaMethodView } from '../../shared/model/account-details'
import { mfaTypes } from '../../shared/model/sign-in-methods'
import { cli } from '../../shared/text/cli'
import { ProblemError } from '../client/problem-error'
import { askFilled } from './ask-filled'
import { accountFlags, demandSignedIn, ownAccount } from './own-account'
import { table } from './table'
import { UsageError } from './usage-error'
import type { Call, Verb } from './verb'

const words = cli.account

/** What a person may type for each method, beside Cognito's own name for it. */
const typed: ReadonlyMap<string | undefined, MfaMethodView['type']> = new Map([
  ['totp', 'SOFTWARE_TOKEN_MFA'],
  ['sms', 'SMS_MFA'],
  ['email', 'EMAIL_OTP'],
] as const)

export const accountMfa: Verb = {
  name: 'account mfa',
  operands: ['[ACTION]', '[TYPE]'],
  flags: accountFlags,
  async run(call) {
    const action = call.args.operand(0) ?? 'list'
    const type = call.args.operand(1)
    if (action === 'list' && type === undefined) return list(call)
    if (action === 'add') return add(call, type)
    if (action === 'on' || action === 'off' || action === 'prefer') return set(call, typeOf(type), action)
    throw new UsageError(words.mfaActions, { given: action, known: ['list', 'add', 'on', 'off', 'prefer'] })
  },
}

/** Codes by telephone and e-mail need no set-up: they are turned on. */
async function add(call: Call, type: string | undefined): Promise<number> {
  if (type === undefined || typeOf(type) !== 'SOFTWARE_TOKEN_MFA') throw new UsageError(words.addTotpAlone)
  return addTotp(call)
}

async function list(call: Call): Promise<number> {
  const { mfa, problems } = await ownAccount(call).details()
  const problem = problems.find(({ part }) => part === 'mfa')
  call.result(
    { methods: mfa.methods, ...(problem === undefined ? {} : { problem: problem.code }) },
    mfaTable(mfa.methods),
  )
  return 0
}

async function set(
  call: Call,
  type: MfaMethodView['type'],
  action: 'on' | 'off' | 'prefer',
): Promise<number> {
  const reply = await ownAccount(call).setMfa({
    type,
    isOn: action !== 'off',
    ...(action === 'prefer' ? { isPreferred: true } : {}),
  })
  call.say(words.mfaSet[action](words.mfa[type]))
  call.result(reply)
  return 0
}

/** The key, then the first code; a wrong one may be typed again, where somebody is there to type. */
async function addTotp(call: Call): Promise<number> {
  await demandSignedIn(call)
  const own = ownAccount(call)
  const { secret, uri, codeLength } = await own.setUpTotp()
  // Also under --json: whoever answers has to see the key, and what was wrong.
  const say = (text: string): void => call.world.err(`${text}\n`)
  say(`${words.totpKey(secret)}\n${words.totpUri(uri)}`)
  const label = cli.signIn.appCode(codeLength)
  const input = await call.world.openInput()
  try {
    for (;;) {
      const code = await askFilled({ input, say }, { label, secrecy: 'shown', kind: 'code' })
      try {
        call.result(await own.confirmTotp(code))
        call.say(words.totpAdded)
        return 0
      } catch (error) {
        const isWrongCode = error instanceof ProblemError && error.problem.code === 'wrong_code'
        if (!isWrongCode || !input.isTerminal) throw error
        say(error.problem.title)
      }
    }
  } finally {
    input.close()
  }
}

function typeOf(word: string | undefined): MfaMethodView['type'] {
  const type = mfaTypes.find((known) => known === word) ?? typed.get(word)
  if (type === undefined) throw new UsageError(words.mfaKinds)
  return type
}

/** Every method, on or off. */
export function mfaTable(methods: readonly MfaMethodView[]): string {
  const rows = methods.map(({ type, isOn, isPreferred }) => [
    words.mfa[type],
    isPreferred ? words.mfaStates.preferred : words.mfaStates[isOn ? 'on' : 'off'],
  ])
  return table(words.mfaHeadings, rows)
}
