// An account of this computer itself: another label, and its end.
import type { AccountsReply, CommonOptions, SignetClient, SignOutReply } from './client'
import { shaped } from './shaped'

/** A person is asked, perhaps after a keychain's own prompt, and Cognito is told. */
const personMs = 300_000

/** @param account id, label, username or `default`. @throws as every method of SignetClient. */
export async function renameAccount(
  client: SignetClient,
  account: string,
  body: CommonOptions & { readonly label: string },
): Promise<AccountsReply> {
  const reply = await client.request({ method: 'PATCH', path: pathOf(account), body, timeoutMs: personMs })
  return shaped<AccountsReply>(reply, { accounts: 'array' })
}

/** @param account id, label, username or `default`. @throws as every method of SignetClient. */
export async function removeAccount(
  client: SignetClient,
  account: string,
  body: CommonOptions,
): Promise<SignOutReply> {
  const reply = await client.request({ method: 'DELETE', path: pathOf(account), body, timeoutMs: personMs })
  return shaped<SignOutReply>(reply, { status: 'string', warnings: 'array' })
}

const pathOf = (account: string): string => `/v1/accounts/${encodeURIComponent(account)}`
