// The account that a command line means, as the local API shows and changes it.
import { AppError } from '../../shared/errors'
import type { AccountView } from '../../shared/model/account'
import { OwnAccountClient } from '../client/own-account'
import { accountOf } from './account-choice'
import type { Flags } from './arguments'
import type { Call, ClientWish } from './verb'

/** Flags of every verb about one account. */
export const accountFlags = { account: { value: 'A' }, 'no-interactive': {} } as const satisfies Flags

export function ownAccount(call: Call, wish: ClientWish = {}): OwnAccountClient {
  const interactive = !call.args.has('no-interactive')
  return new OwnAccountClient(call.client(wish), { account: accountOf(call), interactive })
}

/**
 * Asks the host whether the account that is meant is signed in: a person types no password for nothing.
 * @throws `account/*` where it is not there; what ended its sign-in, or `session/none`.
 */
export async function demandSignedIn(call: Call): Promise<void> {
  const { accounts } = await call.client().accounts()
  const { status, endedBy } = accountMeant(accounts, accountOf(call))
  if (status === 'signed-out') throw new AppError('session/none', '')
  if (status === 'expired') throw new AppError(endedBy ?? 'session/expired', '')
}

const defaultOf = (accounts: readonly AccountView[]): readonly AccountView[] => {
  const chosen = accounts.filter((account) => account.default)
  return chosen.length === 0 ? accounts : chosen
}

/** An id, a label, a username or `default`, as the host reads them. */
function accountMeant(accounts: readonly AccountView[], name: string): AccountView {
  const byId = accounts.find(({ id }) => id === name)
  if (byId !== undefined) return byId
  const named = accounts.filter(({ label, username }) => label === name || username === name)
  const [account, ...others] = named.length === 0 && name === 'default' ? defaultOf(accounts) : named
  if (account === undefined)
    throw new AppError(accounts.length === 0 ? 'account/none' : 'account/unknown', '')
  if (others.length > 0) throw new AppError('account/ambiguous', '')
  return account
}
