// The signed-in accounts: who holds tokens, who must sign in again, and how a sign-in ends.
import { AppError, type ErrorCode, toAppError } from '../../../shared/errors'
import { type Accounts, accountIdOf, type StoredAccount } from '../records/accounts'
import type { AccountRecord } from '../vault/account-record'
import { isDueForRefresh, outlives, refreshSpacingMs, remainingMs, startLife } from './expiry'
import { type RefreshDeps, Refresher, type Refreshed } from './refresh'
import type { NewSession, OwnSessions, Token, TokenWish } from './session-store'
import { browserWarning, signOutAtServer } from './sign-out'

export interface SessionsDeps extends RefreshDeps {
  readonly accounts: Accounts
  /** Where a browser may still be signed in; undefined for a pool without pages. */
  readonly loginDomainOf: (account: StoredAccount) => string | undefined
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
  /** Counts sign-ins and sign-outs: a refresh that began under an older one is not taken over. */
  readonly #generations = new Map<string, number>()
  #recovering: Promise<unknown> = Promise.resolve()

  constructor(deps: SessionsDeps) {
    this.#deps = deps
    this.#refresher = new Refresher(deps)
  }

  async adopt({ userPoolId, clientId, way, record, tokens, ...names }: NewSession): Promise<string> {
    const { accounts, clock } = this.#deps
    const id = accountIdOf(userPoolId, clientId, record.username)
    const before = accounts.get(id)
    const device = record.device?.status
    // At once: whoever waits for a refresh of the session before is served from this one.
    const forgotten = this.#forget(id)
    this.#cached.set(id, { tokens, life: startLife(clock, tokens.expiresInSeconds) })
    const put = accounts.put({
      id,
      label: before?.label ?? freeLabel(nameOf(names, record), accounts.list()),
      userPoolId,
      clientId,
      username: record.username,
      sub: record.sub,
      typedNames: namesOf(before, names, record),
      isDefault: before?.isDefault ?? accounts.list().length === 0,
      signedInAtMs: clock.wallMs(),
      status: 'signed-in',
      device: device === undefined || device === 'pending' ? 'none' : device,
      ...way,
    })
    await put.catch(async (error: unknown) => {
      await this.#forget(id)
      throw error
    })
    await forgotten
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

  async signOut(
    accountId: string,
    how: { readonly everywhere: boolean; readonly forgetDevice: boolean },
  ): Promise<readonly string[]> {
    const account = this.#deps.accounts.get(accountId)
    if (account === undefined) return []
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
    return [...warnings, ...this.#inBrowser(account)]
  }

  /** The cookie of the pool's pages is the browser's: to delete it would take that browser (COGNITO.md §12). */
  #inBrowser(account: StoredAccount): readonly string[] {
    const domain = this.#deps.loginDomainOf(account)
    const isSignedIn = account.status === 'signed-in' && account.method === 'MANAGED_LOGIN'
    return isSignedIn && domain !== undefined ? [browserWarning(domain)] : []
  }

  async recover(): Promise<void> {
    const { accounts, log } = this.#deps
    const recoverOne = async (id: string) => {
      const isOver = accounts.get(id)?.status !== 'signed-in'
      if (isOver) await this.#refresher.finishEnd(id)
      else if (await this.#refresher.isInDoubt(id)) await this.#refresh(id)
    }
    const recovering = this.#refresher.leftOpen().then((ids) =>
      Promise.all(
        ids.map((id) =>
          recoverOne(id).catch((error: unknown) => {
            log.write('warn', 'sessions', `what a crash left open stays so: ${toAppError(error).code}`)
          }),
        ),
      ),
    )
    this.#recovering = recovering.catch((error: unknown) => {
      log.write('error', 'sessions', `the refresh journals cannot be listed: ${toAppError(error).code}`)
    })
    await this.#recovering
  }

  async settled(): Promise<void> {
    this.#refresher.stopRetrying()
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
    this.#refreshAlone(accountId)
  }

  /** Nobody waits for this one. */
  #refreshAlone(accountId: string, how: Pick<TokenWish, 'mayTryAtOnce'> = {}): void {
    this.#refresh(accountId, how).catch((error: unknown) => {
      this.#deps.log.write('warn', 'sessions', `a refresh that nobody waits for: ${toAppError(error).code}`)
    })
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
    const account = signedIn(this.#deps.accounts.get(accountId))
    if (!this.#refresher.isResting(accountId))
      this.#triedAtBootMs.set(accountId, this.#deps.clock.sinceBootMs())
    const generation = this.#generations.get(accountId)
    const isStillTheSame = () => this.#generations.get(accountId) === generation
    try {
      const refreshed = await this.#refresher.refresh(account, {
        over: async (code) => {
          if (isStillTheSame()) await this.#end(accountId, code)
        },
        tryAgain: () => this.#refreshAlone(accountId, { mayTryAtOnce: true }),
        mayTryAtOnce: mayTryAtOnce === true,
      })
      if (isStillTheSame()) this.#cached.set(accountId, refreshed)
    } catch (error) {
      // A sign-in meanwhile counts for more than whatever became of the older refresh.
      if (isStillTheSame() || !this.#cached.has(accountId)) throw error
    }
    const cached = this.#cached.get(accountId)
    if (cached === undefined) throw new AppError('session/none', `${account.label} signed out.`)
    return cached
  }

  /** The session is over: accounts.json says so as far as the disk lets it; the caller learns why in any case. */
  async #end(accountId: string, code: ErrorCode): Promise<void> {
    const { accounts, log } = this.#deps
    this.#letGo(accountId)
    log.write('info', 'sessions', `a session is over: ${code}`)
    const account = accounts.get(accountId)
    if (account?.status !== 'signed-in') return
    try {
      const { endedBy: _former, ...rest } = account
      await accounts.put(
        code === 'session/none'
          ? { ...rest, status: 'signed-out' }
          : { ...rest, status: 'expired', endedBy: code },
      )
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
  }
}

function tokenOf({ tokens }: Refreshed, { use }: TokenWish, leftMs: number): Token {
  return { token: use === 'access' ? tokens.accessToken : tokens.idToken, leftMs }
}

function signedIn(account: StoredAccount | undefined): StoredAccount {
  if (account === undefined) throw new AppError('account/unknown', 'There is no such account any more.')
  const { label, status, endedBy = 'session/expired' } = account
  if (status === 'expired') throw new AppError(endedBy, `${label}: the sign-in has ended.`)
  if (status === 'signed-out') throw new AppError('session/none', `${label} is not signed in.`)
  return account
}

/** The typed name, or that name with a number when another account of this host already has it. */
type Names = Pick<NewSession, 'typedName' | 'label'>

const nameOf = ({ typedName, label }: Names, { username }: AccountRecord): string =>
  label ?? typedName ?? username

function namesOf(
  before: StoredAccount | undefined,
  { typedName }: Names,
  { username }: AccountRecord,
): string[] {
  const known = before?.typedNames ?? []
  return [...new Set([...known, ...(typedName === undefined ? [] : [typedName]), username])]
}

function freeLabel(name: string, accounts: readonly StoredAccount[]): string {
  const taken = new Set(accounts.map(({ label }) => label))
  let label = name
  for (let count = 2; taken.has(label); count += 1) label = `${name} (${count})`
  return label
}
