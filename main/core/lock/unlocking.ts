// What a person has to do for Signet to open: be there, or prove the password of one of the accounts at Cognito.
import { AppError, type ErrorCode, toAppError } from '../../../shared/errors'
import type { UnlockProof, UnlockView } from '../../../shared/model/unlock'
import type { Clock, Log, TouchId } from '../ports'
import type { Accounts } from '../records/accounts'
import type { Pools } from '../records/pools'
import type { SettingsFile } from '../records/settings'
import type { Lock } from './lock'
import { type PasswordAccount, passwordAccounts } from './password-accounts'
import { WrongTries } from './wrong-tries'

export interface UnlockingDeps {
  readonly clock: Clock
  readonly log: Log
  readonly lock: Lock
  readonly settings: SettingsFile
  readonly accounts: Accounts
  readonly pools: Pools
  readonly touchId: TouchId
  /** Has Cognito check the password. @throws `auth/wrong-password` and whatever else Cognito says. */
  readonly provePassword: (whose: PasswordAccount, password: string) => Promise<void>
}

/** State: the wrong tries so far, and the try under way; a second one waits for it. */
export class Unlocking {
  readonly #deps: UnlockingDeps
  readonly #tries: WrongTries
  #underWay: Promise<unknown> = Promise.resolve()
  #ends: readonly (() => void)[] = []

  constructor(deps: UnlockingDeps) {
    this.#deps = deps
    this.#tries = new WrongTries(deps.clock)
  }

  /** Looks after the setting from now on: see `#keepPossible`. */
  start(): void {
    const { accounts, pools } = this.#deps
    this.#ends = [accounts, pools].map((record) => record.onChange(() => this.#keepPossible()))
  }

  stop(): void {
    for (const end of this.#ends) end()
  }

  view(): UnlockView {
    const { settings, touchId } = this.#deps
    const presence = touchId.isThere() ? 'touch-id' : 'press'
    return {
      // A lock does not get weaker because whoever could open it has gone meanwhile.
      way: settings.get().unlockWith === 'password' ? 'password' : presence,
      presence,
      accounts: this.accounts().map(({ account: { id, label }, pool }) => ({
        id,
        label,
        poolName: pool.name,
      })),
    }
  }

  /** Whose password would do. */
  accounts(): readonly PasswordAccount[] {
    return passwordAccounts(this.#deps.accounts, this.#deps.pools)
  }

  /** The person's choice. @throws `lock/locked`, `lock/no-password` where no account could ever prove one. */
  mayChoose(unlockWith: 'presence' | 'password'): void {
    this.#deps.lock.demandUnlocked()
    if (unlockWith === 'password' && this.accounts().length === 0)
      throw new AppError('lock/no-password', 'No account here signs in with a password that can be proved.')
  }

  /**
   * Opens once `act` has found a person. Whatever locks in the meantime counts for more.
   * @returns whether it was locked. @throws what `act` throws, `lock/locked`.
   */
  async after(act: () => Promise<void>): Promise<boolean> {
    const { lock } = this.#deps
    // What happened before this act is not to undo it; what happens during it, noticed or not, does.
    lock.look()
    const before = lock.timesAsked
    await act()
    lock.look()
    if (lock.timesAsked !== before) throw new AppError('lock/locked', 'Signet was locked again meanwhile.')
    return lock.unlock()
  }

  /** The person in the window. @returns whether it was locked. @throws as `byTouchId` and `byPassword`. */
  inWindow(proof: UnlockProof | undefined): Promise<boolean> {
    return this.after(async () => {
      const { way } = this.view()
      if (way === 'password') await this.byPassword(proof)
      if (way === 'touch-id') await this.byTouchId()
    })
  }

  /** @throws `lock/touch-id-refused`. */
  byTouchId(): Promise<void> {
    return this.#deps.touchId.prompt()
  }

  /**
   * Passes when Cognito says that the password is right.
   * @throws `lock/wrong-password`, `lock/too-soon`, `lock/attempts-exceeded`, `lock/offline`, `lock/not-proved`,
   * `network/*`, `keychain/*` where the app client's secret is kept there.
   */
  async byPassword(proof: UnlockProof | undefined): Promise<void> {
    if (proof === undefined) throw new AppError('request/invalid', 'A password is needed to unlock.')
    const whose = this.accounts().find(({ account }) => account.id === proof.accountId)
    if (whose === undefined)
      throw new AppError('lock/not-proved', 'There is no such account, or it has no password to prove.')
    const before = this.#underWay
    const mine = before.then(() => this.#try(whose, proof.password))
    this.#underWay = mine.catch(() => undefined)
    await mine
  }

  async #try(whose: PasswordAccount, password: string): Promise<void> {
    this.#tries.demandPause()
    try {
      await this.#deps.provePassword(whose, password)
      this.#tries.wasRight()
    } catch (error) {
      const problem = lockedStill(toAppError(error))
      if (countsAsWrong.has(problem.code)) this.#tries.wasWrong()
      throw problem
    }
  }

  /**
   * A setting that no account could satisfy any more would leave nothing but a reset after the next lock. A person who
   * takes the last such account away does so while Signet is open; locked, nothing changes the setting.
   */
  #keepPossible(): void {
    const { lock, settings, log } = this.#deps
    const isStuck = settings.get().unlockWith === 'password' && this.accounts().length === 0
    if (lock.isLocked || !isStuck) return
    log.write('warn', 'lock', 'no account has a password any more: unlocking takes a press again')
    settings.set({ unlockWith: 'presence' }).catch((error: unknown) => {
      log.write('error', 'lock', `the way to unlock was not kept: ${toAppError(error).code}`)
    })
  }
}

const countsAsWrong: ReadonlySet<ErrorCode> = new Set(['lock/wrong-password', 'lock/not-proved'] as const)

/** The words of a sign-in would speak of one; here none was begun, and Signet is locked as before. */
const codesOfTheLock: Partial<Record<ErrorCode, ErrorCode>> = {
  'auth/wrong-password': 'lock/wrong-password',
  'auth/password-not-encodable': 'lock/wrong-password',
  'auth/attempts-exceeded': 'lock/attempts-exceeded',
  'network/unreachable': 'lock/offline',
  'network/timed-out': 'lock/offline',
  'network/proxy-unreachable': 'lock/offline',
}

function lockedStill(cause: AppError): AppError {
  const isRefusal = cause.code.startsWith('auth/') || cause.code.startsWith('pool/')
  const code = codesOfTheLock[cause.code] ?? (isRefusal ? 'lock/not-proved' : undefined)
  if (code === undefined) return cause
  const { retryAfterSeconds } = cause
  return new AppError(code, cause.message, {
    cause,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  })
}
