// What a signed-in person asks of the account, each authorised by the access token alone (COGNITO.md §7.1, §9): no
// SecretHash anywhere. The words are Cognito's; own-account-calls.ts implements them.
import type { CodeDelivery } from './code-delivery'

/** GetUser. */
export interface OwnUser {
  readonly attributes: readonly { readonly name: string; readonly value: string }[]
  /** `UserMFASettingList`: what is turned on. */
  readonly mfaTypes: readonly string[]
  readonly preferredMfa: string | undefined
}

/** A device as ListDevices and GetDevice tell it. */
export interface ListedDevice {
  readonly deviceKey: string
  /** DeviceAttributes by their names: `device_name`, `last_ip_used`, `dev:device_remembered_status`. */
  readonly attributes: Readonly<Record<string, string>>
  readonly createdAtMs: number | undefined
  readonly lastAuthenticatedAtMs: number | undefined
}

interface WithToken {
  readonly accessToken: string
}

/** Every method throws as those of `Cognito` do; `account/scope-missing` where the token may not ask. */
export interface OwnAccountCalls {
  getUser(input: WithToken): Promise<OwnUser>
  /** @returns `ConfiguredUserAuthFactors`. @throws `pool/configuration` where the endpoint lacks the operation. */
  getUserAuthFactors(input: WithToken): Promise<readonly string[]>
  /** @throws `account/wrong-password`, `account/new-password-refused`, `account/limit-reached`. */
  changePassword(
    input: WithToken & { readonly previousPassword: string | undefined; readonly proposedPassword: string },
  ): Promise<void>
  /** @returns base32. Repeating it replaces the secret that is not verified yet. */
  associateSoftwareToken(input: WithToken): Promise<{ readonly secret: string }>
  /** Does not turn the method on. @throws `account/code-mismatch`: the secret stays good for another code. */
  verifySoftwareToken(
    input: WithToken & { readonly code: string; readonly friendlyDeviceName: string | undefined },
  ): Promise<void>
  /** One method alone: two that are preferred in one request are refused. @throws `account/mfa-refused`. */
  setUserMfaPreference(
    input: WithToken & {
      readonly type: 'SOFTWARE_TOKEN_MFA' | 'SMS_MFA' | 'EMAIL_OTP'
      readonly enabled: boolean
      /** Undefined leaves a preference as it is. */
      readonly preferred: boolean | undefined
    },
  ): Promise<void>
  /** @returns where a code went, if one was sent. @throws `account/attribute-refused`, `account/name-taken`. */
  updateUserAttribute(
    input: WithToken & { readonly name: string; readonly value: string },
  ): Promise<CodeDelivery>
  getUserAttributeVerificationCode(input: WithToken & { readonly name: string }): Promise<CodeDelivery>
  /** @throws `account/code-mismatch`, `account/code-expired`, `account/limit-reached`. */
  verifyUserAttribute(input: WithToken & { readonly name: string; readonly code: string }): Promise<void>
  /** One page. @throws `account/devices-not-tracked`. */
  listDevices(
    input: WithToken & { readonly paginationToken: string | undefined },
  ): Promise<{ readonly devices: readonly ListedDevice[]; readonly paginationToken: string | undefined }>
  /** @throws `account/device-unknown`. */
  getDevice(input: WithToken & { readonly deviceKey: string }): Promise<ListedDevice>
}
