// The sign-ins under way: one per account at a time, whoever began it.
import { AppError, type ErrorCode } from '../../../shared/errors'
import type { Pool, SignInMethod } from '../../../shared/model/pool'
import type { StoredAccount } from '../records/accounts'
import type { Lock } from '../lock/lock'
import { Errands } from './errands'
import { type SignInDeps, SignInRun } from './run-sign-in'

/** How long a run that is over can still be looked up. */
const endedLifeMs = 5 * 60_000
/** How long the end of the host waits for an answer that is under way: tokens that it brings are to be revoked. */
export const lastAnswerMs = 2_000

/** A sign-in to begin: of a known account, of a typed name, or of nobody yet. */
export interface SignInStart {
  readonly pool: Pool
  readonly account?: StoredAccount | undefined
  readonly username?: string | undefined
  readonly method?: SignInMethod | undefined
  /** Who begins it, and alone may answer it: a window, a terminal, an app. */
  readonly owner: string
}

export interface SignInsDeps extends Omit<SignInDeps, 'errands' | 'othersSignedIn'> {
  readonly lock: Pick<Lock, 'demandUnlocked'>
}

/** State: the runs, open ones and those that have just ended. */
export class SignIns {
  readonly #deps: SignInDeps
  readonly #lock: SignInsDeps['lock']
  readonly #runs = new Map<string, SignInRun>()
  readonly #listeners = new Set<(run: SignInRun) => void>()

  constructor(deps: SignInsDeps) {
    this.#lock = deps.lock
    this.#deps = { ...deps, errands: new Errands(deps.log), othersSignedIn: new Set() }
  }

  /**
   * Begins a sign-in. Beginning again from the same owner replaces the run before.
   * @throws `lock/locked`, `auth/in-progress` when another owner is signing in to the account.
   */
  start({ pool, account, username, method, owner }: SignInStart): SignInRun {
    this.#lock.demandUnlocked()
    const named = account ?? this.#named(pool, username)
    if (named !== undefined) this.#makeRoom(named.id, owner)
    else this.#dropNameless(pool, owner)
    const run = new SignInRun(
      {
        id: this.#deps.random.bytes(16).toString('hex'),
        owner,
        pool,
        account,
        username: username ?? account?.typedNames[0] ?? account?.username,
        method: method ?? named?.method ?? pool.method,
        onChange: (changed) => this.#changed(changed),
        claim: (claiming, accountId) => this.#makeRoom(accountId, claiming.owner, claiming),
      },
      this.#deps,
    )
    this.#runs.set(run.id, run)
    run.start()
    return run
  }

  #named({ userPoolId, clientId }: Pool, username: string | undefined): StoredAccount | undefined {
    if (username === undefined) return undefined
    return this.#deps.accounts.findByTypedName(userPoolId, clientId, username)
  }

  /** The run of that id, if it is this owner's. */
  get(id: string, owner: string): SignInRun | undefined {
    const run = this.#runs.get(id)
    return run?.owner === owner ? run : undefined
  }

  /** The open run of an account, whoever conducts it. */
  underWay(accountId: string): SignInRun | undefined {
    return [...this.#runs.values()].find((run) => run.accountId === accountId && !run.isOver)
  }

  /** Calls `listener` after each change of a run's view. @returns the function that ends that. */
  onChange(listener: (run: SignInRun) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /**
   * Ends every open run: the host closes, or is locked. Resolves when what is being stored at this moment is stored, and Cognito has
   * been told what follows from it: what an answer under way brings is revoked, where it comes in time.
   * @param code what calls them off; a person, unless it says otherwise.
   */
  async cancelAll(code?: ErrorCode): Promise<void> {
    const runs = [...this.#runs.values()]
    const open = runs.filter((run) => !run.isOver)
    for (const run of open) run.cancel(code)
    const lastAnswers = this.#forLastAnswers(Promise.all(runs.map((run) => run.settled())))
    await Promise.all([lastAnswers, ...open.map(({ ended }) => ended)])
    await this.#deps.errands.settled()
  }

  async #forLastAnswers(settled: Promise<unknown>): Promise<void> {
    let callOff: () => void = () => undefined
    const late = new Promise<void>((resolve) => {
      callOff = this.#deps.clock.after(lastAnswerMs, resolve)
    })
    await Promise.race([settled, late])
    callOff()
  }

  /** Ends the open runs of pools that were removed: nobody could sign such an account out again. */
  keepThoseOf(isThere: (pool: Pool) => boolean): void {
    for (const run of this.#runs.values()) if (!isThere(run.pool)) run.cancel()
  }

  #makeRoom(accountId: string, owner: string, claiming?: SignInRun): void {
    for (const other of this.#runs.values()) {
      if (other === claiming || other.isOver || other.accountId !== accountId) continue
      if (other.owner !== owner)
        throw new AppError('auth/in-progress', 'A sign-in for this account is open elsewhere.')
      other.cancel()
    }
  }

  #dropNameless(pool: Pool, owner: string): void {
    for (const other of this.#runs.values()) {
      const isSamePool = other.pool.userPoolId === pool.userPoolId && other.pool.clientId === pool.clientId
      if (other.owner === owner && other.accountId === undefined && isSamePool) other.cancel()
    }
  }

  #changed(run: SignInRun): void {
    if (run.isOver) this.#deps.clock.after(endedLifeMs, () => this.#runs.delete(run.id))
    for (const listener of this.#listeners) listener(run)
  }
}
