// What a pool file says of accounts: passwords, codes, quotas. Part of the schema in pool-file.ts.
import { z } from 'zod'

const contact = z.enum(['email', 'phone_number'])

/** `WEB_AUTHN`: users may have passkeys. */
export const FirstAuthFactors = z
  .array(z.enum(['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN']))
  .refine((factors) => factors.includes('PASSWORD'), 'PASSWORD has to be among them')

const PasswordPolicy = z.strictObject({
  /** `minimumPasswordLength` of the pool when absent. */
  minimumLength: z.int().min(6).max(99).optional(),
  requireUppercase: z.boolean().default(false),
  requireLowercase: z.boolean().default(false),
  requireNumbers: z.boolean().default(false),
  requireSymbols: z.boolean().default(false),
  /** How many earlier passwords, the present one included, may not come again. */
  passwordHistorySize: z.int().min(0).max(24).default(0),
  temporaryPasswordValidityDays: z.int().min(0).max(365).default(7),
})

const callsInAnHour = z.int().min(1)

// Calls of one user in an hour (COGNITO.md §11.2). Where Cognito gives a range by risk, its upper end.
const UserQuotas = z.strictObject({
  forgotPassword: callsInAnHour.default(20),
  resendConfirmationCode: callsInAnHour.default(5),
  confirmSignUp: callsInAnHour.default(15),
  changePassword: callsInAnHour.default(5),
  getUserAttributeVerificationCode: callsInAnHour.default(5),
  verifyUserAttribute: callsInAnHour.default(15),
})
export type QuotaName = keyof z.output<typeof UserQuotas>

/** Members of a pool. */
export const accountFields = {
  passwordPolicy: PasswordPolicy.prefault({}),
  /** Attributes to which a code is sent at sign-up and after a change; none: only an administrator confirms. */
  autoVerifiedAttributes: z.array(contact).default(['email']),
  /** These keep their old value until the code for the new one has come back. */
  attributesRequireVerificationBeforeUpdate: z.array(contact).default([]),
  /** Sign-up takes one of these for a username and makes up the real one. */
  usernameAttributes: z.array(contact).default([]),
  /** Where ForgotPassword sends its code: the first that is verified. */
  accountRecovery: z.array(contact).default(['email', 'phone_number']),
  /**
   * `SignInPolicy.AllowedFirstAuthFactors`: what a sign-in by USER_AUTH may begin with; PASSWORD cannot be left out.
   * With more in it, SignUp may leave the password out.
   */
  allowedFirstAuthFactors: FirstAuthFactors.default(['PASSWORD']),
  allowAdminCreateUserOnly: z.boolean().default(false),
  userQuotas: UserQuotas.prefault({}),
}
