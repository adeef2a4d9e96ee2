// The person's second factors: an authenticator app is set up in two steps, everything else is turned on and off.
import type { MfaWish, TotpSetUp } from '../../../shared/model/account-details'
import { mfaCodeLength, otpauthUri } from '../../../shared/model/totp'
import { harmless } from '../../../shared/text/harmless'
import { codeOf } from '../auth/responses'
import type { StoredAccount } from '../records/accounts'
import { type AccountDeps, asPerson } from './as-person'

/**
 * State: accounts whose new authenticator app Cognito has verified but, for want of an answer, not been told to ask
 * for. The secret that waits for its code is Cognito's to keep.
 */
export class SecondFactors {
  readonly #deps: AccountDeps
  readonly #verified = new Set<string>()

  constructor(deps: AccountDeps) {
    this.#deps = deps
  }

  /** AssociateSoftwareToken. */
  async setUpTotp(account: StoredAccount): Promise<TotpSetUp> {
    const { secret } = await asPerson(this.#deps, account, ({ cognito, accessToken }) =>
      cognito.ownAccount.associateSoftwareToken({ accessToken }),
    )
    this.#verified.delete(account.id)
    const { label, userPoolId, clientId } = account
    const issuer = this.#deps.pools.get(userPoolId, clientId)?.name ?? userPoolId
    return { secret, uri: otpauthUri({ issuer, username: label, secret }), codeLength: mfaCodeLength }
  }

  /** VerifySoftwareToken, which turns nothing on, then SetUserMFAPreference, which does. */
  async confirmTotp(
    account: StoredAccount,
    { code, friendlyDeviceName }: { readonly code: string; readonly friendlyDeviceName?: string | undefined },
  ): Promise<void> {
    const { id } = account
    const name = harmless(friendlyDeviceName ?? '')
    // A verified secret has no second code to wait for: where only the second half failed, only that is repeated.
    if (!this.#verified.has(id))
      await asPerson(this.#deps, account, ({ cognito, accessToken }) =>
        cognito.ownAccount.verifySoftwareToken({
          accessToken,
          code: codeOf(code),
          friendlyDeviceName: name === '' ? undefined : name,
        }),
      )
    this.#verified.add(id)
    await asPerson(this.#deps, account, ({ cognito, accessToken }) =>
      cognito.ownAccount.setUserMfaPreference({
        accessToken,
        type: 'SOFTWARE_TOKEN_MFA',
        enabled: true,
        preferred: undefined,
      }),
    )
    this.#verified.delete(id)
  }

  /** A method that is off is preferred by nobody. */
  async set(account: StoredAccount, { type, isOn, isPreferred }: MfaWish): Promise<void> {
    await asPerson(this.#deps, account, ({ cognito, accessToken }) =>
      cognito.ownAccount.setUserMfaPreference({
        accessToken,
        type,
        enabled: isOn,
        preferred: isOn ? isPreferred : false,
      }),
    )
  }
}
