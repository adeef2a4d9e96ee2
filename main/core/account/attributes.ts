// The person's own attributes: a new value, and the code that proves an address.
import type { CodeDestination } from '../../../shared/model/account-details'
import { harmless } from '../../../shared/text/harmless'
import { codeOf } from '../auth/responses'
import type { CodeDelivery } from '../cognito/code-delivery'
import type { StoredAccount } from '../records/accounts'
import { type AccountDeps, asPerson } from './as-person'

/** UpdateUserAttributes, of one. */
export async function changeAttribute(
  deps: AccountDeps,
  account: StoredAccount,
  { name, value }: { readonly name: string; readonly value: string },
): Promise<CodeDestination> {
  return destinationOf(
    await asPerson(deps, account, ({ cognito, accessToken }) =>
      cognito.ownAccount.updateUserAttribute({ accessToken, name, value }),
    ),
  )
}

/** Another code for an address that is not proved yet. */
export async function sendAttributeCode(
  deps: AccountDeps,
  account: StoredAccount,
  name: string,
): Promise<CodeDestination> {
  return destinationOf(
    await asPerson(deps, account, ({ cognito, accessToken }) =>
      cognito.ownAccount.getUserAttributeVerificationCode({ accessToken, name }),
    ),
  )
}

export async function verifyAttribute(
  deps: AccountDeps,
  account: StoredAccount,
  { name, code }: { readonly name: string; readonly code: string },
): Promise<void> {
  await asPerson(deps, account, ({ cognito, accessToken }) =>
    cognito.ownAccount.verifyUserAttribute({ accessToken, name, code: codeOf(code) }),
  )
}

function destinationOf({ destination }: CodeDelivery): CodeDestination {
  return destination === undefined ? {} : { destination: harmless(destination) }
}
