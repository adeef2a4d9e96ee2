import { encodable } from '../auth/responses'
import type { StoredAccount } from '../records/accounts'
import { type AccountDeps, asPerson } from './as-person'

const notEncodable = 'account/password-not-encodable'

/** ChangePassword. Neither password is kept: the session goes on by its refresh token. */
export async function changePassword(
  deps: AccountDeps,
  account: StoredAccount,
  passwords: {
    /** Undefined for a person who has none yet. */
    readonly previousPassword?: string | undefined
    readonly proposedPassword: string
  },
): Promise<void> {
  const { previousPassword, proposedPassword } = passwords
  const sent = {
    previousPassword: previousPassword === undefined ? undefined : encodable(previousPassword, notEncodable),
    proposedPassword: encodable(proposedPassword, notEncodable),
  }
  await asPerson(deps, account, ({ cognito, accessToken }) =>
    cognito.ownAccount.changePassword({ accessToken, ...sent }),
  )
}
