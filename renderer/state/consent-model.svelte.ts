import { toAppError, type AppError } from '../../shared/errors'
import type { ConsentView } from '../../shared/model/consent'
import type { Api } from '../api'

/** The question that main wants answered now. */
export class ConsentModel {
  consent = $state.raw<ConsentView>()
  problem = $state.raw<AppError>()
  readonly #api: Api
  #pushes = 0

  constructor(api: Api) {
    this.#api = api
  }

  /** Listens and asks for the question that is open. @returns the function that ends it. */
  start(): () => void {
    const stop = this.#api.on('consent.changed', ({ consent }) => {
      this.#pushes += 1
      this.consent = consent
      this.problem = undefined
    })
    void this.#load()
    return stop
  }

  async #load(): Promise<void> {
    const pushesBefore = this.#pushes
    try {
      const { consent } = await this.#api.call('consent.current', undefined)
      // A question that was pushed meanwhile is younger than this answer.
      if (this.#pushes === pushesBefore) this.consent = consent
    } catch (error) {
      this.problem = toAppError(error)
    }
  }
}
