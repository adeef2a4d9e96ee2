// Schemas of the account operations (COGNITO.md §9).
import { z } from 'zod'
import { AccessTokenInput } from './input'

export const username = z
  .string()
  .regex(/^\S{1,128}$/u, 'Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+')

export const password = z.string().max(256, 'Member must have length less than or equal to 256')

export const attributes = z
  .array(z.object({ Name: z.string().min(1).max(32), Value: z.string().max(2048).nullish() }))
  .nullish()

const code = z.string().regex(/^\S{1,2048}$/, 'Member must satisfy regular expression pattern: [\\S]+')
const contact = z.enum(['email', 'phone_number'])

/** Who a request without a token names, and the proof that its client knows the secret. */
export const NamedUserInput = z.object({
  ClientId: z.string(),
  SecretHash: z.string().nullish(),
  Username: username,
})
export type NamedUserInput = z.output<typeof NamedUserInput>

export const SignUpInput = NamedUserInput.extend({
  Password: password.nullish(),
  UserAttributes: attributes,
  // For a trigger before sign-up; this server has none, but a malformed list is still the client's mistake.
  ValidationData: attributes,
})

export const ConfirmSignUpInput = NamedUserInput.extend({
  ConfirmationCode: code,
  ForceAliasCreation: z.boolean().nullish(),
  Session: z.string().min(20).max(2048).nullish(),
})

export const ConfirmForgotPasswordInput = NamedUserInput.extend({
  ConfirmationCode: code,
  Password: password,
})

export const ChangePasswordInput = AccessTokenInput.extend({
  PreviousPassword: password.nullish(),
  ProposedPassword: password,
})

export const UpdateUserAttributesInput = AccessTokenInput.extend({ UserAttributes: attributes })

export const AttributeInput = AccessTokenInput.extend({ AttributeName: contact })

export const VerifyUserAttributeInput = AttributeInput.extend({ Code: code })
