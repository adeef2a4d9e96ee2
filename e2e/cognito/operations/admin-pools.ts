// CreateUserPool, CreateUserPoolClient, SetUserPoolMfaConfig: without signatures, for whoever reaches this server.
import { randomInt } from 'node:crypto'
import type { z } from 'zod'
import { invalidParameter } from '../errors'
import { mfaTypes, type MfaType } from '../mfa'
import { authFlows, ClientSpec, NewPoolSpec, type PoolSpec } from '../pool-file'
import type { World } from '../world'
import {
  CreateUserPoolClientInput,
  CreateUserPoolInput,
  SetUserPoolMfaConfigInput,
  type TimeUnit,
} from './admin-input'
import { parseInput } from './input'

const secondsOf: Readonly<Record<TimeUnit, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 }

type Flow = ClientSpec['explicitAuthFlows'][number]

const always = ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] as const
// Names from before ALLOW_…; examples still have them. Beside them SRP and refresh were always on.
const olderFlows: Readonly<Record<string, readonly Flow[]>> = {
  ADMIN_NO_SRP_AUTH: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', ...always],
  USER_PASSWORD_AUTH: ['ALLOW_USER_PASSWORD_AUTH', ...always],
}

export function createUserPool(world: World, body: unknown): object {
  const input = parseInput(CreateUserPoolInput, body)
  if (input.MfaConfiguration !== 'OFF' && input.SmsConfiguration === undefined) {
    throw invalidParameter(
      'SMS configuration and Auto verification for phone_number are required when MFA is required/optional',
    )
  }
  if (input.AliasAttributes !== undefined && input.UsernameAttributes !== undefined) {
    throw invalidParameter('Only one of the aliasAttributes or usernameAttributes can be set in a user pool.')
  }
  // Requests name no region but in their signature, which nobody looks at: the first pool's is taken.
  const region = [...world.directory.pools.values()][0]?.region ?? 'us-east-1'
  const spec = poolSpecOf(input, `${region}_${randomLetters(9)}`)
  const nowMs = world.clock.wallMs()
  world.directory.addPool(spec, nowMs)
  return { UserPool: poolView(input, spec, nowMs / 1000) }
}

export function createUserPoolClient(world: World, body: unknown): object {
  const input = parseInput(CreateUserPoolClientInput, body)
  const pool = world.directory.pool(input.UserPoolId)
  const units = input.TokenValidityUnits
  const spec = clientSpecOf({
    clientId: randomLetters(26).toLowerCase(),
    clientSecret: input.ClientSecret ?? (input.GenerateSecret ? randomLetters(51) : undefined),
    explicitAuthFlows: flowsOf(input.ExplicitAuthFlows),
    accessTokenSeconds: input.AccessTokenValidity * secondsOf[units.AccessToken],
    idTokenSeconds: input.IdTokenValidity * secondsOf[units.IdToken],
    // Cognito reads 0 as its default.
    refreshTokenSeconds: (input.RefreshTokenValidity || 30) * secondsOf[units.RefreshToken],
    authSessionSeconds: input.AuthSessionValidity * 60,
    enableTokenRevocation: input.EnableTokenRevocation,
    preventUserExistenceErrors: input.PreventUserExistenceErrors,
    refreshTokenRotation:
      input.RefreshTokenRotation?.Feature === 'ENABLED'
        ? { retryGracePeriodSeconds: input.RefreshTokenRotation.RetryGracePeriodSeconds }
        : undefined,
  })
  world.directory.addClient(pool, spec)
  const date = world.clock.wallMs() / 1000
  return {
    UserPoolClient: {
      ...input,
      ClientId: spec.clientId,
      ClientSecret: spec.clientSecret,
      GenerateSecret: undefined,
      CreationDate: date,
      LastModifiedDate: date,
    },
  }
}

/** Sets whether MFA is asked for, and the methods that users may have: those that the request does not name are off. */
export function setUserPoolMfaConfig(world: World, body: unknown): object {
  const { UserPoolId, ...input } = parseInput(SetUserPoolMfaConfigInput, body)
  const { spec } = world.directory.pool(UserPoolId)
  const named: Readonly<Record<MfaType, boolean>> = {
    SOFTWARE_TOKEN_MFA: input.SoftwareTokenMfaConfiguration?.Enabled === true,
    SMS_MFA: input.SmsMfaConfiguration !== undefined,
    EMAIL_OTP: input.EmailMfaConfiguration !== undefined,
  }
  const methods = mfaTypes.filter((type) => named[type])
  const mode = input.MfaConfiguration ?? 'OFF'
  if (mode === 'OFF' && methods.length > 0) {
    throw invalidParameter(
      'Invalid MFA configuration given, can not turn off MFA and configure an MFA together.',
    )
  }
  if (mode !== 'OFF' && methods.length === 0) {
    throw invalidParameter("Invalid MFA configuration given, can't turn on MFA without any MFA method.")
  }
  spec.mfa = mode
  spec.mfaTypes = methods
  return { ...input, MfaConfiguration: mode }
}

/** A flow that the server does not have is not enabled. */
function flowsOf(names: readonly string[]): Flow[] {
  const wanted = names.flatMap((name): readonly string[] => olderFlows[name] ?? [name])
  return authFlows.filter((flow) => wanted.includes(flow))
}

function poolSpecOf(input: z.output<typeof CreateUserPoolInput>, userPoolId: string): PoolSpec {
  const policy = input.Policies.PasswordPolicy
  const device = input.DeviceConfiguration
  return NewPoolSpec.parse({
    userPoolId,
    mfa: input.MfaConfiguration,
    // The other methods are for SetUserPoolMfaConfig to turn on.
    mfaTypes: ['SMS_MFA'],
    deviceConfiguration: device && {
      challengeRequiredOnNewDevice: device.ChallengeRequiredOnNewDevice,
      deviceOnlyRememberedOnUserPrompt: device.DeviceOnlyRememberedOnUserPrompt,
    },
    aliases: input.AliasAttributes,
    usernameAttributes: input.UsernameAttributes,
    caseSensitiveUsernames: input.UsernameConfiguration.CaseSensitive,
    requiredAttributes: input.Schema.filter(({ Required }) => Required).map(({ Name }) => Name),
    passwordPolicy: {
      minimumLength: policy.MinimumLength,
      requireUppercase: policy.RequireUppercase,
      requireLowercase: policy.RequireLowercase,
      requireNumbers: policy.RequireNumbers,
      requireSymbols: policy.RequireSymbols,
      passwordHistorySize: policy.PasswordHistorySize,
      temporaryPasswordValidityDays: policy.TemporaryPasswordValidityDays,
    },
    autoVerifiedAttributes: input.AutoVerifiedAttributes,
    attributesRequireVerificationBeforeUpdate:
      input.UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate,
    accountRecovery: recoveryOf(input.AccountRecoverySetting),
    allowedFirstAuthFactors: input.Policies.SignInPolicy?.AllowedFirstAuthFactors,
    allowAdminCreateUserOnly: input.AdminCreateUserConfig.AllowAdminCreateUserOnly,
  })
}

function recoveryOf(
  setting: z.output<typeof CreateUserPoolInput>['AccountRecoverySetting'],
): PoolSpec['accountRecovery'] | undefined {
  return setting?.RecoveryMechanisms.toSorted((one, other) => one.Priority - other.Priority).flatMap(
    ({ Name }) =>
      Name === 'admin_only'
        ? []
        : [Name === 'verified_email' ? ('email' as const) : ('phone_number' as const)],
  )
}

/** @throws InvalidParameterException where Cognito's own rules refuse the client. */
function clientSpecOf(input: z.input<typeof ClientSpec>): ClientSpec {
  const parsed = ClientSpec.safeParse(input)
  if (parsed.success) return parsed.data
  throw invalidParameter(parsed.error.issues.map((issue) => issue.message).join('; '))
}

function poolView(
  input: z.output<typeof CreateUserPoolInput>,
  spec: PoolSpec,
  dateSeconds: number,
): Readonly<Record<string, unknown>> {
  const { PoolName, ...rest } = input
  return {
    ...rest,
    Id: spec.userPoolId,
    Name: PoolName,
    Arn: `arn:aws:cognito-idp:${spec.userPoolId.split('_', 1).join('')}:000000000000:userpool/${spec.userPoolId}`,
    EstimatedNumberOfUsers: 0,
    CreationDate: dateSeconds,
    LastModifiedDate: dateSeconds,
  }
}

function randomLetters(count: number): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789'
  return Array.from({ length: count }, () => letters[randomInt(letters.length)]).join('')
}
