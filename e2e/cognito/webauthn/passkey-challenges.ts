// Challenges of passkey ceremonies that no Session carries: single-use, of one holder.
import { newChallenge } from './passkeys'

const lifeMs = 180_000

/** State: the challenges that wait. */
export class PasskeyChallenges {
  readonly #open = new Map<string, { readonly holder: object; readonly expiresAtMs: number }>()

  /** @param holder the user who registers, or the browser that signs in. */
  open(holder: object, nowMs: number): string {
    for (const [challenge, { expiresAtMs }] of this.#open) {
      if (expiresAtMs <= nowMs) this.#open.delete(challenge)
    }
    const challenge = newChallenge()
    this.#open.set(challenge, { holder, expiresAtMs: nowMs + lifeMs })
    return challenge
  }

  /** Whether this holder was given the challenge and has not used it. Spends it. */
  take(challenge: string, holder: object, nowMs: number): boolean {
    const entry = this.#open.get(challenge)
    if (entry?.holder !== holder) return false
    this.#open.delete(challenge)
    return nowMs < entry.expiresAtMs
  }
}
