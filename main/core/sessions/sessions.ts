// The signed-in accounts: who holds tokens, who must sign in again, and how a sign-in ends.
import { AppError, type ErrorCode, toAppError } from '../../../shared/errors'
import type { Lock } from '../lock/lock'
import { type Accounts, accountIdOf, type StoredAccount } from '../records/accounts'
import type { AccountRecord } from '../vault/account-record'
import { demandSignedIn, endedAccount, signedInAccount } from './account-states'
import { isDueForRefresh, outlives, refreshSpacingMs, remainingMs, startLife } from './expiry'
import { recoverSessions } from './recover'
import { type RefreshDeps, Refresher, type Refreshed, tokenOf } from './refresh'
import { Renewals } from './renewals'
import type { GrantedSignIn, NewSession, OwnSessions, Token, TokenWish } from './session-store'
import { SignInJournal } from './sign-in-journal'
import { browserWarnings, signOutAtServer } from './sign-out'

export interface SessionsDeps extends RefreshDeps {
  readonly accounts: Accounts
  /** Where a browser may still be signed in; undefined for a pool without pages. */
  readonly loginDomainOf: (account: StoredAccount) => string | undefined
  readonly lock: Pick<Lock, 'isLocked' | 'demandUnlocked'>
}

/** Builds the sessions of one host. */
export function createSessions(deps: SessionsDeps): OwnSessions {
  return new MemorySessions(deps)
}

/** State: the access and id tokens of every signed-in account, and when each account was last refreshed. */
class MemorySessions implements OwnSessions {
  readonly #deps: SessionsDeps
  readonly #refresher: Refresher
  readonly #cached = new Map<string, Refreshed>()
  readonly #triedAtBootMs = new Map<string, number>()
  /** When Cognito took each account's refresh token the last time, by the wall clock. */
  readonly #goodAtMs = new Map<string, number>()
  /** Counts sign-ins and sign-outs: a refresh that began under an older one is not taken over. */
  readonly #generations = new Map<string, number>()
  readonly #signInJournal: SignInJournal
  readonly #renewals = new Renewals()
  readonly onRenewed: OwnSessions['onRenewed'] = (listener) => this.#renewals.on(listener)
  #recovering: Promise<unknown> = Promise.resolve()

  constructor(deps: SessionsDeps) {
    this.#deps = deps
    this.#refresher = new Refresher(deps)
    this.#signInJournal = new SignInJournal(deps)
  }

  async announce(granted: GrantedSignIn): Promise<void> {
    await this.#signInJournal.begin(granted)
  }

  async withdraw(accountId: string): Promise<void> {
    await this.#signInJournal.withdraw(accountId)
  }

  async finishSignIns(): Promise<void> {
    await this.#signInJournal.finish()
  }

  async adopt({ record, tokens, ...granted }: NewSession): Promise<string> {
    const { accounts, clock } = this.#deps
    const { userPoolId, clientId, username } = granted
    const id = accountIdOf(userPoolId, clientId, username)
    // At once: whoever waits for a refresh of the session before is served from this one.
    const forgotten = this.#forget(id)
    this.#keep(id, { tokens, life: startLife(clock, tokens.expiresInSeconds) })
    const put = accounts.put(signedInAccount(granted, { id, accounts, device: record.device }))
    await put.catch(async (error: unknown) => {
      await this.#forget(id)
      throw error
    })
    await Promise.all([forgotten, this.#signInJournal.end(id)])
    return id
  }

  token(accountId: string, wish: TokenWish): Promise<Token> {
    const cached = this.#cached.get(accountId)
    if (cached === undefined) return this.#refreshed(accountId, wish)
    const { life } = cached
    // Read once: the clock is asked for every token.
    const leftMs = remainingMs(life, this.#deps.clock)
    // It lives long enough, or a refresh was tried a moment ago and it still lives.
    const serves =
      outlives(life, leftMs, wish.minimumTtlSeconds) || (leftMs > 0 && this.#triedLately(accountId))
    if (!serves) return this.#refreshed(accountId, wish)
    if (isDueForRefresh(life, leftMs)) this.#refreshBehind(accountId)
    return Promise.resolve(tokenOf(cached, wish, leftMs))
  }

  async accessTokenInPlaceOf(
    accountId: string,
    refused: string,
    how: Pick<TokenWish, 'mayTryAtOnce'> = {},
  ): Promise<Token> {
    const cached = this.#cached.get(accountId)
    const isNewer = cached !== undefined && cached.tokens.accessToken !== refused
    const next = isNewer ? cached : await this.#refresh(accountId, how)
    return tokenOf(next, { use: 'access' }, remainingMs(next.life, this.#deps.clock))
  }

  async signOut(
    accountId: string,
    how: { readonly everywhere: boolean; readonly forgetDevice: boolean },
  ): Promise<readonly string[]> {
    const account = this.#deps.accounts.get(accountId)
    if (account === undefined) return []
    this.#deps.lock.demandUnlocked()
    const { everywhere, forgetDevice } = how
    // Before the session is over here, since it may cost a refresh. Without one, Cognito's half is told as not done.
    const accessToken = everywhere || forgetDevice ? this.#accessToken(accountId) : undefined
    await Promise.allSettled([accessToken])
    // The token that a rotation under way brings is the one to take back.
    await this.#refresher.settled(accountId)
    const { record, written } = await this.#endHere(accountId, how)
    const warnings = await signOutAtServer({
      cognito: () => this.#deps.cognitoFor(account),
      record,
      accessToken: () => accessToken ?? this.#accessToken(accountId),
      everywhere,
      forgetDevice,
    })
    await written
    return [...warnings, ...browserWarnings(account, this.#deps.loginDomainOf(account))]
  }

  async recover(): Promise<void> {
    const refresh = (accountId: string) => this.#refresh(accountId)
    const [signInJournal, refresher] = [this.#signInJournal, this.#refresher]
    const recovering = recoverSessions({ ...this.#deps, signInJournal, refresher, refresh })
    // An unlock may come while the start has not found its end yet.
    this.#recovering = Promise.all([this.#recovering, recovering])
    await recovering
  }

  forgetTokens(): void {
    this.#cached.clear()
    this.#triedAtBootMs.clear()
  }

  async check(accountId: string): Promise<AppError | undefined> {
    const isSignedIn = () => this.#deps.accounts.get(accountId)?.status === 'signed-in'
    const problem = isSignedIn() ? await this.#refreshAlone(accountId) : undefined
    return isSignedIn() ? problem : undefined
  }

  wake(): void {
    this.#refresher.hasten()
  }

  async settled(): Promise<void> {
    this.#refresher.stopRetrying()
    this.#signInJournal.stop()
    await this.#recovering
    await this.#refresher.settled()
  }

  async #accessToken(accountId: string): Promise<string> {
    return (await this.token(accountId, { use: 'access', minimumTtlSeconds: 5, mayTryAtOnce: true })).token
  }

  /**
   * The local half of a sign-out.
   * @returns the record as it was, and when accounts.json says so too: a full disk must not keep Cognito from being told.
   */
  async #endHere(
    accountId: string,
    { forgetDevice }: { readonly forgetDevice: boolean },
  ): Promise<{ readonly record: AccountRecord | undefined; readonly written: Promise<void> }> {
    const { accounts, vault } = this.#deps
    let record: AccountRecord | undefined
    let device: AccountRecord['device']
    await vault.update(accountId, (now) => {
      record = now
      device = forgetDevice ? undefined : now?.device
      if (now === undefined || device === undefined) return undefined
      return { v: 1, username: now.username, sub: now.sub, device }
    })
    await this.#forget(accountId)
    const account = accounts.get(accountId)
    const written =
      account === undefined
        ? Promise.resolve()
        : accounts.put({
            ...account,
            status: 'signed-out',
            device: device === undefined ? 'none' : account.device,
          })
    await Promise.allSettled([written])
    return { record, written }
  }

  #triedLately(accountId: string): boolean {
    const triedAt = this.#triedAtBootMs.get(accountId)
    return triedAt !== undefined && this.#deps.clock.sinceBootMs() - triedAt < refreshSpacingMs
  }

  #refreshBehind(accountId: string): void {
    if (this.#triedLately(accountId) || this.#refresher.isResting(accountId)) return
    void this.#refreshAlone(accountId)
  }

  /** No program waits for this one. @returns what it failed with. */
  async #refreshAlone(
    accountId: string,
    how: Pick<TokenWish, 'mayTryAtOnce'> = {},
  ): Promise<AppError | undefined> {
    try {
      await this.#refresh(accountId, how)
      return undefined
    } catch (error) {
      const problem = toAppError(error)
      this.#deps.log.write('warn', 'sessions', `a refresh that nobody waits for: ${problem.code}`)
      return problem
    }
  }

  async #refreshed(accountId: string, wish: TokenWish): Promise<Token> {
    const { clock } = this.#deps
    try {
      const refreshed = await this.#refresh(accountId, wish)
      return tokenOf(refreshed, wish, remainingMs(refreshed.life, clock))
    } catch (error) {
      // What is still valid is served, however short, when it was not Cognito who ended the session.
      const cached = this.#cached.get(accountId)
      const leftMs = cached === undefined ? 0 : remainingMs(cached.life, clock)
      if (cached !== undefined && leftMs > 0) return tokenOf(cached, wish, leftMs)
      throw error
    }
  }

  async #refresh(
    accountId: string,
    { mayTryAtOnce }: Pick<TokenWish, 'mayTryAtOnce'> = {},
  ): Promise<Refreshed> {
    const { accounts, lock } = this.#deps
    const account = demandSignedIn(accounts.demand(accountId))
    lock.demandUnlocked()
    if (!this.#refresher.isResting(accountId))
      this.#triedAtBootMs.set(accountId, this.#deps.clock.sinceBootMs())
    const generation = this.#generations.get(accountId)
    const isStillTheSame = () => this.#generations.get(accountId) === generation
    try {
      const refreshed = await this.#refresher.refresh(account, {
        over: async (code) => {
          if (isStillTheSame()) await this.#end(accountId, code)
        },
        tryAgain: () => void this.#refreshAlone(accountId, { mayTryAtOnce: true }),
        mayTryAtOnce: mayTryAtOnce === true,
      })
      if (isStillTheSame()) this.#take(accountId, refreshed)
    } catch (error) {
      // A sign-in meanwhile counts for more than whatever became of the older refresh.
      if (isStillTheSame() || !this.#cached.has(accountId)) throw error
    }
    // Its new refresh token is in the keychain; whoever waited gets nothing of it all the same.
    lock.demandUnlocked()
    const cached = this.#cached.get(accountId)
    if (cached === undefined) throw new AppError('session/none', `${account.label} signed out.`)
    return cached
  }

  #take(accountId: string, refreshed: Refreshed): void {
    this.#keep(accountId, refreshed)
    this.#goodAtMs.set(accountId, this.#deps.clock.wallMs())
  }

  /** Whoever asked together takes the same tokens, which are new once. */
  #keep(accountId: string, refreshed: Refreshed): void {
    if (this.#deps.lock.isLocked || this.#cached.get(accountId) === refreshed) return
    this.#cached.set(accountId, refreshed)
    this.#renewals.tell({ accountId, expiresInSeconds: refreshed.tokens.expiresInSeconds })
  }

  /** The session is over: accounts.json says so as far as the disk lets it; the caller learns why in any case. */
  async #end(accountId: string, code: ErrorCode): Promise<void> {
    const { accounts, clock, log } = this.#deps
    const account = accounts.get(accountId)
    const facts = { goodAtMs: this.#goodAtMs.get(accountId), nowMs: clock.wallMs() }
    this.#letGo(accountId)
    log.write('info', 'sessions', `a session is over: ${code}`)
    if (account?.status !== 'signed-in') return
    try {
      await accounts.put(endedAccount(account, code, facts))
    } catch (error) {
      log.write('error', 'sessions', `the end of a session was not kept: ${toAppError(error).code}`)
    }
  }

  /** From now on the account has another session, or none. @returns when the disk has forgotten the one before, too. */
  #forget(accountId: string): Promise<void> {
    this.#letGo(accountId)
    return this.#refresher.forget(accountId)
  }

  #letGo(accountId: string): void {
    this.#generations.set(accountId, (this.#generations.get(accountId) ?? 0) + 1)
    this.#cached.delete(accountId)
    this.#triedAtBootMs.delete(accountId)
    this.#goodAtMs.delete(accountId)
  }
}
