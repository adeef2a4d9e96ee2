import { encodable } from '../auth/responses'
import type { StoredAccount } from '../records/accounts'
import { type AccountDeps, asPerson } from './as-person'
import type { OwnAccount } from './own-account'

/** ChangePassword. Neither password is kept: the session goes on by its refresh token. */
export async function changePassword(
  deps: AccountDeps,
  account: StoredAccount,
  { previousPassword, proposedPassword }: Parameters<OwnAccount['changePassword']>[1],
): Promise<void> {
  const passwords = {
    previousPassword: previousPassword === undefined ? undefined : encodable(previousPassword),
    proposedPassword: encodable(proposedPassword),
  }
  await asPerson(deps, account, ({ cognito, accessToken }) =>
    cognito.ownAccount.changePassword({ accessToken, ...passwords }),
  )
}
