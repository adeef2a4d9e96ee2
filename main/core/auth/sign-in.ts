// [Note: Signing in]
// idle → credentials → authenticating → challenged ⇄ answering → authenticating → rememberDevice → signedIn
//      → credentials → openingBrowser → browser → redeeming → signedIn
// A person's turn is `credentials`, `challenged`, `browser` or `rememberDevice`; in the other states Signet, a browser
// or Cognito is at work.
// What can be tried again leads back to the person's turn with a problem; `failed` is for what cannot. Each effect is
// performed by run-sign-in.ts and ends in exactly one event. A password or code rides in an event or effect only.
import { assertNever } from '../../../shared/assert-never'
import type { ErrorCode } from '../../../shared/errors'
import { type ChallengeAnswer, isForApp, isHelpStep, isSentCode } from './challenge'
import type { BrowserWish, Credentials, Problem, SignIn, SignInEvent, Step } from './sign-in-state'

/** What may follow what. Pure: no clock, no network. An event that does not fit (a late reply) changes nothing. */
export function transition(state: SignIn, event: SignInEvent): Step {
  if (isOver(state)) return { state }
  if (event.kind === 'cancelled') return { state: failed({ code: event.code }) }
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
    case 'openingBrowser':
    case 'browser':
      return whileAtBrowser(state, event)
    case 'redeeming':
      return whileRedeeming(state, event)
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
  return personsTurn.has(state.kind)
}

const personsTurn: ReadonlySet<SignIn['kind']> = new Set([
  'credentials',
  'challenged',
  'rememberDevice',
  'browser',
] as const)

function whileAsked(state: Of<'credentials'>, event: SignInEvent): Step {
  if (event.kind === 'submitted') return submitted(event)
  if (event.kind === 'browserAsked') return browserAsked(event)
  if (event.kind !== 'helpAsked') return { state }
  const { kind: _kind, ...help } = event
  return { state: { kind: 'authenticating', username: help.username }, effect: { kind: 'help', ...help } }
}

function browserAsked({ username, identityProvider }: BrowserWish): Step {
  return {
    state: { kind: 'openingBrowser', username },
    effect: { kind: 'openBrowser', username, identityProvider },
  }
}

/** A browser that is signed in already comes back before its opening has been told. */
function whileAtBrowser(state: Of<'openingBrowser'> | Of<'browser'>, event: SignInEvent): Step {
  const { username } = state
  switch (event.kind) {
    case 'browserOpened': {
      const { url, opened, problem } = event
      return {
        state: { kind: 'browser', username, url, opened, ...(problem === undefined ? {} : { problem }) },
      }
    }
    case 'browserAsked':
      return state.kind === 'browser' ? { state, effect: { kind: 'reopenBrowser' } } : { state }
    case 'redirected':
      return { state: { kind: 'redeeming', username }, effect: { kind: 'redeem', query: event.query } }
    case 'refused':
      return { state: afterRefusal(event.problem) }
    default:
      return { state }
  }
}

function whileRedeeming(state: Of<'redeeming'>, event: SignInEvent): Step {
  switch (event.kind) {
    case 'tokensCame':
      return { state, effect: { kind: 'keep', tokens: event.tokens, newDevice: event.newDevice } }
    case 'kept':
      return kept(event)
    case 'refused':
      return { state: afterRefusal(event.problem) }
    default:
      return { state }
  }
}

function kept({ username, accountId, device }: Extract<SignInEvent, { kind: 'kept' }>): Step {
  return { state: { kind: 'signedIn', username, accountId, device } }
}

function submitted({ username, password, method }: Credentials): Step {
  return {
    state: { kind: 'authenticating', username },
    effect: { kind: 'initiate', username, password, method },
  }
}

function whileChallenged(state: Of<'challenged'>, event: SignInEvent): Step {
  if (event.kind === 'answered') return answered(state, event.answer)
  if (event.kind === 'browserAsked') return browserAsked({ ...event, username: state.username })
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
      return kept(event)
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
