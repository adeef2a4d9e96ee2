// The cookie of the hosted UI: who is signed in at this browser, and the token that its forms carry.
import { randomBytes } from 'node:crypto'
import type { RunningPool, User } from '../directory'

/** Managed login's cookie lives one hour (COGNITO.md §11.1). */
const signedInMs = 3_600_000
// A browser that has shown no page for as long is forgotten.
const idleMs = 2 * signedInMs

export const cookieName = 'cognito'

/** Who is signed in, and since when. */
export interface SignedIn {
  readonly user: User
  readonly authTimeMs: number
  /** COGNITO, or the provider by which the user came. */
  readonly provider: string
}

export interface Browser {
  id: string
  /** What every form has to send back. */
  readonly formToken: string
  readonly signedIn: Map<RunningPool, SignedIn>
  seenAtMs: number
}

/** State: the browsers that have shown a page. */
export class Browsers {
  readonly #byId = new Map<string, Browser>()

  /** The browser of this cookie; a fresh one when nobody knows it. */
  of(cookie: string | undefined, nowMs: number): Browser {
    for (const [id, { seenAtMs }] of this.#byId) if (seenAtMs + idleMs < nowMs) this.#byId.delete(id)
    const known = this.#byId.get(cookie ?? '')
    if (known !== undefined) {
      known.seenAtMs = nowMs
      return known
    }
    const fresh = { id: newId(), formToken: newId(), signedIn: new Map(), seenAtMs: nowMs }
    this.#byId.set(fresh.id, fresh)
    return fresh
  }

  /** Who is signed in to the pool, while the cookie lasts and the account is good. */
  signedIn(browser: Browser, pool: RunningPool, nowMs: number): SignedIn | undefined {
    const signedIn = browser.signedIn.get(pool)
    if (signedIn === undefined || nowMs >= signedIn.authTimeMs + signedInMs) return undefined
    return signedIn.user.deleted || !signedIn.user.enabled ? undefined : signedIn
  }

  /** The browser gets another id: a cookie that somebody planted before is worth nothing afterwards. */
  signIn(browser: Browser, pool: RunningPool, signedIn: SignedIn): void {
    browser.signedIn.set(pool, signedIn)
    this.#byId.delete(browser.id)
    browser.id = newId()
    this.#byId.set(browser.id, browser)
  }
}

function newId(): string {
  return randomBytes(32).toString('base64url')
}
