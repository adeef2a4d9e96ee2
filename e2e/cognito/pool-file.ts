// What a pool file may say: user pools with their app clients and users. Names follow Cognito's own; README.md explains each.
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { accountFields } from './account-spec'
import { CustomAuthSpec } from './custom-auth-triggers'
import { hostedClientFields, hostedMistakes, IdentityProviderSpec } from './hosted-ui/hosted-spec'
import { GroupSpec, groupMistakes, IdentityPoolSpec } from './identity/identity-spec'
import { mfaMistake, mfaTypes } from './mfa'

export const authFlows = [
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
  'ALLOW_USER_AUTH',
  'ALLOW_CUSTOM_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
] as const

export const userStates = ['CONFIRMED', 'FORCE_CHANGE_PASSWORD', 'RESET_REQUIRED', 'UNCONFIRMED'] as const

// Cognito's own lower bounds (5 minutes for a token) are left out on purpose: a test wants a token of two seconds.
const lifeSeconds = z.int().min(1).max(315_360_000)

export const ClientSpec = z
  .strictObject({
    clientId: z.string().regex(/^[\w+]{1,128}$/, 'letters, digits, _ and + only'),
    clientSecret: z
      .string()
      .regex(/^[\w+-]{24,64}$/, '24 to 64 letters, digits, _, + and -')
      .optional(),
    explicitAuthFlows: z
      .array(z.enum(authFlows))
      .default(['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH']),
    accessTokenSeconds: lifeSeconds.default(3600),
    idTokenSeconds: lifeSeconds.default(3600),
    refreshTokenSeconds: lifeSeconds.default(2_592_000),
    /** `AuthSessionValidity`: how long a challenge session lives. */
    authSessionSeconds: lifeSeconds.default(180),
    refreshTokenRotation: z
      .strictObject({ retryGracePeriodSeconds: z.int().min(0).max(60).default(0) })
      .optional(),
    enableTokenRevocation: z.boolean().default(true),
    preventUserExistenceErrors: z.enum(['ENABLED', 'LEGACY']).default('ENABLED'),
    ...hostedClientFields,
  })
  .refine(
    (client) =>
      client.refreshTokenRotation === undefined ||
      !client.explicitAuthFlows.includes('ALLOW_REFRESH_TOKEN_AUTH'),
    {
      path: ['explicitAuthFlows'],
      message: 'a client with refreshTokenRotation cannot have ALLOW_REFRESH_TOKEN_AUTH',
    },
  )
export type ClientSpec = z.output<typeof ClientSpec>

export const UserSpec = z
  .strictObject({
    username: z.string().regex(/^\S{1,128}$/u, '1 to 128 characters without white space'),
    /** Derived from pool and username when absent, so that it survives a restart of the server. */
    sub: z.uuid().optional(),
    password: z.string().min(1).max(256),
    state: z.enum(userStates).default('CONFIRMED'),
    enabled: z.boolean().default(true),
    attributes: z.record(z.string(), z.string().max(2048)).default({}),
    /** Base32, as an authenticator app takes it. */
    totpSecret: z
      .string()
      .regex(/^[A-Z2-7]{16,128}$/, 'base32: 16 to 128 letters A-Z and digits 2-7')
      .optional(),
    /** One method, and the preferred one: short for `mfaMethods` and `preferredMfa`. */
    mfa: z.enum(mfaTypes).optional(),
    /** The methods that the user has turned on. */
    mfaMethods: z.array(z.enum(mfaTypes)).default([]),
    preferredMfa: z.enum(mfaTypes).optional(),
    /** Names of the pool's groups. */
    groups: z.array(z.string()).default([]),
  })
  .superRefine((user, context) => {
    const mistake = mfaMistake(user)
    if (mistake !== undefined) context.addIssue({ code: 'custom', ...mistake })
  })
export type UserSpec = z.output<typeof UserSpec>

export const PoolSpec = z
  .strictObject({
    userPoolId: z
      .string()
      .max(55)
      .regex(
        /^[a-z]{2,4}-[a-z-]{2,24}-\d{1,2}_[0-9A-Za-z]{1,24}$/,
        'a region, _ and letters or digits: eu-central-1_AbCdEf123',
      ),
    /** The `iss` of tokens; `https://cognito-idp.<region>.amazonaws.com/<userPoolId>` when absent. */
    issuer: z.url().optional(),
    mfa: z.enum(['OFF', 'OPTIONAL', 'ON']).default('OPTIONAL'),
    /** The methods that the pool offers: what MFA_SETUP lists. */
    mfaTypes: z
      .array(z.enum(mfaTypes))
      .min(1)
      .default([...mfaTypes]),
    /** The triggers of CUSTOM_AUTH, declared or as functions; absent: the pool has none. */
    customAuth: CustomAuthSpec.optional(),
    /** Absent: the pool does not track devices. */
    deviceConfiguration: z
      .strictObject({
        challengeRequiredOnNewDevice: z.boolean().default(true),
        deviceOnlyRememberedOnUserPrompt: z.boolean().default(false),
      })
      .optional(),
    /** Whether DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER carry a Session: not known of Cognito, so both can be had. */
    deviceChallengeSession: z.boolean().default(true),
    /** Which answer of USER_SRP_AUTH refuses a DEVICE_KEY that is not known: clients have seen both. */
    srpDeviceKeyCheckedAt: z.enum(['InitiateAuth', 'PASSWORD_VERIFIER']).default('PASSWORD_VERIFIER'),
    aliases: z.array(z.enum(['email', 'phone_number', 'preferred_username'])).default([]),
    caseSensitiveUsernames: z.boolean().default(false),
    requiredAttributes: z.array(z.string().min(1)).default([]),
    minimumPasswordLength: z.int().min(6).max(99).default(8),
    ...accountFields,
    /** Simulated OIDC and SAML providers of the hosted UI. */
    identityProviders: z.array(IdentityProviderSpec).default([]),
    groups: z.array(GroupSpec).default([]),
    /** Identity pools that take this pool's tokens. */
    identityPools: z.array(IdentityPoolSpec).default([]),
    clients: z.array(ClientSpec).min(1),
    users: z.array(UserSpec).default([]),
  })
  .refine((pool) => pool.aliases.length === 0 || pool.usernameAttributes.length === 0, {
    path: ['usernameAttributes'],
    message: 'not together with aliases',
  })
  .superRefine((pool, context) => {
    pool.users.forEach((user, index) => {
      if (
        [user.mfa, ...user.mfaMethods].some((type) => type !== undefined && !pool.mfaTypes.includes(type))
      ) {
        context.addIssue({
          code: 'custom',
          path: ['users', index, user.mfa === undefined ? 'mfaMethods' : 'mfa'],
          message: 'is not among the mfaTypes of the pool',
        })
      }
    })
    for (const mistake of [...hostedMistakes(pool), ...groupMistakes(pool)])
      context.addIssue({ code: 'custom', ...mistake })
  })
export type PoolSpec = z.output<typeof PoolSpec>
/** A pool as CreateUserPool makes it: its clients come later. */
export const NewPoolSpec = z.strictObject({ ...PoolSpec.shape, clients: z.array(ClientSpec).default([]) })
/** A pool as a file or a test writes it: what has a default may be left out. */
export type PoolInput = z.input<typeof PoolSpec>

export const PoolFile = z
  .strictObject({ $schema: z.string().optional(), pools: z.array(PoolSpec).min(1) })
  .superRefine((file, context) => {
    const seen = new Set<string>()
    file.pools.forEach((pool, poolIndex) => {
      const named: readonly (readonly [string, (string | number)[]])[] = [
        [`pool ${pool.userPoolId}`, ['pools', poolIndex, 'userPoolId']],
        ...pool.clients.map(
          (client, index) =>
            [`client ${client.clientId}`, ['pools', poolIndex, 'clients', index, 'clientId']] as [
              string,
              (string | number)[],
            ],
        ),
        ...pool.users.map(
          (user, index) =>
            [
              `user ${pool.userPoolId}/${user.username}`,
              ['pools', poolIndex, 'users', index, 'username'],
            ] as [string, (string | number)[]],
        ),
      ]
      for (const [name, path] of named) {
        if (seen.has(name)) context.addIssue({ code: 'custom', path, message: 'is there twice' })
        seen.add(name)
      }
    })
  })

/** A pool file or pool object that cannot be used; the message names the field and what is wrong with it. */
export class PoolFileError extends Error {
  override readonly name = 'PoolFileError'
}

/** Checks pools given as objects or parsed JSON. @throws PoolFileError naming every bad field. */
export function parsePools(file: unknown, from: string): readonly PoolSpec[] {
  const parsed = PoolFile.safeParse(file)
  if (parsed.success) return parsed.data.pools
  const lines = parsed.error.issues.map((issue) => `${fieldName(issue.path)}: ${issue.message}`)
  throw new PoolFileError(`${from}: ${lines.join('; ')}`)
}

/** Reads and checks a pool file. @throws PoolFileError naming the file and every bad field. */
export async function readPoolFile(path: string): Promise<readonly PoolSpec[]> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw new PoolFileError(
      `${path}: cannot be read (${error instanceof Error ? error.message : 'unknown reason'})`,
      {
        cause: error,
      },
    )
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new PoolFileError(
      `${path}: is not JSON (${error instanceof Error ? error.message : 'unknown reason'})`,
      {
        cause: error,
      },
    )
  }
  return parsePools(json, path)
}

function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the whole file'
  return path.reduce<string>(
    (name, part) =>
      typeof part === 'number'
        ? `${name}[${String(part)}]`
        : name === ''
          ? String(part)
          : `${name}.${String(part)}`,
    '',
  )
}
