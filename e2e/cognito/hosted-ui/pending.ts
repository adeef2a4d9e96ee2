// What waits for the next page: a sign-in under way, a visit to a provider, a passkey ceremony.
import { randomBytes } from 'node:crypto'
import type { Browser } from './browsers'

// Longer than anything that waits: that one says itself when it is too old.
const keptMs = 3_600_000

/** State: the entries, each of one browser. */
export class Pending<T extends { readonly browser: Browser }> {
  readonly #entries = new Map<string, { readonly entry: T; readonly sinceMs: number }>()

  /** @returns the id by which the next page finds it. */
  add(entry: T, nowMs: number): string {
    for (const [id, { sinceMs }] of this.#entries) if (sinceMs + keptMs < nowMs) this.#entries.delete(id)
    const id = randomBytes(24).toString('base64url')
    this.#entries.set(id, { entry, sinceMs: nowMs })
    return id
  }

  /** Another browser's is not found. */
  find(id: string | null, browser: Browser): T | undefined {
    const entry = this.#entries.get(id ?? '')?.entry
    return entry?.browser === browser ? entry : undefined
  }

  /** Finds it for the last time. */
  take(id: string | null, browser: Browser): T | undefined {
    const entry = this.find(id, browser)
    if (entry !== undefined) this.#entries.delete(id ?? '')
    return entry
  }
}
