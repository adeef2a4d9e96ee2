// How people sign in, as names alone: the command needs them, and carries no schemas.

/**
 * How a sign-in begins. The flow names are Cognito's own (InitiateAuth `AuthFlow`); the last is CUSTOM_AUTH that proves
 * the password by SRP before the pool's own questions.
 */
export const signInMethods = [
  'USER_SRP_AUTH',
  'USER_PASSWORD_AUTH',
  'USER_AUTH',
  'CUSTOM_AUTH',
  'CUSTOM_AUTH_WITH_SRP',
] as const

/** Whether a sign-in begins with the password; else the name alone, and the pool says what it wants. */
export function beginsWithPassword(method: (typeof signInMethods)[number]): boolean {
  return method !== 'USER_AUTH' && method !== 'CUSTOM_AUTH'
}

/** The first factors that a person may choose in USER_AUTH. A password is proved by SRP where the pool offers that. */
export const firstFactors = ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'] as const
export type FirstFactor = (typeof firstFactors)[number]

/** Second factors, by the names that SELECT_MFA_TYPE takes. */
export const mfaTypes = ['SOFTWARE_TOKEN_MFA', 'SMS_MFA', 'EMAIL_OTP'] as const
export type MfaType = (typeof mfaTypes)[number]

/** What may become of a second factor: an authenticator app is added; any is turned on or off, or preferred. */
export type MfaChange = 'add' | 'on' | 'off' | 'prefer'
