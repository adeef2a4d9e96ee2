// Cognito's `Session` strings: opaque, single-use, kept after a wrong code, ended by time (COGNITO.md §4).
import { randomBytes } from 'node:crypto'
import type { Device, RunningClient, User } from './directory'
import { notAuthorized } from './errors'

/** One sign-in after its password was proved. `device` is the one the client named and the server knows. */
export interface SignIn {
  readonly client: RunningClient
  readonly user: User
  readonly device: Device | undefined
}

export type ChallengeName =
  | 'NEW_PASSWORD_REQUIRED'
  | 'SOFTWARE_TOKEN_MFA'
  | 'SMS_MFA'
  | 'EMAIL_OTP'
  | 'DEVICE_SRP_AUTH'
  | 'DEVICE_PASSWORD_VERIFIER'

export interface OpenChallenge {
  readonly challenge: ChallengeName
  readonly signIn: SignIn
  /** The code that was sent, where one was. */
  readonly code?: string
}

type Entry = OpenChallenge & { readonly expiresAtMs: number; used: boolean }

// Long enough that an old session is still told apart from an invented one.
const keptAfterEndMs = 3_600_000

/** State: the sessions given out. */
export class ChallengeSessions {
  readonly #entries = new Map<string, Entry>()

  /** @returns the Session string. */
  open(challenge: OpenChallenge, nowMs: number): string {
    for (const [session, entry] of this.#entries) {
      if (entry.expiresAtMs + keptAfterEndMs < nowMs) this.#entries.delete(session)
    }
    // As long as Cognito's own, so that nobody counts on a short one.
    const session = randomBytes(1100).toString('base64url')
    const lifeMs = challenge.signIn.client.spec.authSessionSeconds * 1000
    this.#entries.set(session, { ...challenge, expiresAtMs: nowMs + lifeMs, used: false })
    return session
  }

  /** Looks without spending. @throws NotAuthorizedException with Cognito's three texts. */
  find(
    session: string,
    expected: { challenge: ChallengeName; clientId: string },
    nowMs: number,
  ): OpenChallenge {
    const entry = this.#entries.get(session)
    if (
      entry === undefined ||
      entry.challenge !== expected.challenge ||
      entry.signIn.client.spec.clientId !== expected.clientId
    ) {
      throw notAuthorized('Invalid session for the user.')
    }
    if (entry.used) throw notAuthorized('Invalid session for the user, session can only be used once.')
    if (nowMs >= entry.expiresAtMs) throw notAuthorized('Invalid session for the user, session is expired.')
    return entry
  }

  /**
   * The open device challenge of a user and device key: clients exist that send no Session with DEVICE_SRP_AUTH.
   * @returns its Session string.
   */
  ofDevice(user: User, deviceKey: string): string | undefined {
    return [...this.#entries].findLast(
      ([, entry]) =>
        entry.challenge === 'DEVICE_SRP_AUTH' &&
        !entry.used &&
        entry.signIn.user === user &&
        entry.signIn.device?.deviceKey === deviceKey,
    )?.[0]
  }

  spend(session: string): void {
    const entry = this.#entries.get(session)
    if (entry !== undefined) entry.used = true
  }
}
