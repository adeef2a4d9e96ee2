// GetId and GetCredentialsForIdentity (COGNITO.md §13): unsigned, and for the tokens of one user pool each.
import { z } from 'zod'
import { CognitoError, notAuthorized } from '../errors'
import { parseInput } from '../operations/input'
import type { World } from '../world'
import { type IdClaims, loggedIn, providerOf, type Trusting } from './id-token'

const Logins = z.record(z.string(), z.string()).nullish()
const GetIdInput = z.object({ IdentityPoolId: z.string(), Logins, AccountId: z.string().nullish() })
const GetCredentialsInput = z.object({
  IdentityId: z.string(),
  Logins,
  CustomRoleArn: z.string().min(20).max(2048).nullish(),
})

export async function getId(world: World, body: unknown): Promise<object> {
  const input = parseInput(GetIdInput, body)
  const trusting = demandIdentityPool(world, input.IdentityPoolId)
  const { sub } = await loggedIn(world, trusting, input.Logins)
  return { IdentityId: world.identities.getId(input.IdentityPoolId, loginOf(trusting, sub)).identityId }
}

export async function getCredentialsForIdentity(world: World, body: unknown): Promise<object> {
  const input = parseInput(GetCredentialsInput, body)
  const identity = world.identities.find(input.IdentityId)
  if (identity === undefined)
    throw new CognitoError('ResourceNotFoundException', `Identity '${input.IdentityId}' not found.`)
  const trusting = demandIdentityPool(world, identity.identityPoolId)
  const claims = await loggedIn(world, trusting, input.Logins)
  if (identity.login !== loginOf(trusting, claims.sub))
    throw notAuthorized(
      "Logins don't match. Please include at least one valid login for this identity or identity pool.",
    )
  const roleArn = roleFor(trusting, claims, input.CustomRoleArn ?? undefined)
  const expiresAtMs = world.clock.wallMs() + trusting.spec.credentialSeconds * 1000
  const issued = world.identities.issue(roleArn, expiresAtMs)
  return {
    IdentityId: identity.identityId,
    Credentials: {
      AccessKeyId: issued.accessKeyId,
      SecretKey: issued.secretKey,
      SessionToken: issued.sessionToken,
      // Seconds, with a fraction, as JSON 1.1 has its times.
      Expiration: issued.expiresAtMs / 1000,
    },
  }
}

function demandIdentityPool({ directory }: World, identityPoolId: string): Trusting {
  for (const pool of directory.pools.values()) {
    const spec = pool.spec.identityPools.find((one) => one.identityPoolId === identityPoolId)
    if (spec !== undefined) return { spec, pool }
  }
  throw new CognitoError('ResourceNotFoundException', `IdentityPool '${identityPoolId}' not found.`)
}

const loginOf = ({ pool }: Trusting, sub: string): string => `${providerOf(pool)}\n${sub}`

/** The role that is asked for, else the preferred one, else what the identity pool says of a choice that is open. */
function roleFor({ spec }: Trusting, claims: IdClaims, customRoleArn: string | undefined): string {
  const { roleMapping } = spec
  const roles = claims['cognito:roles']
  if (customRoleArn !== undefined) {
    if (roleMapping === undefined || !roles.includes(customRoleArn))
      throw notAuthorized('The specified role is not allowed for this identity.')
    return customRoleArn
  }
  if (roleMapping === undefined) return demandRole(spec.authenticatedRoleArn)
  const own = claims['cognito:preferred_role'] ?? (roles.length === 1 ? roles[0] : undefined)
  if (own !== undefined) return own
  if (roleMapping.ambiguousRoleResolution === 'Deny')
    throw notAuthorized('Ambiguous role: access is denied for this identity.')
  return demandRole(spec.authenticatedRoleArn)
}

function demandRole(roleArn: string | undefined): string {
  if (roleArn !== undefined) return roleArn
  throw new CognitoError(
    'InvalidIdentityPoolConfigurationException',
    'Invalid identity pool configuration. Check assigned IAM roles for this pool.',
  )
}
