import { toAppError, type AppError } from '../../shared/errors'
import type { AppState } from '../../shared/ipc/contract'
import type { Api } from '../api'

/** The last view of everything but sign-ins, whole as main pushed it. */
export class AppModel {
  state = $state.raw<AppState>()
  problem = $state.raw<AppError>()
  readonly #api: Api
  #pushes = 0

  constructor(api: Api) {
    this.#api = api
  }

  /** Listens and asks for the first view. @returns the function that ends it. */
  start(): () => void {
    const stop = this.#api.on('app.changed', (state) => {
      this.#pushes += 1
      this.state = state
      this.problem = undefined
    })
    void this.load()
    return stop
  }

  /** Asks main for the whole view. */
  async load(): Promise<void> {
    const pushesBefore = this.#pushes
    try {
      const state = await this.#api.call('app.state', undefined)
      // A view that was pushed meanwhile is younger than this answer.
      if (this.#pushes === pushesBefore) this.state = state
      this.problem = undefined
    } catch (error) {
      this.problem = toAppError(error)
    }
  }
}
