// [Note: Signing in]
// idle → credentials → authenticating → challenged ⇄ answering → authenticating → rememberDevice → signedIn
// A person's turn is `credentials`, `challenged` or `rememberDevice`; in the other states Signet or Cognito is at work.
// What can be tried again leads back to the person's turn with a problem; `failed` is for what cannot. Each effect is
// performed by run-sign-in.ts and ends in exactly one event. A password or code rides in an event or effect only.
import { assertNever } from '../../../shared/assert-never'
import type { ErrorCode } from '../../../shared/errors'
import type { SignInMethod } from '../../../shared/model/pool'
import type { NewDevice, TokenSet } from '../cognito/cognito'
import {
  type AppChallenge,
  type Challenge,
  type ChallengeAnswer,
  isForApp,
  isHelpStep,
  isSentCode,
  type PersonChallenge,
} from './challenge'

/** What went wrong, with the server's own words where they help. */
export interface Problem {
  readonly code: ErrorCode
  readonly detail?: string
}

/** How the device stands after a sign-in. */
export type DeviceState = 'remembered' | 'confirmed' | 'none'

/** `username` is what the person typed. */
export type SignIn =
  | { readonly kind: 'idle' }
  | { readonly kind: 'credentials'; readonly problem?: Problem }
  | { readonly kind: 'authenticating'; readonly username: string }
  | {
      readonly kind: 'challenged'
      readonly username: string
      readonly challenge: PersonChallenge
      readonly problem?: Problem
    }
  | { readonly kind: 'answering'; readonly username: string; readonly challenge: PersonChallenge }
  | { readonly kind: 'rememberDevice'; readonly username: string; readonly deviceName: string }
  | {
      readonly kind: 'signedIn'
      readonly username: string
      readonly accountId: string
      readonly device: DeviceState
    }
  | { readonly kind: 'failed'; readonly problem: Problem }

export interface Credentials {
  readonly username: string
  /** Undefined where the method does not begin with one. */
  readonly password: string | undefined
  readonly method: SignInMethod
}

/** What a person can ask for in place of signing in. */
export type Help = { readonly username: string; readonly method: SignInMethod } & (
  | { readonly what: 'forgotPassword' | 'confirmAccount' }
  | {
      readonly what: 'signUp'
      readonly password: string
      readonly attributes: Readonly<Record<string, string>>
    }
)

export type SignInEvent =
  | { readonly kind: 'started' }
  | ({ readonly kind: 'submitted' } & Credentials)
  | { readonly kind: 'answered'; readonly answer: ChallengeAnswer }
  | { readonly kind: 'resendAsked' }
  | ({ readonly kind: 'helpAsked' } & Help)
  /** Nothing stands in the way of signing in any more; the code is spent. */
  | { readonly kind: 'helped'; readonly hasPassword: boolean }
  | { readonly kind: 'rememberAnswered'; readonly remember: boolean }
  | { readonly kind: 'challengeCame'; readonly challenge: Challenge }
  | { readonly kind: 'tokensCame'; readonly tokens: TokenSet; readonly newDevice: NewDevice | undefined }
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** The server does not take this device's secret any more; the password is not in question. */
  | { readonly kind: 'deviceRefused' }
  | { readonly kind: 'rememberAsked'; readonly deviceName: string }
  | { readonly kind: 'kept'; readonly accountId: string; readonly device: DeviceState }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'timedOut' }

export type Effect =
  | ({ readonly kind: 'initiate' } & Credentials)
  | { readonly kind: 'answerByApp'; readonly challenge: AppChallenge }
  | { readonly kind: 'answerByPerson'; readonly challenge: PersonChallenge; readonly answer: ChallengeAnswer }
  /** Has the code of this challenge sent once more. */
  | { readonly kind: 'resend'; readonly challenge: PersonChallenge }
  /** What comes before a sign-in can be tried again. */
  | ({ readonly kind: 'help' } & Help)
  /** Signs in with the password that the help was about. */
  | { readonly kind: 'beginAfterHelp' }
  /** Forgets the device and begins anew with the same password: the one repetition there is. */
  | { readonly kind: 'restartWithoutDevice' }
  /** Confirms a new device, stores the session and hands it over. */
  | { readonly kind: 'keep'; readonly tokens: TokenSet; readonly newDevice: NewDevice | undefined }
  | { readonly kind: 'decideDevice'; readonly remember: boolean }

export interface Step {
  readonly state: SignIn
  readonly effect?: Effect
}

/** What may follow what. Pure: no clock, no network. An event that does not fit (a late reply) changes nothing. */
export function transition(state: SignIn, event: SignInEvent): Step {
  if (isOver(state)) return { state }
  if (event.kind === 'cancelled') return { state: failed({ code: 'auth/cancelled' }) }
  if (event.kind === 'timedOut') return { state: failed({ code: 'auth/timed-out' }) }
  if (state.kind === 'idle') return event.kind === 'started' ? { state: { kind: 'credentials' } } : { state }
  return during(state, event)
}

function during(state: Exclude<SignIn, { kind: 'idle' | 'signedIn' | 'failed' }>, event: SignInEvent): Step {
  switch (state.kind) {
    case 'credentials':
      return whileAsked(state, event)
    case 'authenticating':
      return whileAuthenticating(state, event)
    case 'challenged':
      return whileChallenged(state, event)
    case 'answering':
      return whileAnswering(state, event)
    case 'rememberDevice':
      return event.kind === 'rememberAnswered' ? decided(state, event.remember) : { state }
    default:
      return assertNever(state)
  }
}

type Of<K extends SignIn['kind']> = Extract<SignIn, { kind: K }>

/** Whether nothing can follow any more. */
export function isOver(state: SignIn): state is Of<'signedIn'> | Of<'failed'> {
  return state.kind === 'signedIn' || state.kind === 'failed'
}

/** Whether the next move is the person's. */
export function isPersonsTurn(state: SignIn): boolean {
  return state.kind === 'credentials' || state.kind === 'challenged' || state.kind === 'rememberDevice'
}

function whileAsked(state: Of<'credentials'>, event: SignInEvent): Step {
  if (event.kind === 'submitted') return submitted(event)
  if (event.kind !== 'helpAsked') return { state }
  const { kind: _kind, ...help } = event
  return { state: { kind: 'authenticating', username: help.username }, effect: { kind: 'help', ...help } }
}

function submitted({ username, password, method }: Credentials): Step {
  return {
    state: { kind: 'authenticating', username },
    effect: { kind: 'initiate', username, password, method },
  }
}

function whileChallenged(state: Of<'challenged'>, event: SignInEvent): Step {
  if (event.kind === 'answered') return answered(state, event.answer)
  if (event.kind !== 'resendAsked' || !isSentCode(state.challenge.name)) return { state }
  const { username, challenge } = state
  const effect = { kind: 'resend', challenge } as const
  // The code of a help is good beside another one, and where none comes any more; a challenge is begun anew.
  if (isHelpStep(challenge.name)) return { state: { kind: 'answering', username, challenge }, effect }
  return { state: { kind: 'authenticating', username }, effect }
}

function answered(state: Of<'challenged'>, answer: ChallengeAnswer): Step {
  const { username, challenge } = state
  // An answer to another challenge is a caller's slip; the run has told it so.
  if (answer.kind !== challenge.name) return { state }
  return {
    state: { kind: 'answering', username, challenge },
    effect: { kind: 'answerByPerson', challenge, answer },
  }
}

function decided({ username }: Of<'rememberDevice'>, remember: boolean): Step {
  return { state: { kind: 'authenticating', username }, effect: { kind: 'decideDevice', remember } }
}

function whileAuthenticating(state: Of<'authenticating'>, event: SignInEvent): Step {
  const { username } = state
  switch (event.kind) {
    case 'challengeCame':
    case 'tokensCame':
    case 'deviceRefused':
      return replied(state, event)
    case 'rememberAsked':
      return { state: { kind: 'rememberDevice', username, deviceName: event.deviceName } }
    case 'kept':
      return { state: { kind: 'signedIn', username, accountId: event.accountId, device: event.device } }
    case 'refused':
      return { state: afterRefusal(event.problem) }
    default:
      return { state }
  }
}

function whileAnswering(state: Of<'answering'>, event: SignInEvent): Step {
  const { username, challenge } = state
  switch (event.kind) {
    case 'challengeCame':
    case 'tokensCame':
    case 'deviceRefused':
      return replied({ kind: 'authenticating', username }, event)
    case 'helped':
      return event.hasPassword
        ? { state: { kind: 'authenticating', username }, effect: { kind: 'beginAfterHelp' } }
        : { state: { kind: 'credentials' } }
    case 'refused':
      return keepsChallenge.has(event.problem.code)
        ? { state: { kind: 'challenged', username, challenge, problem: event.problem } }
        : { state: afterRefusal(event.problem) }
    default:
      return { state }
  }
}

function replied(
  atWork: Of<'authenticating'>,
  event: Extract<SignInEvent, { kind: 'challengeCame' | 'tokensCame' | 'deviceRefused' }>,
): Step {
  switch (event.kind) {
    case 'tokensCame':
      return { state: atWork, effect: { kind: 'keep', tokens: event.tokens, newDevice: event.newDevice } }
    case 'deviceRefused':
      return { state: atWork, effect: { kind: 'restartWithoutDevice' } }
    case 'challengeCame': {
      const { challenge } = event
      return isForApp(challenge)
        ? { state: atWork, effect: { kind: 'answerByApp', challenge } }
        : { state: { kind: 'challenged', username: atWork.username, challenge } }
    }
  }
}

/** Refusals after which the same challenge session still takes an answer (COGNITO.md §4), or was never reached. */
const keepsChallenge: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'auth/code-mismatch',
  'auth/code-expired',
  'auth/code-already-used',
  'auth/new-password-refused',
  'auth/password-not-encodable',
  'auth/attempts-exceeded',
  'network/unreachable',
  'network/timed-out',
  'network/throttled',
  'network/blocked',
  'network/server-error',
  'network/bad-answer',
  'network/untrusted-certificate',
  'network/proxy-setting',
  'network/proxy-unreachable',
  'network/proxy-refused',
  'request/invalid',
])

/** Refusals that typing the password again cannot mend, or must not: the server's values were unsafe. */
const ends: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'auth/unsupported-challenge',
  'auth/server-values',
  'internal',
])

function afterRefusal(problem: Problem): SignIn {
  return ends.has(problem.code) ? failed(problem) : { kind: 'credentials', problem }
}

function failed(problem: Problem): SignIn {
  return { kind: 'failed', problem }
}
