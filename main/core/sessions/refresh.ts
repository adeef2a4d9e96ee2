// One refresh of one account, however many ask for it at once.
import { AppError, toAppError } from '../../../shared/errors'
import { identityOf } from '../cognito/claims'
import type { Cognito, TokenSet } from '../cognito/cognito'
import type { Clock, Log, Random, RecordStore } from '../ports'
import type { StoredAccount } from '../records/accounts'
import type { AccountRecord, StoredRecord, Vault } from '../vault/account-record'
import { BackOff } from './back-off'
import { endsSession } from './ends-session'
import { isDueForRefresh, type Life, longestGraceMs, remainingMs, startLife } from './expiry'
import { RefreshJournal } from './journal'
import type { Token, TokenWish } from './session-store'

export interface RefreshDeps {
  readonly clock: Clock
  readonly random: Random
  readonly vault: Vault
  /** Where the refresh journal rests. */
  readonly state: RecordStore
  readonly cognitoFor: (account: StoredAccount) => Promise<Cognito>
  readonly log: Log
}

/** Tokens, and their life from the moment they came. */
export interface Refreshed {
  readonly tokens: TokenSet
  readonly life: Life
}

/** The one of them that was asked for. */
export function tokenOf({ tokens }: Refreshed, { use }: Pick<TokenWish, 'use'>, leftMs: number): Token {
  return { token: use === 'access' ? tokens.accessToken : tokens.idToken, leftMs }
}

/** What whoever starts a refresh wants to hear beside its outcome, once, however many wait for that. */
export interface RefreshWatcher {
  /** The session is over; told before the keychain lets go of it, so that a crash between them loses no reason. */
  readonly over: (code: AppError['code']) => Promise<void>
  /** An answer was lost, and the pool may still take the same refresh token: now is the time for another try. */
  readonly tryAgain: () => void
  /** Asks Cognito although the account rests after a failure: a person waits for this, or its time has come. */
  readonly mayTryAtOnce: boolean
}

/** A rotated refresh token that the keychain has not taken yet: tried again before anything else. */
interface Unsaved extends Refreshed {
  /** The refresh token that was spent: the record still holds it, or somebody signed in anew. */
  readonly spent: string
  readonly rotated: string
}

interface Retry {
  readonly sinceBootMs: number
  readonly watcher: RefreshWatcher
  readonly callOff: () => void
}

interface Flight {
  readonly account: StoredAccount
  readonly stored: StoredRecord & { readonly session: NonNullable<StoredRecord['record']['session']> }
  /** Whether the answer to an earlier try with this refresh token was lost. */
  readonly isInDoubt: boolean
  readonly watcher: RefreshWatcher
}

/**
 * Fetches new tokens, with one request under way per account. State: the pending promise, what could not be written yet,
 * so that a keychain that refuses for a moment does not cost a rotated token, the journal, and who rests after a failure.
 */
export class Refresher {
  readonly #deps: RefreshDeps
  readonly #journal: RefreshJournal
  readonly #backOff: BackOff
  readonly #pending = new Map<string, Promise<Refreshed>>()
  readonly #unsaved = new Map<string, Unsaved>()
  /** Tries that are due while an answer is missing: since when, and how the next one is called off. */
  readonly #retries = new Map<string, Retry>()
  /** Accounts whose refresh under way is of a session that another one has replaced, or none. */
  readonly #disowned = new Set<string>()
  #isEnding = false

  constructor(deps: RefreshDeps) {
    const { state: store, clock, log, random } = deps
    this.#deps = deps
    this.#journal = new RefreshJournal({ store, clock, log })
    this.#backOff = new BackOff({ clock, random })
  }

  /**
   * A refresh token that Cognito refuses for good leaves the keychain; its device stays.
   * @throws `session/none` without a stored session; what Cognito or the keychain refuse with; at once the error of
   * the last try while the account rests after it.
   */
  refresh(account: StoredAccount, watcher: RefreshWatcher): Promise<Refreshed> {
    const pending = this.#pending.get(account.id)
    if (pending !== undefined) return pending
    const standing = watcher.mayTryAtOnce ? undefined : this.#backOff.standing(account.id)
    if (standing !== undefined) return Promise.reject(standing)
    const started = this.#run(account, watcher).finally(() => {
      this.#pending.delete(account.id)
      this.#disowned.delete(account.id)
    })
    this.#pending.set(account.id, started)
    return started
  }

  /** Whether the last try failed and the next one is not due yet. */
  isResting(accountId: string): boolean {
    return this.#backOff.standing(accountId) !== undefined
  }

  /** Resolves when no refresh of this account, or of any, is under way; its outcome is its callers' business. */
  async settled(accountId?: string): Promise<void> {
    const underWay = [...this.#pending].filter(([id]) => accountId === undefined || id === accountId)
    await Promise.allSettled(underWay.map(([, refreshed]) => refreshed))
  }

  /** Another session, or none: what is known of the refreshes of the one before is of no use. */
  async forget(accountId: string): Promise<void> {
    this.#unsaved.delete(accountId)
    this.#backOff.reset(accountId)
    this.stopRetrying(accountId)
    if (this.#pending.has(accountId)) this.#disowned.add(accountId)
    await this.#journal.end(accountId)
  }

  /** What kept Cognito out of reach may be over: nobody rests for that much longer, and tries that are due come sooner. */
  hasten(): void {
    for (const [accountId, waitMs] of this.#backOff.hasten()) {
      const retry = this.#retries.get(accountId)
      if (retry !== undefined) this.#retryIn(waitMs, accountId, retry.watcher)
    }
  }

  /** From now on no try for this account, or for any, begins by itself. */
  stopRetrying(accountId?: string): void {
    this.#isEnding ||= accountId === undefined
    for (const [id, { callOff }] of this.#retries) {
      if (accountId !== undefined && id !== accountId) continue
      callOff()
      this.#retries.delete(id)
    }
  }

  /** Accounts whose journal was left open by a crash. @throws `storage/*`. */
  leftOpen(): Promise<readonly string[]> {
    return this.#journal.accountIds()
  }

  /**
   * Tidies up after a crash, as far as the keychain alone tells what became of the refresh.
   * @returns whether it does not: the stored refresh token may be spent. @throws `keychain/*`.
   */
  async isInDoubt(accountId: string): Promise<boolean> {
    const { vault } = this.#deps
    const stored = await vault.readStored(accountId)
    const isOpen =
      stored?.record.session !== undefined && (await this.#journal.isInDoubt(accountId, stored.generation))
    if (isOpen) return true
    await vault.tidy(accountId)
    await this.#journal.end(accountId)
    return false
  }

  /** Does to its end what a crash kept from it: the session was over. @throws `keychain/*`. */
  async finishEnd(accountId: string): Promise<void> {
    const { vault } = this.#deps
    await vault.update(accountId, (record) =>
      record?.session === undefined ? record : withoutSession(record),
    )
    await vault.tidy(accountId)
    await this.forget(accountId)
  }

  async #run(account: StoredAccount, watcher: RefreshWatcher): Promise<Refreshed> {
    const { vault, cognitoFor, clock } = this.#deps
    const { id } = account
    const unsaved = this.#unsaved.get(id)
    if (unsaved !== undefined) {
      await this.#save(account, unsaved)
      // The keychain may have stayed closed for longer than these tokens live.
      if (!isDueForRefresh(unsaved.life, remainingMs(unsaved.life, clock))) return unsaved
    }
    const stored = await vault.readStored(id)
    const session = stored?.record.session
    if (stored === undefined || session === undefined) {
      // Somebody emptied the keychain, or a crash came between it and accounts.json.
      await watcher.over('session/none')
      await this.forget(id)
      throw notSignedIn(account)
    }
    const cognito = await cognitoFor(account)
    const isInDoubt = await this.#journal.isInDoubt(id, stored.generation)
    await this.#journal.begin(id, stored.generation)
    const flight = { account, stored: { ...stored, session }, isInDoubt, watcher }
    return this.#land(flight, await this.#ask(cognito, flight))
  }

  /** With rotation, the keychain has the new refresh token before anyone has the new access token. */
  async #land({ account, stored }: Flight, tokens: TokenSet): Promise<Refreshed> {
    const { id, userPoolId, clientId } = account
    const refreshed = { tokens, life: startLife(this.#deps.clock, tokens.expiresInSeconds) }
    try {
      identityOf(tokens, { userPoolId, clientId, sub: stored.record.sub })
    } catch (error) {
      this.#backOff.failed(id, toAppError(error))
      throw error
    }
    this.#backOff.reset(id)
    this.stopRetrying(id)
    const { refreshToken: spent } = stored.session
    const rotated = tokens.refreshToken
    if (rotated !== undefined && rotated !== spent)
      await this.#save(account, { ...refreshed, spent, rotated })
    else await this.#journal.end(id)
    return refreshed
  }

  async #ask(cognito: Cognito, flight: Flight): Promise<TokenSet> {
    const { username } = flight.stored.record
    const { refreshToken, deviceKey } = flight.stored.session
    const ask = () => cognito.refresh({ refreshToken, deviceKey, username })
    let { isInDoubt } = flight
    try {
      return await ask().catch((error: unknown) => {
        const { code, mayHaveHappened } = toAppError(error)
        // Once (COGNITO.md §8.4 rule 2); a fault at the other end is an answer, and asks for a pause.
        if (isInDoubt || !mayHaveHappened || code === 'network/server-error') throw error
        isInDoubt = true
        return ask()
      })
    } catch (error) {
      throw await this.#failed({ ...flight, isInDoubt }, toAppError(error))
    }
  }

  /** Ends the session, or lets the account rest. @returns the error as the callers get it. */
  async #failed({ account, stored, isInDoubt, watcher }: Flight, error: AppError): Promise<AppError> {
    const { id } = account
    if (endsSession(error.code)) {
      const end = isInDoubt && error.code === 'session/reused' ? lostAnswer(account, error) : error
      await watcher.over(end.code)
      await this.#drop(id, stored.session.refreshToken)
      await this.forget(id)
      return end
    }
    if (this.#disowned.has(id)) {
      // What became of it concerns nobody: the other session must neither rest for it nor be in doubt.
      await this.#journal.end(id)
      return error
    }
    const waitMs = this.#backOff.failed(id, error)
    if (isInDoubt || error.mayHaveHappened) this.#retryIn(waitMs, id, watcher)
    else await this.#journal.end(id)
    return this.#backOff.standing(id) ?? error
  }

  /** Nobody may ask again before the pool's grace has passed; so this host does, for as long as it can last. */
  #retryIn(waitMs: number, accountId: string, watcher: RefreshWatcher): void {
    if (this.#isEnding) return
    const { clock } = this.#deps
    const before = this.#retries.get(accountId)
    before?.callOff()
    const sinceBootMs = before?.sinceBootMs ?? clock.sinceBootMs()
    const isWorthIt = clock.sinceBootMs() + waitMs <= sinceBootMs + longestGraceMs
    const callOff = isWorthIt ? clock.after(waitMs, watcher.tryAgain) : () => undefined
    this.#retries.set(accountId, { sinceBootMs, watcher, callOff })
  }

  /** A sign-in may have put a newer session there, or a sign-out taken it away: this one replaces neither. */
  async #save(account: StoredAccount, unsaved: Unsaved): Promise<void> {
    const { spent, rotated } = unsaved
    const found = { isSignedIn: false }
    this.#unsaved.set(account.id, unsaved)
    await this.#deps.vault.update(account.id, (record) => {
      const session = record?.session
      found.isSignedIn = session !== undefined
      if (record === undefined || session?.refreshToken !== spent) return record
      return { ...record, session: { ...session, refreshToken: rotated } }
    })
    this.#unsaved.delete(account.id)
    await this.#journal.end(account.id)
    // Where a sign-in has just replaced the session, these tokens are still good for whoever waits for them.
    if (!found.isSignedIn) throw notSignedIn(account)
  }

  /** A keychain that fails now changes nothing about the session's end. */
  async #drop(accountId: string, refreshToken: string): Promise<void> {
    const { vault, log } = this.#deps
    try {
      await vault.update(accountId, (record) => {
        return record?.session?.refreshToken === refreshToken ? withoutSession(record) : record
      })
    } catch (error) {
      log.write('warn', 'sessions', `an ended session stays in the keychain: ${toAppError(error).code}`)
    }
  }
}

function withoutSession({ session: _ended, ...rest }: AccountRecord): AccountRecord {
  return rest
}

function notSignedIn(account: StoredAccount): AppError {
  return new AppError('session/none', `${account.label} is not signed in.`)
}

function lostAnswer(account: StoredAccount, cause: AppError): AppError {
  return new AppError(
    'session/lost-answer',
    `${account.label}: the answer to an earlier renewal was lost, and the pool takes a refresh token once.`,
    { cause },
  )
}
