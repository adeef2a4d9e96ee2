// Wrong passwords cost time (COGNITO.md §11.2): from the fifth on 1 s, doubling, up to 15 minutes.
import { notAuthorized } from './errors'

const freeFailures = 5
const longestMs = 15 * 60_000

/** State: failures by pool and name. Names that do not exist count too, so that the lock does not tell them apart. */
export class LockOut {
  readonly #failures = new Map<string, { count: number; atMs: number }>()

  /** @throws NotAuthorizedException while locked; such an attempt does not lengthen the lock. */
  check(name: string, nowMs: number): void {
    const failures = this.#failures.get(name)
    if (failures === undefined || failures.count < freeFailures) return
    const lockMs = Math.min(2 ** (failures.count - freeFailures) * 1000, longestMs)
    if (nowMs < failures.atMs + lockMs) throw notAuthorized('Password attempts exceeded')
  }

  failed(name: string, nowMs: number): void {
    const failures = this.#failures.get(name)
    const quiet = failures === undefined || nowMs - failures.atMs >= longestMs
    this.#failures.set(name, { count: quiet ? 1 : failures.count + 1, atMs: nowMs })
  }

  succeeded(name: string): void {
    this.#failures.delete(name)
  }
}
