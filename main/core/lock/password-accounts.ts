// Whose password can be proved without being sent: of whom Cognito takes an SRP exchange.
import type { Pool, SignInMethod } from '../../../shared/model/pool'
import type { Accounts, StoredAccount } from '../records/accounts'
import type { Pools } from '../records/pools'

/** An account whose password opens the lock, and its pool. */
export interface PasswordAccount {
  readonly account: StoredAccount
  readonly pool: Pool
}

/** The flows in which Cognito checks a password by SRP; a client that has another one need not allow any of these. */
const provesPassword: Readonly<Record<SignInMethod, boolean>> = {
  USER_SRP_AUTH: true,
  CUSTOM_AUTH_WITH_SRP: true,
  USER_AUTH: true,
  USER_PASSWORD_AUTH: false,
  CUSTOM_AUTH: false,
  MANAGED_LOGIN: false,
}

/** How this person signs in, by the last time. */
export function wayIn({ account, pool }: PasswordAccount): SignInMethod {
  return account.method ?? pool.method
}

/** Every account that could prove a password, signed in or not; the default one first. */
export function passwordAccounts(accounts: Accounts, pools: Pools): readonly PasswordAccount[] {
  return accounts
    .list()
    .flatMap((account) => {
      const pool = pools.get(account.userPoolId, account.clientId)
      return pool !== undefined && hasPassword({ account, pool }) ? [{ account, pool }] : []
    })
    .sort((one, other) => Number(other.account.isDefault) - Number(one.account.isDefault))
}

/** Whoever chose a passkey or a code as the first factor may have no password. */
function hasPassword(one: PasswordAccount): boolean {
  const { firstFactor } = one.account
  const method = wayIn(one)
  return provesPassword[method] && (method !== 'USER_AUTH' || (firstFactor ?? 'PASSWORD') === 'PASSWORD')
}
