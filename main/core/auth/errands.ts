// What Cognito is told once a sign-in is done, and which nobody should wait for: a network that is dying must not delay
// *signed in*, and a failure changes nothing on this computer.
import { toAppError } from '../../../shared/errors'
import type { Log } from '../ports'

/** State: the errands under way. */
export class Errands {
  readonly #log: Log
  readonly #underWay = new Set<Promise<void>>()

  constructor(log: Log) {
    this.#log = log
  }

  /** Begins one; how it failed is in the log, after `what`. */
  run(what: string, errand: () => Promise<unknown>): void {
    const done = errand().then(
      () => undefined,
      (error: unknown) => this.#log.write('warn', 'auth', `${what}: ${toAppError(error).code}`),
    )
    this.#underWay.add(done)
    void done.finally(() => this.#underWay.delete(done))
  }

  /** Resolves when none is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay)
  }
}
