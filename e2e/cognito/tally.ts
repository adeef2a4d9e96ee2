// What has happened so far, counted.
import type { Counters, Operation } from './embedded-cognito'

/** State: the counts. */
export class Tally {
  readonly #operations = new Map<Operation, number>()
  readonly #challenges = new Map<string, number>()
  readonly #errors = new Map<string, number>()
  #refreshes = 0
  #signIns = 0

  request(operation: Operation): void {
    increase(this.#operations, operation)
  }

  challenge(name: string): void {
    increase(this.#challenges, name)
  }

  error(exception: string): void {
    increase(this.#errors, exception)
  }

  refresh(): void {
    this.#refreshes += 1
  }

  signIn(): void {
    this.#signIns += 1
  }

  counters(): Counters {
    return {
      operations: Object.fromEntries(this.#operations),
      challenges: Object.fromEntries(this.#challenges),
      errors: Object.fromEntries(this.#errors),
      refreshes: this.#refreshes,
      signIns: this.#signIns,
    }
  }
}

function increase<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
