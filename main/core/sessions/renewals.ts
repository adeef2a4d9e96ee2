// Who wants to know when an account has new tokens.
import type { Renewed } from './session-store'

/** State: the listeners. */
export class Renewals {
  readonly #listeners = new Set<(renewed: Renewed) => void>()

  /** @returns the function that ends it. */
  on(listener: (renewed: Renewed) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(renewed: Renewed): void {
    for (const listener of this.#listeners) listener(renewed)
  }
}
