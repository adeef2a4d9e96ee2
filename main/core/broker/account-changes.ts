// The ends of an account on this computer: what a person asks for in the window, the command or a reset.
import type { Grants } from '../grants/grants'
import type { Accounts, StoredAccount } from '../records/accounts'
import type { Sessions } from '../sessions/session-store'
import type { Vault } from '../vault/account-record'

export interface AccountChanges {
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly vault: Vault
  readonly grants: Grants
}

/**
 * Signs the account out, has Cognito forget this device, and forgets the account with its grants.
 * @returns what could not be done at the server.
 * @throws `keychain/*`, `storage/*`; an account whose keychain item is still there stays in the list.
 */
export async function removeAccount(deps: AccountChanges, { id }: StoredAccount): Promise<readonly string[]> {
  const warnings = await deps.sessions.signOut(id, { everywhere: false, forgetDevice: true })
  await deps.vault.remove(id)
  await deps.accounts.remove(id)
  await deps.grants.revokeAccount(id)
  return warnings
}
