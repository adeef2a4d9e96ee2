// Schemas of the administrator's operations, as far as the server acts on their members.
import { z } from 'zod'
import { FirstAuthFactors } from '../account-spec'
import { attributes, password, username } from './account-input'
import { InitiateAuthInput, RespondInput } from './input'

const contact = z.enum(['email', 'phone_number'])
const mfaMode = z.enum(['OFF', 'ON', 'OPTIONAL'])
const timeUnit = z.enum(['seconds', 'minutes', 'hours', 'days'])
export type TimeUnit = z.output<typeof timeUnit>

export const PoolInput = z.object({ UserPoolId: z.string() })
export const PoolUserInput = PoolInput.extend({ Username: username })

const PasswordPolicyInput = z.object({
  MinimumLength: z.int().min(6).max(99).default(8),
  RequireUppercase: z.boolean().default(false),
  RequireLowercase: z.boolean().default(false),
  RequireNumbers: z.boolean().default(false),
  RequireSymbols: z.boolean().default(false),
  PasswordHistorySize: z.int().min(0).max(24).default(0),
  TemporaryPasswordValidityDays: z.int().min(0).max(365).default(7),
})

// A pool made without a policy asks for everything.
const strictest = {
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
}

export const CreateUserPoolInput = z.object({
  PoolName: z.string().min(1).max(128),
  Policies: z
    .object({
      PasswordPolicy: PasswordPolicyInput.prefault(strictest),
      SignInPolicy: z.object({ AllowedFirstAuthFactors: FirstAuthFactors.optional() }).optional(),
    })
    .prefault({}),
  AutoVerifiedAttributes: z.array(contact).default([]),
  AliasAttributes: z.array(z.enum(['email', 'phone_number', 'preferred_username'])).optional(),
  UsernameAttributes: z.array(contact).optional(),
  MfaConfiguration: mfaMode.default('OFF'),
  SmsConfiguration: z.object({ SnsCallerArn: z.string() }).optional(),
  DeviceConfiguration: z
    .object({
      ChallengeRequiredOnNewDevice: z.boolean().default(false),
      DeviceOnlyRememberedOnUserPrompt: z.boolean().default(false),
    })
    .optional(),
  AdminCreateUserConfig: z.object({ AllowAdminCreateUserOnly: z.boolean().default(false) }).prefault({}),
  Schema: z.array(z.object({ Name: z.string().min(1), Required: z.boolean().default(false) })).default([]),
  UsernameConfiguration: z.object({ CaseSensitive: z.boolean() }).default({ CaseSensitive: false }),
  UserAttributeUpdateSettings: z
    .object({ AttributesRequireVerificationBeforeUpdate: z.array(contact).default([]) })
    .prefault({}),
  AccountRecoverySetting: z
    .object({
      RecoveryMechanisms: z.array(
        z.object({
          Priority: z.int().min(1).max(2),
          Name: z.enum(['verified_email', 'verified_phone_number', 'admin_only']),
        }),
      ),
    })
    .optional(),
})

export const CreateUserPoolClientInput = PoolInput.extend({
  ClientName: z.string().min(1).max(128),
  GenerateSecret: z.boolean().default(false),
  ClientSecret: z.string().optional(),
  RefreshTokenValidity: z.int().min(0).default(30),
  AccessTokenValidity: z.int().min(1).default(1),
  IdTokenValidity: z.int().min(1).default(1),
  TokenValidityUnits: z
    .object({
      RefreshToken: timeUnit.default('days'),
      AccessToken: timeUnit.default('hours'),
      IdToken: timeUnit.default('hours'),
    })
    .prefault({}),
  // What CreateUserPoolClient gives a client that names none.
  ExplicitAuthFlows: z
    .array(z.string())
    .default(['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH']),
  PreventUserExistenceErrors: z.enum(['ENABLED', 'LEGACY']).default('LEGACY'),
  EnableTokenRevocation: z.boolean().default(true),
  AuthSessionValidity: z.int().min(3).max(15).default(3),
  RefreshTokenRotation: z
    .object({
      Feature: z.enum(['ENABLED', 'DISABLED']),
      RetryGracePeriodSeconds: z.int().min(0).max(60).default(0),
    })
    .optional(),
})

export const SetUserPoolMfaConfigInput = PoolInput.extend({
  SmsMfaConfiguration: z.looseObject({}).optional(),
  SoftwareTokenMfaConfiguration: z.object({ Enabled: z.boolean().default(false) }).optional(),
  EmailMfaConfiguration: z.looseObject({}).optional(),
  MfaConfiguration: mfaMode.optional(),
})

export const AdminCreateUserInput = PoolUserInput.extend({
  UserAttributes: attributes,
  ValidationData: attributes,
  TemporaryPassword: password.optional(),
  ForceAliasCreation: z.boolean().default(false),
  MessageAction: z.enum(['RESEND', 'SUPPRESS']).optional(),
  DesiredDeliveryMediums: z.array(z.enum(['SMS', 'EMAIL'])).default(['SMS']),
})

export const AdminSetUserPasswordInput = PoolUserInput.extend({
  Password: password,
  Permanent: z.boolean().default(false),
})

export const AdminForgetDeviceInput = PoolUserInput.extend({ DeviceKey: z.string().min(1).max(55) })

export const ListUsersInput = PoolInput.extend({
  AttributesToGet: z.array(z.string()).optional(),
  Limit: z.int().min(0).max(60).optional(),
  PaginationToken: z.string().optional(),
  Filter: z.string().max(256).optional(),
})

export const AdminInitiateAuthInput = InitiateAuthInput.extend({ UserPoolId: z.string() })
export const AdminRespondInput = RespondInput.extend({ UserPoolId: z.string() })
