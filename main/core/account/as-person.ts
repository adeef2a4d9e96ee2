// How an operation gets its access token, and what becomes of one that Cognito does not take any more.
import { type ErrorCode, toAppError } from '../../../shared/errors'
import type { Pool } from '../../../shared/model/pool'
import type { Cognito } from '../cognito/cognito'
import type { Lock } from '../lock/lock'
import type { Clock, Log } from '../ports'
import type { Accounts, StoredAccount } from '../records/accounts'
import type { Sessions } from '../sessions/session-store'
import type { Vault } from '../vault/account-record'

export interface AccountDeps {
  readonly clock: Clock
  readonly log: Log
  readonly accounts: Accounts
  readonly pools: { readonly get: (userPoolId: string, clientId: string) => Pool | undefined }
  readonly sessions: Pick<Sessions, 'token' | 'accessTokenInPlaceOf'>
  readonly vault: Pick<Vault, 'read' | 'update'>
  readonly lock: Pick<Lock, 'demandUnlocked'>
  /** A person waits in the window: Cognito is asked although the account rests. Programs keep to the rest (T59). */
  readonly mayTryAtOnce?: true
  /** @throws `pool/*`, `keychain/*`. */
  readonly cognitoFor: (account: StoredAccount) => Promise<Cognito>
}

/** What an operation asks with. */
export interface Person {
  readonly cognito: Cognito
  readonly accessToken: string
}

/** A token that ends while a request is under way would cost another one. */
const minimumTtlSeconds = 30

/** The access token to begin with. @throws `session/*`, `network/*`, `keychain/*`. */
export async function accessTokenOf(deps: AccountDeps, { id }: StoredAccount): Promise<string> {
  const { sessions, mayTryAtOnce } = deps
  const wish = { use: 'access', minimumTtlSeconds, ...(mayTryAtOnce && { mayTryAtOnce }) } as const
  return (await sessions.token(id, wish)).token
}

/**
 * Asks Cognito in the person's name. A token that Cognito says is over costs one refresh and one more try: it may have
 * been signed out elsewhere, or this computer's clock may be slow (COGNITO.md §10.2).
 */
export async function asPerson<T>(
  deps: AccountDeps,
  account: StoredAccount,
  ask: (person: Person) => Promise<T>,
): Promise<T> {
  const cognito = await deps.cognitoFor(account)
  const accessToken = await accessTokenOf(deps, account)
  try {
    return await ask({ cognito, accessToken })
  } catch (error) {
    if (!tokenIsOver.has(toAppError(error).code)) throw error
    const { mayTryAtOnce } = deps
    const how = mayTryAtOnce && { mayTryAtOnce }
    const { token } = await deps.sessions.accessTokenInPlaceOf(account.id, accessToken, how)
    return ask({ cognito, accessToken: token })
  }
}

/** Of a user who is gone the refresh says the same, and ends the session. */
const tokenIsOver: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'session/expired',
  'session/revoked',
  'session/user-gone',
])
