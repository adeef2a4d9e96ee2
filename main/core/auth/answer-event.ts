// A person's answer → what happens to the sign-in: looked at before anything is sent, so that a slip leaves the step as it was.
import { AppError } from '../../../shared/errors'
import { looksLikeEmail } from '../../../shared/model/email'
import type { Pool, SignInMethod } from '../../../shared/model/pool'
import type { SignInAnswer } from '../../../shared/model/sign-in'
import { beginsWithPassword } from '../../../shared/model/sign-in-methods'
import type { StoredAccount } from '../records/accounts'
import { type ChallengeAnswer, isSentCode, type PersonChallenge } from './challenge'
import type { PoolWithPages } from './flows/authorization-code'
import { responsesOf } from './responses'
import type { Help, SignIn, SignInEvent } from './sign-in-state'

/** For whom and where the sign-in is. */
export interface AnswerContext {
  readonly pool: Pool
  readonly account: StoredAccount | undefined
  /** Shown beforehand. */
  readonly username: string | undefined
  /** The one that counts where an answer does not say. */
  readonly method: SignInMethod
  /** The browser's return in an address. @throws `auth/redirect-invalid`. */
  readonly queryIn: (url: string) => string | undefined
}

/** @throws `request/invalid` when the answer is not what the state waits for, `auth/redirect-invalid`. */
export function eventOf(state: SignIn, answer: SignInAnswer, context: AnswerContext): SignInEvent {
  const event = fitting(state, answer, context)
  if (event !== undefined) return event
  throw new AppError('request/invalid', `The answer "${answer.kind}" is not what this sign-in waits for.`)
}

/** @throws `request/invalid` for a pool whose pages are not known. */
export function demandPages(pool: Pool): PoolWithPages {
  const { managedLogin } = pool
  if (managedLogin !== undefined) return { ...pool, managedLogin }
  throw new AppError(
    'request/invalid',
    `${pool.name} has no sign-in pages here: add it with the domain of its managed login.`,
  )
}

function fitting(state: SignIn, answer: SignInAnswer, context: AnswerContext): SignInEvent | undefined {
  switch (state.kind) {
    case 'credentials':
      return instead(answer, context)
    case 'challenged':
      return state.challenge.name === 'SELECT_CHALLENGE' && answer.kind === 'browser'
        ? browserAsked(answer, context)
        : stepEvent(state.challenge, answer)
    case 'browser':
      return atBrowser(answer, context)
    case 'rememberDevice':
      return answer.kind === 'rememberDevice'
        ? { kind: 'rememberAnswered', remember: answer.remember }
        : undefined
    default:
      return undefined
  }
}

/** Credentials, or what a person asks for in place of them. */
function instead(answer: SignInAnswer, context: AnswerContext): SignInEvent | undefined {
  if (answer.kind === 'credentials') return submitted(answer, context)
  if (answer.kind === 'browser') return browserAsked(answer, context)
  return isHelp(answer) ? helpAsked(answer, context) : undefined
}

function submitted(
  { username, password, method: chosen }: Extract<SignInAnswer, { kind: 'credentials' }>,
  context: AnswerContext,
): SignInEvent {
  const method = chosen ?? context.method
  demandName(username, context)
  if (method === 'MANAGED_LOGIN') {
    if (password === undefined) return browserAsked({ username }, context)
    throw new AppError(
      'request/invalid',
      'A sign-in in the browser takes no password: choose another method.',
    )
  }
  if (password === undefined && beginsWithPassword(method))
    throw new AppError('request/invalid', 'The password is missing.')
  return { kind: 'submitted', username, password, method }
}

type HelpAnswer = Extract<SignInAnswer, { kind: Help['what'] }>

function isHelp(answer: SignInAnswer): answer is HelpAnswer {
  return answer.kind === 'forgotPassword' || answer.kind === 'signUp' || answer.kind === 'confirmAccount'
}

function helpAsked(answer: HelpAnswer, context: AnswerContext): SignInEvent {
  demandName(answer.username, context)
  const { kind: what, ...rest } = answer
  const method = context.method === 'MANAGED_LOGIN' ? defaultMethod : context.method
  // Kind and fields belong together; TypeScript takes the union apart.
  return { kind: 'helpAsked', what, ...rest, method } as SignInEvent
}

/** Help is about a password: what follows it is one too. */
const defaultMethod = 'USER_SRP_AUTH'

function atBrowser(answer: SignInAnswer, context: AnswerContext): SignInEvent | undefined {
  if (answer.kind === 'browser') return browserAsked(answer, context)
  const query = answer.kind === 'redirected' ? context.queryIn(answer.url) : undefined
  return query === undefined ? undefined : { kind: 'redirected', query }
}

/** The name goes along to be filled in; who signs in the browser says. */
function browserAsked(
  {
    username,
    identityProvider,
  }: { readonly username?: string | undefined; readonly identityProvider?: string | undefined },
  context: AnswerContext,
): SignInEvent {
  demandPages(context.pool)
  if (username !== undefined) demandName(username, context)
  return { kind: 'browserAsked', username: username ?? hintOf(context), identityProvider }
}

/** What a known account's person types: of one whom a provider signs in, the address that it is called by. */
function hintOf({ account, username }: AnswerContext): string | undefined {
  return account !== undefined && looksLikeEmail(account.label) ? account.label : username
}

function demandName(username: string, { account }: AnswerContext): void {
  if (account === undefined || username === account.username || username === account.label) return
  const folded = username.toLowerCase()
  if (account.typedNames.some((name) => name.toLowerCase() === folded)) return
  throw new AppError('request/invalid', `The username is another one: this sign-in is for ${account.label}.`)
}

function stepEvent(challenge: PersonChallenge, answer: SignInAnswer): SignInEvent | undefined {
  if (answer.kind === 'resend') return isSentCode(challenge.name) ? { kind: 'resendAsked' } : undefined
  if (!isChallengeAnswer(answer)) return undefined
  responsesOf(challenge, answer)
  return { kind: 'answered', answer }
}

const ofNoChallenge: ReadonlySet<SignInAnswer['kind']> = new Set([
  'credentials',
  'rememberDevice',
  'resend',
  'browser',
  'redirected',
] as const)

function isChallengeAnswer(answer: SignInAnswer): answer is ChallengeAnswer {
  return !isHelp(answer) && !ofNoChallenge.has(answer.kind)
}
