import { AppError } from '../../../shared/errors'
import type { Clock } from '../ports'

const longestMs = 5 * 60_000

/**
 * The pause after wrong passwords, which doubles with each: 1 s, 2 s, 4 s, to 5 minutes. Cognito has a lock-out of its
 * own; this one keeps a person at the window from causing it. State: how many in a row, and when the next may come.
 */
export class WrongTries {
  readonly #clock: Clock
  #count = 0
  #nextAtBootMs = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @throws `lock/too-soon` with the seconds to wait. */
  demandPause(): void {
    const leftMs = this.#nextAtBootMs - this.#clock.sinceBootMs()
    if (leftMs <= 0) return
    const retryAfterSeconds = Math.ceil(leftMs / 1000)
    throw new AppError('lock/too-soon', `The next try may come in ${String(retryAfterSeconds)} s.`, {
      retryAfterSeconds,
    })
  }

  wasWrong(): void {
    this.#nextAtBootMs = this.#clock.sinceBootMs() + Math.min(1000 * 2 ** this.#count, longestMs)
    this.#count += 1
  }

  wasRight(): void {
    this.#count = 0
    this.#nextAtBootMs = 0
  }
}
