// An id token as an identity pool looks at it: its signature, its issuer, its app client, its end.
import { createLocalJWKSet, errors, jwtVerify, type JWTPayload } from 'jose'
import { z } from 'zod'
import type { RunningPool } from '../directory'
import { notAuthorized } from '../errors'
import type { World } from '../world'
import type { IdentityPoolSpec } from './identity-spec'

const IdClaims = z.object({
  token_use: z.literal('id'),
  sub: z.string(),
  aud: z.string(),
  'cognito:roles': z.array(z.string()).default([]),
  'cognito:preferred_role': z.string().optional(),
})
export type IdClaims = z.output<typeof IdClaims>

/** An identity pool and the user pool that it trusts. */
export interface Trusting {
  readonly spec: IdentityPoolSpec
  readonly pool: RunningPool
}

/** How an identity pool calls a user pool, whatever its tokens say: `cognito-idp.<region>.amazonaws.com/<id>`. */
export function providerOf({ region, userPoolId }: RunningPool): string {
  return `cognito-idp.${region}.amazonaws.com/${userPoolId}`
}

/** @throws NotAuthorizedException where there is no login, or none that counts. */
export async function loggedIn(
  world: World,
  { spec, pool }: Trusting,
  logins: Readonly<Record<string, string>> | null | undefined,
): Promise<IdClaims> {
  const entries = Object.entries(logins ?? {})
  if (entries.length === 0)
    throw notAuthorized('Unauthenticated access is not supported for this identity pool.')
  const token = logins?.[providerOf(pool)]
  if (token === undefined || entries.length > 1)
    throw notAuthorized('Token is not from a supported provider of this identity pool.')
  const parsed = IdClaims.safeParse(await verified(world, pool, token))
  if (!parsed.success) throw notAuthorized('Invalid login token. Not a valid OpenId Connect identity token.')
  const { aud } = parsed.data
  const isTrusted = spec.clientIds === undefined || spec.clientIds.includes(aud)
  if (!isTrusted) throw notAuthorized('Token is not from a supported provider of this identity pool.')
  return parsed.data
}

async function verified(world: World, pool: RunningPool, token: string): Promise<JWTPayload> {
  const nowMs = world.clock.wallMs()
  try {
    const keys = createLocalJWKSet({ keys: [...world.tokens.jwks.keys] })
    const { payload } = await jwtVerify(token, keys, {
      issuer: pool.issuer,
      algorithms: ['RS256'],
      currentDate: new Date(nowMs),
    })
    return payload
  } catch (error) {
    if (error instanceof errors.JWTExpired)
      throw notAuthorized(
        `Invalid login token. Token expired: ${String(error.payload.exp)} >= ${String(Math.floor(nowMs / 1000))}`,
      )
    if (error instanceof errors.JWTClaimValidationFailed)
      throw notAuthorized("Invalid login token. Issuer doesn't match providerName")
    throw notAuthorized("Invalid login token. Couldn't verify signed token.")
  }
}
