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
  /** Asked at each look; absent where there is no screen, or its lock is told of by events. */
  readonly isScreenLocked?: () => boolean
  /** Absent where there is no screen. */
  readonly idleMs?: () => number
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
  #wasScreenLocked = false
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

  /** A few clock reads, and no more where nothing has happened: every request for a token comes by here. */
  look(): void {
    if (this.#listeners.size > 0 && this.#hasSlept()) this.#lookAround()
  }

  idleMs(): number | undefined {
    return this.#options.idleMs?.()
  }

  #begin(): void {
    this.#wasOnline = this.#options.isOnline()
    this.#wasScreenLocked = false
    this.#lookAgain()
  }

  #lookAgain(): void {
    const { clock } = this.#options
    this.#callOff()
    this.#lookedAtBootMs = clock.sinceBootMs()
    this.#callOff = clock.after(lookEveryMs, () => this.#lookAround())
  }

  #hasSlept(): boolean {
    return this.#options.clock.sinceBootMs() - this.#lookedAtBootMs > lookEveryMs + lateMs
  }

  #lookAround(): void {
    const { isOnline, isScreenLocked = () => false } = this.#options
    const hasSlept = this.#hasSlept()
    const isBack = isOnline() && !this.#wasOnline
    const isJustLocked = isScreenLocked() && !this.#wasScreenLocked
    this.#wasOnline = isOnline()
    this.#wasScreenLocked = isScreenLocked()
    this.#lookAgain()
    if (hasSlept) this.#tell('resumed')
    if (isJustLocked) this.#tell('screen-locked')
    if (isBack) this.#tell('network-back')
  }

  #tell(event: SystemEvent): void {
    for (const listener of this.#listeners) listener(event)
  }
}
