// The Session of SignUp and ConfirmSignUp: the second one is a first factor to InitiateAuth(USER_AUTH) (COGNITO.md §3.1).
import { randomBytes } from 'node:crypto'
import type { RunningClient, User } from './directory'
import { notAuthorized } from './errors'

/** How far the sign-up had come when its Session was given out. */
type Stage = 'signed-up' | 'confirmed'

interface SignUp {
  readonly client: RunningClient
  readonly user: User
  readonly stage: Stage
}

// As long as the code that it waits for.
const signedUpLifeMs = 24 * 3_600_000

/** State: the sessions given out; a used one stays, to be told apart from an invented one. */
export class SignUpSessions {
  readonly #entries = new Map<string, SignUp & { readonly expiresAtMs: number; used: boolean }>()

  /** @returns the Session string. */
  open(signUp: SignUp, nowMs: number): string {
    const session = randomBytes(1100).toString('base64url')
    const lifeMs =
      signUp.stage === 'signed-up' ? signedUpLifeMs : signUp.client.spec.authSessionSeconds * 1000
    this.#entries.set(session, { ...signUp, expiresAtMs: nowMs + lifeMs, used: false })
    return session
  }

  /** Finds and spends. @throws NotAuthorizedException with Cognito's three texts. */
  take(session: string, expected: SignUp, nowMs: number): void {
    const entry = this.#entries.get(session)
    if (entry?.client !== expected.client || entry.user !== expected.user || entry.stage !== expected.stage) {
      throw notAuthorized('Invalid session for the user.')
    }
    if (entry.used) throw notAuthorized('Invalid session for the user, session can only be used once.')
    if (nowMs >= entry.expiresAtMs) throw notAuthorized('Invalid session for the user, session is expired.')
    entry.used = true
  }
}

/**
 * Takes the Session that ConfirmSignUp returned for the first factor of a sign-in; spends it.
 * @throws NotAuthorizedException when it is of another client or user, not of a confirmed sign-up, used or expired.
 */
export function signUpSession(
  world: { readonly signUpSessions: SignUpSessions; readonly clock: { wallMs(): number } },
  signIn: { readonly session: string; readonly client: RunningClient; readonly user: User },
): void {
  const { session, client, user } = signIn
  world.signUpSessions.take(session, { client, user, stage: 'confirmed' }, world.clock.wallMs())
}
