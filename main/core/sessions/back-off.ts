// [Note: Back-off]
// When Cognito may be asked again after a failure.
// Full jitter: a wait between nothing and a step, steps doubling up to a limit, so that computers that failed together
// do not come back together. A longer wait that the server asked for is honoured. Until it has passed, whoever has no
// valid token gets the error of the last try at once; so an account costs Cognito one call per step, however many ask.
// Only a person who asks for something themselves may try meanwhile.
// A computer that wakes, or finds a network again, ends the rests that the network was the cause of: each account within
// moments of its own, so that not all of them call at once. What the server asked for stands.
import { AppError, type ErrorCode } from '../../../shared/errors'
import type { Clock, Random } from '../ports'

/** The first step; each is twice the one before. */
export const firstStepMs = 1_000
/** No step is longer: who comes back to a network has a token within this time. */
export const longestStepMs = 60_000
/** An account that rested for want of a network may ask again within this time of finding one. */
export const hastenedStepMs = 2_000
/** No server's wish is honoured beyond this: it might be anybody's word. */
const longestWishMs = 3_600_000

const outOfReach: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'network/unreachable',
  'network/timed-out',
  'network/proxy-unreachable',
])

interface Failure {
  readonly error: AppError
  readonly failures: number
  /** By the clock since boot, which counts sleep and which nobody sets. */
  readonly untilBootMs: number
  /** Whether a network that is back may have mended it, and the server did not ask for the wait. */
  readonly mayBeMended: boolean
}

/** State: the accounts whose last call failed, and until when they rest. */
export class BackOff {
  readonly #clock: Clock
  readonly #random: Random
  readonly #failed = new Map<string, Failure>()

  constructor({ clock, random }: { readonly clock: Clock; readonly random: Random }) {
    this.#clock = clock
    this.#random = random
  }

  /** The last error, with the seconds that are left, while nobody should ask again. */
  standing(accountId: string): AppError | undefined {
    const failure = this.#failed.get(accountId)
    if (failure === undefined) return undefined
    const leftMs = failure.untilBootMs - this.#clock.sinceBootMs()
    return leftMs <= 0 ? undefined : withWait(failure.error, leftMs)
  }

  /** Notes a call that failed. @returns milliseconds until the next one. */
  failed(accountId: string, error: AppError): number {
    const failures = (this.#failed.get(accountId)?.failures ?? 0) + 1
    const stepMs = Math.min(longestStepMs, firstStepMs * 2 ** Math.min(failures - 1, 30))
    const wishMs = Math.min(longestWishMs, (error.retryAfterSeconds ?? 0) * 1000)
    const waitMs = Math.max(wishMs, Math.ceil(this.#share() * stepMs))
    const untilBootMs = this.#clock.sinceBootMs() + waitMs
    const mayBeMended = wishMs === 0 && outOfReach.has(error.code)
    this.#failed.set(accountId, { error, failures, untilBootMs, mayBeMended })
    return waitMs
  }

  /** What kept Cognito out of reach may be over. @returns milliseconds until the next call, of the accounts it is sooner for. */
  hasten(): ReadonlyMap<string, number> {
    const sooner = new Map<string, number>()
    const nowMs = this.#clock.sinceBootMs()
    for (const [accountId, failure] of this.#failed) {
      if (!failure.mayBeMended) continue
      const waitMs = Math.ceil(this.#share() * hastenedStepMs)
      if (nowMs + waitMs >= failure.untilBootMs) continue
      this.#failed.set(accountId, { ...failure, failures: 0, untilBootMs: nowMs + waitMs })
      sooner.set(accountId, waitMs)
    }
    return sooner
  }

  /** The account was answered, or is another one now. */
  reset(accountId: string): void {
    this.#failed.delete(accountId)
  }

  /** Between 0 and 1, evenly. */
  #share(): number {
    return this.#random.bytes(4).readUInt32BE() / 0xffff_ffff
  }
}

function withWait({ code, message, cause, mayHaveHappened }: AppError, waitMs: number): AppError {
  return new AppError(code, message, {
    cause,
    mayHaveHappened,
    retryAfterSeconds: Math.ceil(waitMs / 1000),
  })
}
