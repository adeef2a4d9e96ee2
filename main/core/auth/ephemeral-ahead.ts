import { createEphemeral, type Ephemeral } from '../srp/ephemeral'
import { nextTurn } from '../srp/next-turn'
import type { SrpPorts } from './device'

/** State: the ephemeral pair of the next attempt. `A` depends on no password, so it is ready when theirs is typed. */
export class EphemeralAhead {
  readonly #ports: SrpPorts
  #prepared: Promise<Ephemeral | undefined> | undefined

  constructor(ports: SrpPorts) {
    this.#ports = ports
  }

  prepare(): void {
    this.#prepared ??= nextTurn()
      .then(() => this.#create())
      // Decided: `take` tries again, and its fault reaches the person.
      .catch(() => undefined)
  }

  /** A pair that nobody has used yet. */
  async take(): Promise<Ephemeral> {
    const prepared = this.#prepared
    this.#prepared = undefined
    return (await prepared) ?? this.#create()
  }

  #create(): Ephemeral {
    return createEphemeral(this.#ports.random, this.#ports.modPow)
  }
}
