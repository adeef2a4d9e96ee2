// Cognito's `Session` strings: opaque, single-use, kept after a wrong code, ended by time (COGNITO.md §4).
import { randomBytes } from 'node:crypto'
import type { CustomRound } from './custom-auth-triggers'
import type { Device, RunningClient, User } from './directory'
import { notAuthorized } from './errors'

/** A sign-in before its first factor is proved. */
export interface Attempt {
  readonly client: RunningClient
  /** The name as the client wrote it. */
  readonly typed: string
  /** Undefined: nobody has the name, and the client shall not notice. */
  readonly user: User | undefined
  /** DEVICE_KEY of InitiateAuth. */
  readonly deviceKey: string | undefined
}

/** One sign-in after its first factor was proved. `device` is the one the client named and the server knows. */
export interface SignIn {
  readonly client: RunningClient
  readonly user: User
  readonly device: Device | undefined
  /** Of the hosted UI: ends in a code instead of tokens, and knows no devices. */
  readonly isManagedLogin?: true
}

/** What a challenge remembers until it is answered. */
export type OpenChallenge =
  | Named<
      | 'NEW_PASSWORD_REQUIRED'
      | 'SOFTWARE_TOKEN_MFA'
      | 'SELECT_MFA_TYPE'
      | 'DEVICE_SRP_AUTH'
      | 'DEVICE_PASSWORD_VERIFIER',
      { readonly signIn: SignIn }
    >
  /** `tokenVerified`: VerifySoftwareToken gave this session out. */
  | Named<'MFA_SETUP', { readonly signIn: SignIn; readonly tokenVerified: boolean }>
  | Named<'SMS_MFA' | 'EMAIL_OTP' | 'SMS_OTP', { readonly code: string } & CodeStep>
  | Named<'SELECT_CHALLENGE' | 'PASSWORD' | 'PASSWORD_SRP', { readonly attempt: Attempt }>
  | Named<'WEB_AUTHN', { readonly attempt: Attempt; readonly passkeyChallenge: string }>
  | Named<'CUSTOM_CHALLENGE', { readonly attempt: Attempt; readonly round: CustomRound }>

/** What a code that was sent is for: EMAIL_OTP is the name of three challenges. */
export type CodeStep =
  | { readonly step: 'second factor'; readonly signIn: SignIn }
  /** The address becomes the user's own when the code comes back from it. */
  | { readonly step: 'e-mail set-up'; readonly signIn: SignIn; readonly email: string }
  | { readonly step: 'first factor'; readonly attempt: Attempt }

/** One member for each name, so that `Extract` finds it by its name. */
type Named<Names extends string, Rest> = Names extends string ? { readonly challenge: Names } & Rest : never

export type ChallengeName = OpenChallenge['challenge']

interface Entry {
  readonly open: OpenChallenge
  readonly clientId: string
  readonly expiresAtMs: number
  used: boolean
}

// Long enough that an old session is still told apart from an invented one.
const keptAfterEndMs = 3_600_000

// Managed login does not look at the client's AuthSessionValidity (COGNITO.md §11.1).
const managedLoginSeconds = 180

/** State: the sessions given out. */
export class ChallengeSessions {
  readonly #entries = new Map<string, Entry>()

  /** @returns the Session string. */
  open(open: OpenChallenge, nowMs: number): string {
    for (const [session, entry] of this.#entries) {
      if (entry.expiresAtMs + keptAfterEndMs < nowMs) this.#entries.delete(session)
    }
    // As long as Cognito's own, so that nobody counts on a short one.
    const session = randomBytes(1100).toString('base64url')
    const { clientId, authSessionSeconds } = ('signIn' in open ? open.signIn : open.attempt).client.spec
    const isManagedLogin = 'signIn' in open && open.signIn.isManagedLogin === true
    const lifeSeconds = isManagedLogin ? managedLoginSeconds : authSessionSeconds
    this.#entries.set(session, {
      open,
      clientId,
      expiresAtMs: nowMs + lifeSeconds * 1000,
      used: false,
    })
    return session
  }

  /**
   * Looks without spending. Without a `clientId` any client's will do: AssociateSoftwareToken names none.
   * @throws NotAuthorizedException with Cognito's three texts.
   */
  find<C extends ChallengeName>(
    session: string,
    expected: { readonly challenges: readonly C[]; readonly clientId?: string },
    nowMs: number,
  ): Extract<OpenChallenge, { challenge: C }> {
    const entry = this.#entries.get(session)
    const foreign = expected.clientId !== undefined && expected.clientId !== entry?.clientId
    if (entry === undefined || foreign || !isOneOf(entry.open, expected.challenges)) {
      throw notAuthorized('Invalid session for the user.')
    }
    if (entry.used) throw notAuthorized('Invalid session for the user, session can only be used once.')
    if (nowMs >= entry.expiresAtMs) throw notAuthorized('Invalid session for the user, session is expired.')
    return entry.open
  }

  /**
   * The open device challenge of a user and device key: clients exist that send no Session with DEVICE_SRP_AUTH.
   * @returns its Session string.
   */
  ofDevice(user: User, deviceKey: string): string | undefined {
    return [...this.#entries].findLast(
      ([, { open, used }]) =>
        open.challenge === 'DEVICE_SRP_AUTH' &&
        !used &&
        open.signIn.user === user &&
        open.signIn.device?.deviceKey === deviceKey,
    )?.[0]
  }

  spend(session: string): void {
    const entry = this.#entries.get(session)
    if (entry !== undefined) entry.used = true
  }
}

function isOneOf<C extends ChallengeName>(
  open: OpenChallenge,
  challenges: readonly C[],
): open is Extract<OpenChallenge, { challenge: C }> {
  return challenges.some((challenge) => challenge === open.challenge)
}
