// A request that needs a signed-in account and may ask: one sign-in is raised per account, and all who wait for it
// are answered when it ends.
import { AppError, type ErrorCode, toAppError } from '../../../shared/errors'
import type { AccountStatus } from '../../../shared/model/account'
import { SharedQuestions } from '../grants/shared-question'
import type { Lock } from '../lock/lock'
import type { Asker, Clock } from '../ports'
import type { Asking } from './asking'
import type { SignInDesk } from './deps'

/** How long a request waits for a sign-in when it does not say. */
const defaultWaitMs = 120_000
/** After a person closed a sign-in, programs that merely want a token do not bring it up again for this long. */
const quietMs = 30_000

interface SignInDoorDeps {
  readonly clock: Clock
  readonly asker: Asker
  readonly signIns: SignInDesk
  readonly lock: Pick<Lock, 'isLocked'>
}

/** State: the sign-ins that requests wait for, by account, and those a person closed a moment ago. */
export class SignInDoor {
  readonly #deps: SignInDoorDeps
  readonly #waiting: SharedQuestions<AccountStatus>
  readonly #quietUntilMs = new Map<string, number>()

  constructor(deps: SignInDoorDeps) {
    this.#deps = deps
    this.#waiting = new SharedQuestions(deps.clock)
  }

  /** Whether a person closed this account's sign-in a moment ago. */
  isQuiet(accountId: string): boolean {
    return (this.#quietUntilMs.get(accountId) ?? 0) > this.#deps.clock.sinceBootMs()
  }

  /**
   * Brings the sign-in up, unless it is, and waits for its end.
   * @throws what the sign-in failed with, `auth/timed-out` when the caller's time is over, `session/none` where
   * nothing can be shown.
   */
  through(accountId: string, terminal: string | undefined, asking: Asking): Promise<AccountStatus> {
    const waiter = {
      signal: asking.signal,
      forMs: asking.waitSeconds === undefined ? defaultWaitMs : asking.waitSeconds * 1000,
      tooLate: () =>
        new AppError('auth/timed-out', 'Nobody finished the sign-in in the time the caller waits.'),
      gone: () => new AppError('auth/cancelled', 'The caller hung up before the sign-in ended.'),
    }
    return this.#waiting.join(accountId, waiter, (signal) => this.#raised(accountId, terminal, signal))
  }

  /** Brings the sign-in up without waiting for its end. @throws `session/none` where nothing can be shown. */
  async raise(accountId: string, terminal: string | undefined): Promise<void> {
    try {
      await this.#deps.asker.signIn(accountId, { terminal })
    } catch (error) {
      // One is under way elsewhere: there is nothing to bring up.
      if (toAppError(error).code !== 'auth/in-progress') throw error
    }
  }

  async #raised(
    accountId: string,
    terminal: string | undefined,
    signal: AbortSignal,
  ): Promise<AccountStatus> {
    const { signIns } = this.#deps
    let stop: (() => void) | undefined
    const ended = new Promise<AccountStatus>((resolve, reject) => {
      stop = signIns.onChange((run) => {
        const view = run.view()
        if (view.kind === 'signedIn' && view.accountId === accountId) resolve('signed-in')
        if (view.kind === 'failed' && run.accountId === accountId) reject(this.#failure(accountId, view))
      })
      // The sign-in itself stays open when nobody waits any more: the person may be in the middle of it.
      signal.addEventListener('abort', () => reject(new AppError('auth/cancelled', 'Nobody waits.')))
      this.raise(accountId, terminal).catch((error: unknown) => reject(toAppError(error)))
    })
    try {
      return await ended
    } finally {
      stop?.()
    }
  }

  #failure(
    accountId: string,
    { code, detail = '' }: { code: ErrorCode; detail?: string | undefined },
  ): AppError {
    // No person has closed it, and unlocking is what helps.
    if (this.#deps.lock.isLocked) return new AppError('lock/locked', '')
    if (code === 'auth/cancelled') this.#quietUntilMs.set(accountId, this.#deps.clock.sinceBootMs() + quietMs)
    return new AppError(code, detail)
  }
}
