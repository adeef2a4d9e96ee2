// Sign-ins under way on the hosted UI, between the password and the code: what the next page has to ask.
import { randomBytes } from 'node:crypto'
import type { User } from '../directory'
import type { AuthorizeRequest } from './authorize-request'
import type { Browser } from './browsers'

// Longer than any challenge session: that one says what is too old.
const keptMs = 3_600_000

/** The challenge that waits for an answer, as RespondToAuthChallenge would give it to a client. */
export interface Step {
  readonly challenge: string
  readonly parameters: Readonly<Record<string, string>>
  readonly session: string
  /** Of MFA_SETUP: the secret that waits for its first code. */
  readonly secretCode?: string
}

export interface Login {
  readonly id: string
  readonly browser: Browser
  readonly request: AuthorizeRequest
  readonly user: User
  step: Step
}

/** State: the sign-ins. */
export class Logins {
  readonly #byId = new Map<string, Login & { readonly startedAtMs: number }>()

  start(login: Omit<Login, 'id'>, nowMs: number): Login {
    for (const [id, { startedAtMs }] of this.#byId) if (startedAtMs + keptMs < nowMs) this.#byId.delete(id)
    const started = { ...login, id: randomBytes(24).toString('base64url'), startedAtMs: nowMs }
    this.#byId.set(started.id, started)
    return started
  }

  /** Another browser's is not found. */
  find(id: string, browser: Browser): Login | undefined {
    const login = this.#byId.get(id)
    return login?.browser === browser ? login : undefined
  }

  end(login: Login): void {
    this.#byId.delete(login.id)
  }
}
