import type { RawInput } from '../../shared/ipc/contract'
import type { Api } from '../api'
import { Action } from './action.svelte'

type Options = Omit<RawInput<'accounts.signOut'>, 'accountId'>

/** The sign-out of one account, and what of the last one did not go through. */
export class SignOut {
  warnings = $state.raw<readonly string[]>([])
  readonly action = new Action()
  readonly #api: Api
  readonly #accountId: string

  constructor(api: Api, accountId: string) {
    this.#api = api
    this.#accountId = accountId
  }

  /** @returns whether it succeeded. */
  run(options: Options): Promise<boolean> {
    return this.action.run(async () => {
      this.warnings = []
      this.warnings = (
        await this.#api.call('accounts.signOut', { accountId: this.#accountId, ...options })
      ).warnings
    })
  }
}
