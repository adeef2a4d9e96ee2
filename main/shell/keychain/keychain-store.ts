// SecretStore on the OS keychain. keytar answers a locked keychain with "no such item", and may wait for a prompt
// for ever; so: ask whether it is locked, call with a deadline, and ask again before an empty answer is believed.
import { AppError, toAppError } from '../../../shared/errors'
import type { Clock, KeychainStatus, Log, SecretStore } from '../../core/ports'
import { died, failed, locked, notLoaded, refused, timedOut, unavailable } from './keychain-errors'
import type { KeychainFork, KeychainOperation } from './keychain-port'
import { KeychainRunner, type RunOutcome } from './keychain-runner'
import type { LockCheck, LockState } from './lock-check'

/** A call and its lock check, where no person can be asked. */
export const callDeadlineMs = 5000
/** A call, where the OS may ask the person. */
export const promptDeadlineMs = 120_000
/** A wait this long is shown; most calls of a keychain that might ask are over before. */
export const waitingShownAfterMs = 500
/** Even after a slow lock check a call gets this much. */
const leastCallMs = 1000

export interface KeychainStoreOptions {
  readonly fork: KeychainFork
  readonly clock: Clock
  readonly log: Log
  readonly lockCheck: LockCheck
  /** Told `true` when a person is being waited for, and `false` when that is over; `cancel` ends it. */
  readonly onWaiting: (isWaiting: boolean) => void
}

export interface KeychainStore extends SecretStore {
  /** Gives up the call that waits for a person, and those behind it: `keychain/refused`. */
  cancel(): void
  /** Ends the keychain process. Calls from now on fail with `keychain/unavailable`. */
  close(): void
}

/** Builds the store; no process is started before the first call. */
export function keychainStore(options: KeychainStoreOptions): KeychainStore {
  return new ChildKeychain(options)
}

interface Turn {
  /** @returns the failure, where it failed. */
  readonly take: () => Promise<AppError | undefined>
  readonly refuse: (failure: AppError) => void
}

/** State: who waits for a turn, whether a turn is under way, and whether keytar was seen to load. */
class ChildKeychain implements KeychainStore {
  readonly #options: KeychainStoreOptions
  readonly #runner: KeychainRunner
  readonly #turns: Turn[] = []
  #isBusy = false
  #isClosed = false
  #hasLoaded = false

  constructor(options: KeychainStoreOptions) {
    this.#options = options
    this.#runner = new KeychainRunner({ ...options, onIdle: () => options.lockCheck.close() })
  }

  get(name: string): Promise<string | undefined> {
    return this.#inTurn(async () => {
      const { value, before } = await this.#call({ operation: 'get', name })
      if (typeof value === 'string') return value
      await this.#believeEmpty(before)
      return undefined
    })
  }

  set(name: string, value: string): Promise<void> {
    return this.#inTurn(async () => {
      if (value === '' || value.includes('\0'))
        throw new AppError('internal', `${name}: a keychain item can neither be empty nor hold a NUL`)
      const { before } = await this.#call({ operation: 'set', name, value })
      if (before.kind === 'unlocked') return
      // A prompt that was refused may end in silence: only what is read back was written.
      const kept = await this.#call({ operation: 'get', name })
      if (kept.value === value) return
      await this.#believeEmpty(before)
      throw failed('it did not keep what was written')
    })
  }

  delete(name: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const first = await this.#call({ operation: 'delete', name })
      if (first.value === true) return true
      if (first.before.kind === 'locked') {
        // libsecret deletes nothing from a locked keyring and asks nobody; reading does ask.
        const read = await this.#call({ operation: 'get', name })
        await this.#believeEmpty(read.before)
        return (await this.#call({ operation: 'delete', name })).value === true
      }
      await this.#believeEmpty(first.before)
      return false
    })
  }

  async status(): Promise<KeychainStatus> {
    const { backend } = this.#options.lockCheck
    try {
      const state = await this.#options.lockCheck.check()
      if (state.kind === 'locked') return { backend, state: 'locked' }
      refuseUnusable(state)
      if (!this.#hasLoaded) await this.#inTurn(() => this.#call({ operation: 'load' }))
      return { backend, state: 'ready' }
    } catch (error) {
      const { code, message } = toAppError(error)
      return { backend, state: code === 'keychain/locked' ? 'locked' : 'unavailable', detail: message }
    }
  }

  cancel(): void {
    this.#runner.cancel()
  }

  close(): void {
    this.#isClosed = true
    this.#runner.close()
    this.#options.lockCheck.close()
  }

  /** Lock check, call, translation. */
  async #call(operation: KeychainOperation): Promise<{ value: string | boolean | null; before: LockState }> {
    const { clock, lockCheck } = this.#options
    if (this.#isClosed) throw unavailable('Signet is closing')
    const startedAtMs = clock.sinceBootMs()
    const before = await lockCheck.check()
    refuseUnusable(before)
    const spentMs = clock.sinceBootMs() - startedAtMs
    const deadlineMs = mayAsk(before) ? promptDeadlineMs : Math.max(callDeadlineMs - spentMs, leastCallMs)
    const outcome = await this.#runShown(operation, { deadlineMs, isShown: mayAsk(before) })
    if (outcome.outcome === 'failed') await this.#believeEmpty(before)
    this.#hasLoaded ||= outcome.outcome === 'done'
    return { value: valueOf(outcome, mayAsk(before)), before }
  }

  async #runShown(
    operation: KeychainOperation,
    { deadlineMs, isShown }: { readonly deadlineMs: number; readonly isShown: boolean },
  ) {
    const { clock, onWaiting } = this.#options
    const over: (() => void)[] = []
    const callOff = clock.after(waitingShownAfterMs, () => {
      if (!isShown) return
      onWaiting(true)
      over.push(() => onWaiting(false))
    })
    try {
      return await this.#runner.run(operation, deadlineMs)
    } finally {
      callOff()
      for (const end of over) end()
    }
  }

  /**
   * "No such item" of a keychain that is locked means nothing, and "deleted nothing" neither.
   * @throws `keychain/refused` when a prompt was not answered, else as the lock check says.
   */
  async #believeEmpty(before: LockState): Promise<void> {
    const after = await this.#options.lockCheck.check()
    if (after.kind === 'locked' && mayAsk(before)) throw refused()
    if (after.kind === 'locked') throw locked()
    refuseUnusable(after)
  }

  #inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const take = () =>
        run().then(
          (result) => {
            resolve(result)
            return undefined
          },
          (error: unknown) => {
            const failure = toAppError(error)
            reject(failure)
            return failure
          },
        )
      this.#turns.push({ take, refuse: reject })
      if (!this.#isBusy) void this.#takeTurns()
    })
  }

  /** One call at a time. Who waits behind one that hung or was refused shares its end: ten would not wait ten times. */
  async #takeTurns(): Promise<void> {
    this.#isBusy = true
    for (let turn = this.#turns.shift(); turn !== undefined; turn = this.#turns.shift()) {
      const failure = await turn.take()
      if (failure === undefined) continue
      this.#options.log.write('warn', 'keychain', failure.code)
      if (failure.code !== 'keychain/timed-out' && failure.code !== 'keychain/refused') continue
      for (const waiting of this.#turns.splice(0)) waiting.refuse(failure)
    }
    this.#isBusy = false
  }
}

function valueOf(outcome: RunOutcome, mightAsk: boolean): string | boolean | null {
  switch (outcome.outcome) {
    case 'done':
      return outcome.value
    case 'not-loaded':
      throw notLoaded(outcome.message, process.platform)
    case 'failed':
      throw mightAsk ? refused() : failed(outcome.message)
    case 'died':
      throw died()
    case 'timed-out':
      throw timedOut(mightAsk ? promptDeadlineMs : callDeadlineMs)
    case 'cancelled':
      throw refused()
  }
}

const mayAsk = (state: LockState): boolean =>
  state.kind === 'may-ask' || ((state.kind === 'locked' || state.kind === 'no-keyring') && state.canAsk)

function refuseUnusable(state: LockState): void {
  if (state.kind === 'locked' && !state.canAsk) throw locked()
  if (state.kind === 'unavailable') throw unavailable(state.detail)
  if (state.kind === 'silent') throw timedOut(callDeadlineMs)
  if (state.kind === 'no-keyring' && !state.canAsk)
    throw unavailable('there is no default keyring yet, and no display to create one on')
}
