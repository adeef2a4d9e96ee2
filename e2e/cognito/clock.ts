// The server's clock: a base and an offset that a test may move.
import type { MovableClock } from './embedded-cognito'

/** State: the offset. */
export class OffsetClock implements MovableClock {
  readonly #base: { wallMs(): number }
  #offsetMs = 0

  constructor(base: { wallMs(): number } = { wallMs: () => Date.now() }) {
    this.#base = base
  }

  wallMs(): number {
    return this.#base.wallMs() + this.#offsetMs
  }

  advance(ms: number): void {
    this.#offsetMs += ms
  }

  setOffset(ms: number): void {
    this.#offsetMs = ms
  }
}
