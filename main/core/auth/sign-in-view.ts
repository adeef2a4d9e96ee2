// What a window or terminal may see of a state: no challenge session, no secret, and the server's words made harmless.
import { assertNever } from '../../../shared/assert-never'
import type { AppError, ErrorCode } from '../../../shared/errors'
import type { SignInMethod } from '../../../shared/model/pool'
import type { SignInView, UserChallenge } from '../../../shared/model/sign-in'
import { mfaCodeLength, otpauthUri } from '../../../shared/model/totp'
import { harmless } from '../../../shared/text/harmless'
import type { PersonChallenge, PublicParameter, TotpSetup } from './challenge'
import type { Problem, SignIn } from './sign-in-state'

/** What the credentials step shows besides its problem. */
export interface ViewFacts {
  readonly poolName: string
  /** The account that the sign-in is for, where it was said beforehand. */
  readonly accountId: string | undefined
  readonly username: string | undefined
  readonly method: SignInMethod
  /** Whether a code stands in place of the password. */
  readonly isFirstFactor: boolean
  /** Whether the pool has sign-in pages of its own. */
  readonly offersBrowser: boolean
}

/** Those in place of a password. */
const firstFactorCodeLength = 8

/** The view of a state. */
export function viewOf(state: SignIn, facts: ViewFacts): SignInView {
  switch (state.kind) {
    case 'idle':
      return { kind: 'credentials', ...credentialsFacts(facts) }
    case 'credentials':
      return { kind: 'credentials', ...credentialsFacts(facts), ...problemFacts(state.problem) }
    case 'challenged':
      return {
        kind: 'challenged',
        username: state.username,
        challenge: challengeView(state.challenge, facts),
        ...problemFacts(state.problem),
      }
    case 'answering':
      return { kind: 'answering', username: state.username, challenge: challengeView(state.challenge, facts) }
    case 'rememberDevice':
      return { kind: 'rememberDevice', username: state.username, deviceName: state.deviceName }
    case 'signedIn':
      return {
        kind: 'signedIn',
        username: state.username,
        accountId: state.accountId,
        device: state.device,
      }
    case 'failed':
      return { kind: 'failed', code: state.problem.code, ...optional('detail', state.problem.detail) }
    default:
      return underWay(state, facts)
  }
}

function underWay(
  state: Extract<SignIn, { kind: 'authenticating' | 'openingBrowser' | 'browser' | 'redeeming' }>,
  { poolName }: ViewFacts,
): SignInView {
  const name = optional('username', state.username)
  if (state.kind !== 'browser') return { kind: 'authenticating', ...name }
  const { kind, url, opened, problem } = state
  return { kind, poolName, ...name, url, opened, ...problemFacts(problem) }
}

/** Refusals whose message is the server's own and tells the person something that our text cannot. */
const serverWords: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'auth/refused',
  'auth/new-password-refused',
  'auth/trigger-refused',
  'auth/unsupported-challenge',
  'auth/flow-not-enabled',
  'pool/configuration',
  'pool/not-found',
  'network/unreachable',
  'network/untrusted-certificate',
  'network/proxy-setting',
  'network/proxy-unreachable',
  'network/proxy-refused',
  'auth/provider-refused',
  // Ours, that names the ports.
  'auth/redirect-ports-taken',
])

/** The problem that a failed step leaves for the person. */
export function problemOf(error: AppError): Problem {
  const { code } = error
  // Of a keychain or a disk, our own message names the file or the fix.
  const tells = serverWords.has(code) || code.startsWith('keychain/') || code.startsWith('storage/')
  return { code, ...(tells ? optional('detail', harmless(error.message)) : {}) }
}

function credentialsFacts({ poolName, accountId, username, method, offersBrowser }: ViewFacts) {
  return {
    poolName,
    method,
    ...optional('accountId', accountId),
    ...optional('username', username),
    ...browserFact(offersBrowser),
  }
}

function browserFact(isOffered: boolean): { browser?: true } {
  return isOffered ? { browser: true } : {}
}

function problemFacts(problem: Problem | undefined) {
  if (problem === undefined) return {}
  return { problem: problem.code, ...optional('problemDetail', problem.detail) }
}

function challengeView(challenge: PersonChallenge, facts: ViewFacts): UserChallenge {
  const { isFirstFactor, poolName, offersBrowser } = facts
  if ('destination' in challenge) {
    const isInPlaceOfPassword = isFirstFactor && challenge.name.endsWith('_OTP')
    const codeLength = isInPlaceOfPassword ? firstFactorCodeLength : mfaCodeLength
    return { name: challenge.name, codeLength, ...optional('destination', shown(challenge.destination)) }
  }
  // Two challenges of one shape: the schema tells them apart by their names.
  if ('choices' in challenge) return { name: challenge.name, choices: [...challenge.choices] }
  switch (challenge.name) {
    case 'SOFTWARE_TOKEN_MFA':
      return {
        name: challenge.name,
        codeLength: mfaCodeLength,
        ...optional('friendlyDeviceName', shown(challenge.friendlyDeviceName)),
      }
    case 'NEW_PASSWORD_REQUIRED':
      return { name: challenge.name, requiredAttributes: [...challenge.requiredAttributes] }
    case 'SELECT_CHALLENGE':
      return { name: challenge.name, factors: [...challenge.factors], ...browserFact(offersBrowser) }
    case 'TOTP_SETUP':
      return totpSetupView(challenge, poolName)
    case 'CUSTOM_CHALLENGE':
      return { name: challenge.name, parameters: challenge.parameters.map(harmlessParameter) }
    default:
      return assertNever(challenge)
  }
}

function totpSetupView({ secret, username }: TotpSetup, poolName: string): UserChallenge {
  const uri = otpauthUri({ issuer: poolName, username, secret })
  return { name: 'TOTP_SETUP', codeLength: mfaCodeLength, secret, uri }
}

/** A question may be a whole paragraph, or the address of a picture. */
const questionLength = 2000

function harmlessParameter({ name, value }: PublicParameter): PublicParameter {
  return { name: harmless(name), value: harmless(value, questionLength) }
}

/** A member that is there only when it has a value: absent and undefined are two things in the schemas. */
function optional<K extends string>(name: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined || value === '' ? {} : ({ [name]: value } as { [P in K]: string })
}

/** As `harmless`, of what may be absent. */
function shown(text: string | undefined): string | undefined {
  return text === undefined ? undefined : harmless(text)
}
