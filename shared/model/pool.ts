// A user pool as a person describes it: one app client of one pool. Shown in the window, stored in pools.json.
import { z } from 'zod'
import { isEndpoint, isRedirectUri, loginOrigin, poolFields } from './pool-fields'
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

const RedirectUri = z
  .string()
  .max(poolFields.redirectUri.max, 'pool.redirectUriForm')
  .refine((text) => isRedirectUri(text), 'pool.redirectUriForm')
const Scope = z
  .string()
  .max(poolFields.scope.max, 'pool.scopesForm')
  .regex(poolFields.scope.pattern, 'pool.scopesForm')
export const IdentityProvider = z
  .string()
  .max(poolFields.identityProvider.max, 'pool.identityProviderForm')
  .regex(poolFields.identityProvider.pattern, 'pool.identityProviderForm')

/** The pool's own sign-in pages (COGNITO.md §12): where they are, and what its app client has registered for them. */
export const ManagedLogin = z.strictObject({
  /** Origin of the pages; a bare host is one of `https`. */
  domain: z
    .string()
    .max(poolFields.loginDomain.max, 'pool.loginDomainForm')
    .transform((text, context) => {
      const origin = loginOrigin(text.trim())
      if (origin === undefined) context.addIssue({ code: 'custom', message: 'pool.loginDomainForm' })
      return origin ?? ''
    })
    // What comes out has a schema, too: the local API's document says it.
    .pipe(z.string()),
  /** Loopback addresses as the app client has them, tried in this order; `defaultRedirectUris` where there are none. */
  redirectUris: z
    .array(RedirectUri)
    .min(1, 'pool.redirectUriForm')
    .max(poolFields.redirectUris.max, 'pool.redirectUrisTooMany')
    .optional(),
  /** `defaultScopes` where there are none. Without `openid` there is no id token, and Signet serves both. */
  scopes: z
    .array(Scope)
    .max(poolFields.scopes.max, 'pool.scopesForm')
    .refine((scopes) => scopes.includes('openid'), 'pool.scopesForm')
    .optional(),
  /** Goes straight to this identity provider of the pool, by its name there. */
  identityProvider: IdentityProvider.optional(),
})
export type ManagedLogin = z.infer<typeof ManagedLogin>

/** `region:uuid`. */
export const IdentityPoolId = z
  .string()
  .max(poolFields.identityPoolId.max, 'pool.identityPoolIdForm')
  .regex(poolFields.identityPoolId.pattern, 'pool.identityPoolIdForm')

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
  /** Set where the pool has sign-in pages of its own and its app client takes the code grant. */
  managedLogin: ManagedLogin.optional(),
  /** The identity pool that gives AWS credentials for this pool's tokens. */
  identityPoolId: IdentityPoolId.optional(),
})
export type Pool = z.infer<typeof Pool>

/** What a person fills in to add a pool. Error messages are keys of shared/text `fields`. */
export const NewPool = z
  .strictObject({
    name: PoolName,
    userPoolId: UserPoolId,
    clientId: ClientId,
    clientSecret: ClientSecret.optional(),
    endpoint: Endpoint.optional(),
    method: SignInMethod.default('USER_SRP_AUTH'),
    refreshTokenLifeSeconds: Pool.shape.refreshTokenLifeSeconds,
    managedLogin: ManagedLogin.optional(),
    identityPoolId: IdentityPoolId.optional(),
  })
  .refine(({ method, managedLogin }) => method !== 'MANAGED_LOGIN' || managedLogin !== undefined, {
    path: ['managedLogin'],
    message: 'pool.managedLoginMissing',
  })
export type NewPool = z.infer<typeof NewPool>

/** The region is the part of a pool id before the underscore. */
export function regionOf(userPoolId: string): string {
  return userPoolId.slice(0, userPoolId.indexOf('_'))
}
