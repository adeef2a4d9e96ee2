import { toAppError, type AppError } from '../../shared/errors'

/** One thing a person can set going: whether it is under way, and how the last try failed. */
export class Action {
  busy = $state(false)
  failure = $state.raw<AppError>()

  /** Does the work unless it is under way already. @returns whether it succeeded. */
  async run(work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.failure = undefined
    try {
      await work()
      return true
    } catch (error) {
      this.failure = toAppError(error)
      return false
    } finally {
      this.busy = false
    }
  }
}
