// What happens to the computer, found by looking every few seconds. A timer stands still while the computer sleeps and
// the clock since boot does not, so a look that comes late tells of sleep; logind would say so too, but not in a
// container, nor to whoever has no system bus. Node has no event for a network that is back.
import { networkInterfaces } from 'node:os'
import type { Clock, SystemEvent, SystemEvents } from '../core/ports'

const lookEveryMs = 10_000
/** A busy computer looks late too; a false alarm costs one early try. */
const lateMs = 15_000

export interface ComputerWatchOptions {
  readonly clock: Clock
  /** Whether there is a network at all. */
  readonly isOnline: () => boolean
}

/** Looks for as long as somebody listens. */
export function watchComputer(options: ComputerWatchOptions): SystemEvents {
  return new ComputerWatch(options)
}

/** Whether any interface but the loopback one has an address that leads out of its own link. */
export function hasNetwork(): boolean {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .some(({ internal, address }) => !internal && !address.startsWith('fe80:'))
}

/** State: who listens, and what the last look has found. */
class ComputerWatch implements SystemEvents {
  readonly #options: ComputerWatchOptions
  readonly #listeners = new Set<(event: SystemEvent) => void>()
  #lookedAtBootMs = 0
  #wasOnline = true
  #callOff: () => void = () => undefined

  constructor(options: ComputerWatchOptions) {
    this.#options = options
  }

  onEvent(listener: (event: SystemEvent) => void): () => void {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) this.#begin()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#callOff()
    }
  }

  #begin(): void {
    this.#wasOnline = this.#options.isOnline()
    this.#lookAgain()
  }

  #lookAgain(): void {
    const { clock } = this.#options
    this.#lookedAtBootMs = clock.sinceBootMs()
    this.#callOff = clock.after(lookEveryMs, () => this.#look())
  }

  #look(): void {
    const { clock, isOnline } = this.#options
    const hasSlept = clock.sinceBootMs() - this.#lookedAtBootMs > lookEveryMs + lateMs
    const isBack = isOnline() && !this.#wasOnline
    this.#wasOnline = isOnline()
    this.#lookAgain()
    if (hasSlept) this.#tell('resumed')
    if (isBack) this.#tell('network-back')
  }

  #tell(event: SystemEvent): void {
    for (const listener of this.#listeners) listener(event)
  }
}
