// One refresh of one account, however many ask for it at once.
import { AppError } from '../../../shared/errors'
import { identityOf } from '../cognito/claims'
import type { Cognito, TokenSet } from '../cognito/cognito'
import type { StoredAccount } from '../records/accounts'
import type { Vault } from '../vault/account-record'

export interface RefreshDeps {
  readonly vault: Vault
  readonly cognitoFor: (account: StoredAccount) => Promise<Cognito>
}

/** A rotated refresh token that the keychain has not taken yet: tried again before anything else. */
interface Unsaved {
  /** The refresh token that was spent: the record still holds it, or somebody signed in anew. */
  readonly spent: string
  readonly tokens: TokenSet & { readonly refreshToken: string }
}

/**
 * Fetches new tokens, with one request under way per account. State: the pending promise and what could not be
 * written yet, so that a keychain that refuses for a moment does not cost a rotated token.
 */
export class Refresher {
  readonly #deps: RefreshDeps
  readonly #pending = new Map<string, Promise<TokenSet>>()
  readonly #unsaved = new Map<string, Unsaved>()

  constructor(deps: RefreshDeps) {
    this.#deps = deps
  }

  /** @throws `session/none` without a stored session; what Cognito or the keychain refuse with. */
  refresh(account: StoredAccount): Promise<TokenSet> {
    const pending = this.#pending.get(account.id)
    if (pending !== undefined) return pending
    const started = this.#run(account).finally(() => this.#pending.delete(account.id))
    this.#pending.set(account.id, started)
    return started
  }

  /** Resolves when no refresh of this account is under way; its outcome is its callers' business. */
  async settled(accountId: string): Promise<void> {
    await Promise.allSettled([this.#pending.get(accountId)])
  }

  forget(accountId: string): void {
    this.#unsaved.delete(accountId)
  }

  async #run(account: StoredAccount): Promise<TokenSet> {
    const unsaved = this.#unsaved.get(account.id)
    if (unsaved !== undefined) return this.#save(account, unsaved)
    const { vault, cognitoFor } = this.#deps
    const record = await vault.read(account.id)
    if (record?.session === undefined) throw notSignedIn(account)
    const cognito = await cognitoFor(account)
    const { refreshToken, deviceKey } = record.session
    const tokens = await cognito.refresh({ refreshToken, deviceKey, username: record.username })
    const { userPoolId, clientId } = account
    identityOf(tokens, { userPoolId, clientId, sub: record.sub })
    const rotated = tokens.refreshToken
    if (rotated === undefined || rotated === refreshToken) return tokens
    return this.#save(account, { spent: refreshToken, tokens: { ...tokens, refreshToken: rotated } })
  }

  async #save(account: StoredAccount, unsaved: Unsaved): Promise<TokenSet> {
    const { vault } = this.#deps
    this.#unsaved.set(account.id, unsaved)
    // Read again: a sign-in may have put a newer session there, which this token must not replace.
    const record = await vault.read(account.id)
    if (record?.session?.refreshToken !== unsaved.spent) {
      this.#unsaved.delete(account.id)
      throw notSignedIn(account)
    }
    await vault.write(account.id, {
      ...record,
      session: { ...record.session, refreshToken: unsaved.tokens.refreshToken },
    })
    this.#unsaved.delete(account.id)
    return unsaved.tokens
  }
}

function notSignedIn(account: StoredAccount): AppError {
  return new AppError('session/none', `${account.label} is not signed in.`)
}
