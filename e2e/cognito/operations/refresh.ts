// Both ways to refresh (COGNITO.md §8): REFRESH_TOKEN_AUTH and GetTokensFromRefreshToken.
import { isConfirmed } from '../devices'
import type { RunningClient } from '../directory'
import { CognitoError, notAuthorized, unknownUser } from '../errors'
import { checkRawSecret, checkSecretHash } from '../secret-hash'
import type { AuthReply } from '../open-challenge'
import type { Family, TokenReply } from '../tokens'
import type { World } from '../world'
import { parseInput, RefreshInput, type Parameters } from './input'

/** GetTokensFromRefreshToken: rotates where the client has rotation. */
export async function getTokensFromRefreshToken(world: World, body: unknown): Promise<object> {
  const input = parseInput(RefreshInput, body)
  const client = world.directory.client(input.ClientId)
  checkRawSecret(client.spec, input.ClientSecret ?? undefined)
  const given = { refreshToken: input.RefreshToken, deviceKey: input.DeviceKey ?? undefined }
  return { AuthenticationResult: await refreshTokens(world, client, given) }
}

/**
 * New tokens, with a new refresh token where the client has rotation.
 * @throws NotAuthorizedException, UserNotFoundException or RefreshTokenReuseException.
 */
export async function refreshTokens(
  world: World,
  client: RunningClient,
  given: { readonly refreshToken: string; readonly deviceKey: string | undefined },
): Promise<TokenReply> {
  const { family, expiresAtMs } = usableToken(world, client, given)
  // Replaced before anything is awaited: of two requests at once the second finds the token used.
  const rotated = rotate(world, client, { refreshToken: given.refreshToken, family, expiresAtMs })
  const tokens = await world.tokens.issue(family, world.clock.wallMs())
  world.tally.refresh()
  return { ...tokens, ...rotated }
}

/** REFRESH_TOKEN_AUTH: never rotates. The hash is over the user's real name, because no USERNAME is sent (§6). */
export async function refreshByInitiateAuth(
  world: World,
  client: RunningClient,
  parameters: Parameters,
): Promise<AuthReply> {
  const refreshToken = parameters.required('REFRESH_TOKEN')
  const holder = world.tokens.findRefreshToken(refreshToken)?.family.user.username ?? ''
  checkSecretHash(client.spec, holder, parameters.optional('SECRET_HASH'))
  const { family } = usableToken(world, client, {
    refreshToken,
    deviceKey: parameters.optional('DEVICE_KEY'),
  })
  const tokens = await world.tokens.issue(family, world.clock.wallMs())
  world.tally.refresh()
  return { AuthenticationResult: tokens, ChallengeParameters: {} }
}

/** @throws NotAuthorizedException, UserNotFoundException or RefreshTokenReuseException for a token that may not be used. */
function usableToken(
  world: World,
  client: RunningClient,
  given: { readonly refreshToken: string; readonly deviceKey: string | undefined },
): { readonly family: Family; readonly expiresAtMs: number } {
  const nowMs = world.clock.wallMs()
  const token = world.tokens.findRefreshToken(given.refreshToken)
  if (token?.family.client !== client || !isBoundTo(token.family, given.deviceKey)) {
    throw notAuthorized('Invalid Refresh Token.')
  }
  refuseEnded(token.family)
  if (nowMs >= token.expiresAtMs) throw notAuthorized('Refresh Token has expired')
  const graceMs = (client.spec.refreshTokenRotation?.retryGracePeriodSeconds ?? 0) * 1000
  if (token.replacedAtMs !== undefined && nowMs >= token.replacedAtMs + graceMs) {
    throw new CognitoError('RefreshTokenReuseException', 'Refresh token has already been used.')
  }
  return token
}

function refuseEnded(family: Family): void {
  if (family.user.deleted) throw unknownUser()
  if (!family.user.enabled) throw notAuthorized('User is disabled.')
  if (family.revoked) throw notAuthorized('Refresh Token has been revoked')
}

/** Where devices are tracked, the confirmed device of the sign-in has to be named (COGNITO.md §8.2); a managed login has none. */
function isBoundTo(family: Family, deviceKey: string | undefined): boolean {
  if (family.grant !== undefined) return true
  if (family.client.pool.spec.deviceConfiguration === undefined) return true
  return family.deviceKey === deviceKey && isConfirmed(family.user.devices.get(deviceKey ?? ''))
}

/** The successor lives as long as the original would have. */
function rotate(
  world: World,
  client: RunningClient,
  old: { readonly refreshToken: string; readonly family: Family; readonly expiresAtMs: number },
): { readonly RefreshToken?: string } {
  if (client.spec.refreshTokenRotation === undefined) return {}
  const token = world.tokens.findRefreshToken(old.refreshToken)
  // Only the first use starts the grace period; later ones within it must not prolong it.
  if (token !== undefined) token.replacedAtMs ??= world.clock.wallMs()
  return { RefreshToken: world.tokens.addRefreshToken(old.family, old.expiresAtMs) }
}
