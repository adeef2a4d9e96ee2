// A user's second factors (COGNITO.md §4, §9): which are turned on, which is preferred, which one a sign-in asks for.
import { invalidParameter } from './errors'
import { TotpSteps } from './totp'

export const mfaTypes = ['SOFTWARE_TOKEN_MFA', 'SMS_MFA', 'EMAIL_OTP'] as const
export type MfaType = (typeof mfaTypes)[number]

/** An authenticator: its secret, and the steps of it that have been used. */
export interface Authenticator {
  readonly secret: string
  readonly steps: TotpSteps
  /** FriendlyDeviceName of VerifySoftwareToken. */
  name: string
}

export interface UserMfa {
  readonly enabled: Set<MfaType>
  preferred: MfaType | undefined
  /** Verified by a code; a user of a pool file begins so. */
  authenticator: Authenticator | undefined
  /** Given out by AssociateSoftwareToken and not verified yet. */
  pending: Authenticator | undefined
}

/** What SetUserMFAPreference says of one method. */
export interface MfaSettings {
  readonly Enabled?: boolean | null | undefined
  readonly PreferredMfa?: boolean | null | undefined
}

const addressOf = { SMS_MFA: 'phone_number', EMAIL_OTP: 'email' } as const

/** What a pool file says of a user's methods. `mfa` is short for one method, preferred. */
interface MfaFields {
  readonly mfa?: MfaType | undefined
  readonly mfaMethods: readonly MfaType[]
  readonly preferredMfa?: MfaType | undefined
  readonly totpSecret?: string | undefined
  readonly attributes: Readonly<Record<string, string>>
}

export function userMfa(spec: MfaFields): UserMfa {
  return {
    enabled: new Set(spec.mfa === undefined ? spec.mfaMethods : [spec.mfa]),
    preferred: spec.mfa ?? spec.preferredMfa,
    authenticator: spec.totpSecret === undefined ? undefined : newAuthenticator(spec.totpSecret),
    pending: undefined,
  }
}

export function newAuthenticator(secret: string): Authenticator {
  return { secret, steps: new TotpSteps(), name: 'authenticator' }
}

/** What is wrong with the methods of a user in a pool file. */
export function mfaMistake(
  spec: MfaFields,
): { readonly path: string[]; readonly message: string } | undefined {
  if (spec.mfa !== undefined && (spec.mfaMethods.length > 0 || spec.preferredMfa !== undefined)) {
    return { path: ['mfa'], message: 'stands for mfaMethods and preferredMfa: not together with them' }
  }
  if (spec.preferredMfa !== undefined && !spec.mfaMethods.includes(spec.preferredMfa)) {
    return { path: ['preferredMfa'], message: 'is not among the mfaMethods' }
  }
  const methods = spec.mfa === undefined ? spec.mfaMethods : [spec.mfa]
  const message = methods.map((method) => missingFor(method, spec)).find((missing) => missing !== undefined)
  if (message === undefined) return undefined
  return { path: [spec.mfa === undefined ? 'mfaMethods' : 'mfa'], message }
}

function missingFor(method: MfaType, spec: MfaFields): string | undefined {
  if (method === 'SOFTWARE_TOKEN_MFA') {
    return spec.totpSecret === undefined ? `${method} needs a totpSecret` : undefined
  }
  const attribute = addressOf[method]
  return spec.attributes[attribute] === undefined ? `${method} needs attributes.${attribute}` : undefined
}

/** Whether a pool lets its users have this method. */
export function offersMfa(
  spec: { readonly mfa: 'OFF' | 'OPTIONAL' | 'ON'; readonly mfaTypes: readonly MfaType[] },
  method: MfaType,
): boolean {
  return spec.mfa !== 'OFF' && spec.mfaTypes.includes(method)
}

/** What GetUser, AdminGetUser and GetUserAuthFactors say of the methods; nothing where there is none. */
export function mfaView(mfa: UserMfa): object {
  return {
    ...(mfa.enabled.size === 0 ? {} : { UserMFASettingList: [...mfa.enabled] }),
    ...(mfa.preferred === undefined ? {} : { PreferredMfaSetting: mfa.preferred }),
  }
}

/** Turns a method on or off and prefers it or not, as SetUserMFAPreference does for each of those it names. */
export function applySettings(mfa: UserMfa, method: MfaType, settings: MfaSettings): void {
  if (settings.Enabled === true) mfa.enabled.add(method)
  if (settings.Enabled === false) mfa.enabled.delete(method)
  // Not mentioned, a preference stays as it is (COGNITO.md §9).
  if (settings.PreferredMfa === true) mfa.preferred = method
  const dropped = settings.PreferredMfa === false || !mfa.enabled.has(method)
  if (dropped && mfa.preferred === method) mfa.preferred = undefined
}

/** @throws InvalidParameterException when a method cannot be turned on or preferred for this user. */
export function checkSettings(
  user: { readonly mfa: UserMfa; readonly attributes: ReadonlyMap<string, string> },
  method: MfaType,
  settings: MfaSettings,
): void {
  const willBeOn = settings.Enabled ?? user.mfa.enabled.has(method)
  if (settings.PreferredMfa === true && !willBeOn) {
    throw invalidParameter(`${method} cannot be preferred while it is not enabled.`)
  }
  if (settings.Enabled !== true) return
  if (method === 'SOFTWARE_TOKEN_MFA') {
    if (user.mfa.authenticator === undefined)
      throw invalidParameter('User has not verified software token mfa')
  } else if (!user.attributes.has(addressOf[method])) {
    throw invalidParameter(`User does not have delivery config set to turn on ${method}`)
  }
}

/** Makes a method the user's own and preferred one, as MFA_SETUP does. */
export function adopt(mfa: UserMfa, method: MfaType): void {
  mfa.enabled.add(method)
  mfa.preferred = method
}
