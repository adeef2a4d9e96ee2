// One refresh of one account, however many ask for it at once.
import { AppError, toAppError } from '../../../shared/errors'
import { identityOf } from '../cognito/claims'
import type { Cognito, TokenSet } from '../cognito/cognito'
import type { Clock, Log } from '../ports'
import type { StoredAccount } from '../records/accounts'
import type { SessionRecord, Vault } from '../vault/account-record'
import { endsSession } from './ends-session'
import { isDueForRefresh, type Life, remainingMs, startLife } from './expiry'

export interface RefreshDeps {
  readonly clock: Clock
  readonly vault: Vault
  readonly cognitoFor: (account: StoredAccount) => Promise<Cognito>
  readonly log: Log
}

/** Tokens, and their life from the moment they came. */
export interface Refreshed {
  readonly tokens: TokenSet
  readonly life: Life
}

/** A rotated refresh token that the keychain has not taken yet: tried again before anything else. */
interface Unsaved extends Refreshed {
  /** The refresh token that was spent: the record still holds it, or somebody signed in anew. */
  readonly spent: string
  readonly rotated: string
}

/**
 * Fetches new tokens, with one request under way per account. State: the pending promise and what could not be
 * written yet, so that a keychain that refuses for a moment does not cost a rotated token.
 */
export class Refresher {
  readonly #deps: RefreshDeps
  readonly #pending = new Map<string, Promise<Refreshed>>()
  readonly #unsaved = new Map<string, Unsaved>()

  constructor(deps: RefreshDeps) {
    this.#deps = deps
  }

  /**
   * A refresh token that Cognito refuses for good leaves the keychain; its device stays.
   * @throws `session/none` without a stored session; what Cognito or the keychain refuse with.
   */
  refresh(account: StoredAccount): Promise<Refreshed> {
    const pending = this.#pending.get(account.id)
    if (pending !== undefined) return pending
    const started = this.#run(account).finally(() => this.#pending.delete(account.id))
    this.#pending.set(account.id, started)
    return started
  }

  /** Resolves when no refresh of this account, or of any, is under way; its outcome is its callers' business. */
  async settled(accountId?: string): Promise<void> {
    const underWay = [...this.#pending].filter(([id]) => accountId === undefined || id === accountId)
    await Promise.allSettled(underWay.map(([, refreshed]) => refreshed))
  }

  forget(accountId: string): void {
    this.#unsaved.delete(accountId)
  }

  async #run(account: StoredAccount): Promise<Refreshed> {
    const { vault, cognitoFor, clock } = this.#deps
    const unsaved = this.#unsaved.get(account.id)
    if (unsaved !== undefined) {
      await this.#save(account, unsaved)
      // The keychain may have stayed closed for longer than these tokens live.
      if (!isDueForRefresh(unsaved.life, remainingMs(unsaved.life, clock))) return unsaved
    }
    const record = await vault.read(account.id)
    if (record?.session === undefined) throw notSignedIn(account)
    const cognito = await cognitoFor(account)
    const tokens = await this.#ask(cognito, { account, username: record.username, session: record.session })
    const refreshed = { tokens, life: startLife(clock, tokens.expiresInSeconds) }
    const { userPoolId, clientId } = account
    identityOf(tokens, { userPoolId, clientId, sub: record.sub })
    const { refreshToken: spent } = record.session
    const rotated = tokens.refreshToken
    if (rotated !== undefined && rotated !== spent)
      await this.#save(account, { ...refreshed, spent, rotated })
    return refreshed
  }

  async #ask(
    cognito: Cognito,
    asked: { readonly account: StoredAccount; readonly username: string; readonly session: SessionRecord },
  ): Promise<TokenSet> {
    const { refreshToken, deviceKey } = asked.session
    try {
      return await cognito.refresh({ refreshToken, deviceKey, username: asked.username })
    } catch (error) {
      if (endsSession(toAppError(error).code)) await this.#drop(asked.account.id, refreshToken)
      throw error
    }
  }

  /** A sign-in may have put a newer session there, or a sign-out taken it away: this one replaces neither. */
  async #save(account: StoredAccount, unsaved: Unsaved): Promise<void> {
    const { spent, rotated } = unsaved
    const found: (string | undefined)[] = []
    this.#unsaved.set(account.id, unsaved)
    await this.#deps.vault.update(account.id, (record) => {
      const session = record?.session
      found.push(session?.refreshToken)
      if (record === undefined || session?.refreshToken !== spent) return record
      return { ...record, session: { ...session, refreshToken: rotated } }
    })
    this.#unsaved.delete(account.id)
    // An earlier try may have written it and failed while tidying up.
    if (!found.includes(spent) && !found.includes(rotated)) throw notSignedIn(account)
  }

  /** A keychain that fails now changes nothing about the session's end. */
  async #drop(accountId: string, refreshToken: string): Promise<void> {
    const { vault, log } = this.#deps
    try {
      await vault.update(accountId, (record) => {
        if (record?.session?.refreshToken !== refreshToken) return record
        const { session: _ended, ...rest } = record
        return rest
      })
    } catch (error) {
      log.write('warn', 'sessions', `an ended session stays in the keychain: ${toAppError(error).code}`)
    }
  }
}

function notSignedIn(account: StoredAccount): AppError {
  return new AppError('session/none', `${account.label} is not signed in.`)
}
