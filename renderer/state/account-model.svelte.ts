import type { ErrorCode } from '../../shared/errors'
import { type AccountDetails, type AccountPart, accountParts } from '../../shared/model/account-details'
import type { Api } from '../api'
import { Action } from './action.svelte'
import { AfterPress } from './after-press'

/** What Cognito knows of one person: the last answer of main, whole. Whatever changes it has it fetched again. */
export class AccountModel {
  details = $state.raw<AccountDetails>()
  readonly loading = new Action()
  readonly accountId: string
  readonly #api: Api
  readonly #afterPress = new AfterPress()
  /** Whether something changed while an answer was awaited: it may be older than the change. */
  #isStale = false

  constructor(api: Api, accountId: string) {
    this.#api = api
    this.accountId = accountId
  }

  /** Watches the pointer and asks for the details. @returns the function that ends it. */
  start(): () => void {
    void this.load()
    return this.#afterPress.start()
  }

  /** Fetches the details; the former ones stay in sight until then. A failure is in `loading`. */
  async load(): Promise<void> {
    this.#isStale = true
    if (this.loading.busy) return
    while (this.#isStale) {
      this.#isStale = false
      await this.loading.run(async () => {
        const details = await this.#api.call('account.details', { accountId: this.accountId })
        // What is pressed must not move away under the pointer.
        this.#afterPress.run(() => (this.details = details))
      })
    }
  }

  /** Makes a change, then fetches the details. @returns whether the change succeeded. */
  async change(action: Action, work: () => Promise<void>): Promise<boolean> {
    const isDone = await action.run(async () => {
      await work()
      await this.load()
    })
    // What was refused may be gone already, such as a device.
    if (action.failure !== undefined && !action.failure.code.startsWith('network/')) await this.load()
    return isDone
  }

  /** Why a part could not be had. */
  problemOf(part: AccountPart): ErrorCode | undefined {
    return this.details?.problems.find((problem) => problem.part === part)?.code
  }

  /** What stands in the way of every part: one problem, said once. */
  get problemOfAll(): ErrorCode | undefined {
    const [code, ...others] = accountParts.map((part) => this.problemOf(part))
    return others.every((other) => other === code) ? code : undefined
  }
}
