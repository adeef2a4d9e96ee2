// The signed-in accounts: who holds tokens, who must sign in again, and how a sign-in ends.
import { AppError, toAppError } from '../../../shared/errors'
import type { Cognito, TokenSet } from '../cognito/cognito'
import { type Accounts, accountIdOf, type StoredAccount } from '../records/accounts'
import type { Clock, Log } from '../ports'
import type { Vault } from '../vault/account-record'
import { endsSession } from './ends-session'
import {
  expiresAtMs,
  isDueForRefresh,
  type Life,
  outlives,
  refreshSpacingMs,
  remainingMs,
  startLife,
} from './expiry'
import { Refresher } from './refresh'
import type { NewSession, Sessions, Token, TokenWish } from './session-store'
import { signOutAtServer } from './sign-out'

export interface SessionsDeps {
  readonly clock: Clock
  readonly vault: Vault
  readonly accounts: Accounts
  readonly cognitoFor: (account: StoredAccount) => Promise<Cognito>
  readonly log: Log
}

/** What memory holds of one account. */
interface Cached {
  readonly tokens: TokenSet
  readonly life: Life
}

/** Builds the `Sessions` of one host. */
export function createSessions(deps: SessionsDeps): Sessions {
  return new MemorySessions(deps)
}

/** State: the access and id tokens of every signed-in account, and when each account was last refreshed. */
class MemorySessions implements Sessions {
  readonly #deps: SessionsDeps
  readonly #refresher: Refresher
  readonly #cached = new Map<string, Cached>()
  readonly #triedAtBootMs = new Map<string, number>()
  /** Counts sign-ins and sign-outs: a refresh that began under an older one is not taken over. */
  readonly #generations = new Map<string, number>()

  constructor(deps: SessionsDeps) {
    this.#deps = deps
    this.#refresher = new Refresher(deps)
  }

  async adopt({ userPoolId, clientId, typedName, record, tokens }: NewSession): Promise<string> {
    const { accounts, clock } = this.#deps
    const id = accountIdOf(userPoolId, clientId, record.username)
    const before = accounts.get(id)
    const device = record.device?.status
    await accounts.put({
      id,
      label: before?.label ?? freeLabel(typedName, accounts.list()),
      userPoolId,
      clientId,
      username: record.username,
      sub: record.sub,
      typedNames: [...new Set([...(before?.typedNames ?? []), typedName, record.username])],
      isDefault: before?.isDefault ?? accounts.list().length === 0,
      signedInAtMs: clock.wallMs(),
      status: 'signed-in',
      device: device === undefined || device === 'pending' ? 'none' : device,
    })
    this.#forget(id)
    this.#cached.set(id, { tokens, life: startLife(clock, tokens.expiresInSeconds) })
    return id
  }

  token(accountId: string, wish: TokenWish): Promise<Token> {
    const cached = this.#cached.get(accountId)
    if (cached !== undefined && this.#serves(accountId, cached, wish)) {
      if (isDueForRefresh(cached.life, this.#deps.clock)) this.#refreshBehind(accountId)
      return Promise.resolve(this.#tokenOf(cached, wish))
    }
    return this.#refreshed(accountId, wish)
  }

  async signOut(
    accountId: string,
    how: { readonly everywhere: boolean; readonly forgetDevice: boolean },
  ): Promise<readonly string[]> {
    const { accounts, vault } = this.#deps
    const account = accounts.get(accountId)
    if (account === undefined) return []
    // A rotation under way must not write its token back after the record is gone.
    await this.#refresher.settled(accountId)
    const record = await vault.read(accountId)
    const cognito = () => this.#deps.cognitoFor(account)
    const accessToken = () =>
      this.token(accountId, { use: 'access', minimumTtlSeconds: 5 }).then(({ token }) => token)
    const warnings = await signOutAtServer({ cognito, record, accessToken, ...how })
    this.#forget(accountId)
    const device = how.forgetDevice ? undefined : record?.device
    if (record === undefined || device === undefined) await vault.remove(accountId)
    else await vault.write(accountId, { v: 1, username: record.username, sub: record.sub, device })
    await accounts.put({
      ...account,
      status: 'signed-out',
      device: device === undefined ? 'none' : account.device,
    })
    return warnings
  }

  /** Served from memory: it lives long enough, or a refresh was tried a moment ago and it still lives. */
  #serves(accountId: string, cached: Cached, wish: TokenWish): boolean {
    const { clock } = this.#deps
    if (outlives(cached.life, clock, wish.minimumTtlSeconds)) return true
    return this.#triedLately(accountId) && remainingMs(cached.life, clock) > 0
  }

  #triedLately(accountId: string): boolean {
    const triedAt = this.#triedAtBootMs.get(accountId)
    return triedAt !== undefined && this.#deps.clock.sinceBootMs() - triedAt < refreshSpacingMs
  }

  #refreshBehind(accountId: string): void {
    if (this.#triedLately(accountId)) return
    this.#refresh(accountId).catch((error: unknown) => {
      this.#deps.log.write('warn', 'sessions', `refresh ahead failed: ${toAppError(error).code}`)
    })
  }

  async #refreshed(accountId: string, wish: TokenWish): Promise<Token> {
    try {
      return this.#tokenOf(await this.#refresh(accountId), wish)
    } catch (error) {
      // What is still valid is served, however short, when it was not Cognito who ended the session.
      const cached = this.#cached.get(accountId)
      if (cached !== undefined && remainingMs(cached.life, this.#deps.clock) > 0)
        return this.#tokenOf(cached, wish)
      throw error
    }
  }

  async #refresh(accountId: string): Promise<Cached> {
    const account = signedIn(this.#deps.accounts.get(accountId))
    this.#triedAtBootMs.set(accountId, this.#deps.clock.sinceBootMs())
    const generation = this.#generations.get(accountId)
    const isStillTheSame = () => this.#generations.get(accountId) === generation
    try {
      const tokens = await this.#refresher.refresh(account)
      return isStillTheSame() ? this.#take(accountId, tokens) : this.#newer(account)
    } catch (error) {
      if (!isStillTheSame()) return this.#newer(account)
      if (endsSession(toAppError(error).code)) await this.#end(account)
      throw error
    }
  }

  /** Everyone who waited for one refresh finds its tokens taken over once. */
  #take(accountId: string, tokens: TokenSet): Cached {
    const current = this.#cached.get(accountId)
    if (current?.tokens === tokens) return current
    const cached = { tokens, life: startLife(this.#deps.clock, tokens.expiresInSeconds) }
    this.#cached.set(accountId, cached)
    return cached
  }

  /** What a sign-in meanwhile brought, whatever became of the older refresh; nothing when it was a sign-out. */
  #newer(account: StoredAccount): Cached {
    const cached = this.#cached.get(account.id)
    if (cached === undefined) throw new AppError('session/none', `${account.label} signed out.`)
    return cached
  }

  /** Cognito ended the session: the refresh token goes, the device stays, so that the way back needs no code. */
  async #end(account: StoredAccount): Promise<void> {
    const { accounts, vault, log } = this.#deps
    if (accounts.get(account.id)?.status !== 'signed-in') return
    this.#forget(account.id)
    await accounts.put({ ...account, status: 'expired' })
    const record = await vault.read(account.id)
    if (record?.session === undefined) return
    const { session: _ended, ...rest } = record
    await vault.write(account.id, rest)
    log.write('info', 'sessions', 'a session was ended by the server')
  }

  #forget(accountId: string): void {
    this.#generations.set(accountId, (this.#generations.get(accountId) ?? 0) + 1)
    this.#cached.delete(accountId)
    this.#triedAtBootMs.delete(accountId)
    this.#refresher.forget(accountId)
  }

  #tokenOf({ tokens, life }: Cached, wish: TokenWish): Token {
    return {
      token: wish.use === 'access' ? tokens.accessToken : tokens.idToken,
      expiresAtMs: expiresAtMs(life, this.#deps.clock),
    }
  }
}

function signedIn(account: StoredAccount | undefined): StoredAccount {
  if (account === undefined) throw new AppError('account/unknown', 'There is no such account any more.')
  const { label, status } = account
  if (status === 'expired') throw new AppError('session/expired', `${label}: the sign-in has ended.`)
  if (status === 'signed-out') throw new AppError('session/none', `${label} is not signed in.`)
  return account
}

/** The typed name, or that name with a number when another account of this host already has it. */
function freeLabel(name: string, accounts: readonly StoredAccount[]): string {
  const taken = new Set(accounts.map(({ label }) => label))
  let label = name
  for (let count = 2; taken.has(label); count += 1) label = `${name} (${count})`
  return label
}
