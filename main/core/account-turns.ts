/**
 * Operations on one account, one after the other; those of different accounts run beside each other.
 * State: for each account the end of its queue.
 */
export class AccountTurns {
  readonly #last = new Map<string, Promise<void>>()

  /** Runs `operation` once every earlier one of this account has ended, however. @throws what `operation` throws. */
  take<Result>(accountId: string, operation: () => Promise<Result>): Promise<Result> {
    const result = (this.#last.get(accountId) ?? Promise.resolve()).then(operation)
    // The next operation runs whether or not this one failed; its caller gets the failure.
    const settled = result.then(
      () => undefined,
      () => undefined,
    )
    this.#last.set(accountId, settled)
    void settled.then(() => {
      if (this.#last.get(accountId) === settled) this.#last.delete(accountId)
    })
    return result
  }
}
