// A user pool as a person describes it: one app client of one pool. Shown in the window, stored in pools.json.
import { z } from 'zod'
import { isEndpoint, poolFields } from './pool-fields'
import { firstFactors, signInMethods } from './sign-in-methods'

export const SignInMethod = z.enum(signInMethods)
export type SignInMethod = z.infer<typeof SignInMethod>
export const FirstFactor = z.enum(firstFactors)

export const UserPoolId = z
  .string()
  .max(poolFields.userPoolId.max, 'pool.userPoolIdTooLong')
  .regex(poolFields.userPoolId.pattern, 'pool.userPoolIdForm')
export const ClientId = z
  .string()
  .max(poolFields.clientId.max, 'pool.clientIdTooLong')
  .regex(poolFields.clientId.pattern, 'pool.clientIdForm')
export const ClientSecret = z
  .string()
  .min(poolFields.clientSecret.min, 'pool.clientSecretForm')
  .max(poolFields.clientSecret.max, 'pool.clientSecretForm')
  .regex(poolFields.clientSecret.pattern, 'pool.clientSecretForm')
export const PoolName = z
  .string()
  .trim()
  .min(1, 'pool.nameEmpty')
  .max(poolFields.name.max, 'pool.nameTooLong')
  .regex(poolFields.name.pattern, 'pool.nameForm')

/** `https` anywhere, `http` on loopback only (an emulator on this computer). */
export const Endpoint = z
  .string()
  .max(poolFields.endpoint.max, 'pool.endpointForm')
  .refine((text) => isEndpoint(text), 'pool.endpointForm')

export const Pool = z.strictObject({
  /** The person's own word for it; unique; what `--pool` takes. */
  name: PoolName,
  userPoolId: UserPoolId,
  clientId: ClientId,
  /** Whether the app client has a secret. The secret itself rests in the keychain. */
  hasClientSecret: z.boolean(),
  endpoint: Endpoint.optional(),
  method: SignInMethod,
  /** A refresh token's life as the administrator set it; no client can read it from Cognito. */
  refreshTokenLifeSeconds: z
    .int()
    .min(poolFields.refreshTokenLifeSeconds.min)
    .max(poolFields.refreshTokenLifeSeconds.max)
    .optional(),
})
export type Pool = z.infer<typeof Pool>

/** What a person fills in to add a pool. Error messages are keys of shared/text `fields`. */
export const NewPool = z.strictObject({
  name: PoolName,
  userPoolId: UserPoolId,
  clientId: ClientId,
  clientSecret: ClientSecret.optional(),
  endpoint: Endpoint.optional(),
  method: SignInMethod.default('USER_SRP_AUTH'),
  refreshTokenLifeSeconds: Pool.shape.refreshTokenLifeSeconds,
})
export type NewPool = z.infer<typeof NewPool>

/** The region is the part of a pool id before the underscore. */
export function regionOf(userPoolId: string): string {
  return userPoolId.slice(0, userPoolId.indexOf('_'))
}
