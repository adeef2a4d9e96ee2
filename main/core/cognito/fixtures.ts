// For tests: a person's own account that answers nothing but what it is told to.
import type { OwnAccountCalls } from './own-account'

/** Every operation ends as `otherwise` does, but those that are `told`. */
export function anOwnAccount(
  otherwise: () => Promise<never>,
  told: Partial<OwnAccountCalls> = {},
): OwnAccountCalls {
  return {
    getUser: otherwise,
    getUserAuthFactors: otherwise,
    changePassword: otherwise,
    associateSoftwareToken: otherwise,
    verifySoftwareToken: otherwise,
    setUserMfaPreference: otherwise,
    updateUserAttribute: otherwise,
    getUserAttributeVerificationCode: otherwise,
    verifyUserAttribute: otherwise,
    listDevices: otherwise,
    getDevice: otherwise,
    ...told,
  }
}
