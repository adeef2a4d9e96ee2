import { AppError } from '../../../shared/errors'
import type { Clock } from '../ports'

/** How long a password is held at most, should Cognito or a code be slow. */
export const passwordLifeMs = 3 * 60_000

/** State: the one place where a run's password is, from submit until tokens, failure, cancel or three minutes. */
export class HeldPassword {
  readonly #clock: Clock
  #password: string | undefined
  #isMeant = false
  #stopTimer: () => void = () => undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  hold(password: string): void {
    this.drop()
    this.#password = password
    this.#isMeant = true
    this.#stopTimer = this.#clock.after(passwordLifeMs, () => (this.#password = undefined))
  }

  /** Another one from now on, or none. */
  replace(password: string | undefined): void {
    if (password === undefined) this.drop()
    else this.hold(password)
  }

  get isHeld(): boolean {
    return this.#password !== undefined
  }

  /** Whether this attempt is about a password, also after its time: its codes come beside one, not in place of one. */
  get isMeant(): boolean {
    return this.#isMeant
  }

  drop(): void {
    this.#stopTimer()
    this.#password = undefined
    this.#isMeant = false
  }

  /** @throws `auth/challenge-expired` when it is gone: then the person types it again. */
  read(): string {
    if (this.#password === undefined)
      throw new AppError('auth/challenge-expired', 'The password is not held any more.')
    return this.#password
  }

  // A log line or an inspector must not print it by accident.
  toJSON(): string {
    return 'HeldPassword'
  }
}
