// RevokeToken (COGNITO.md §8.5).
import { CognitoError } from '../errors'
import type { World } from '../world'
import { parseInput, RevokeTokenInput } from './input'

/** Ends a refresh token and what came from it. A token that nobody knows, or revoked already, is no error (RFC 7009 §2.2). */
export function revokeToken(world: World, body: unknown): object {
  const input = parseInput(RevokeTokenInput, body)
  const client = world.directory.client(input.ClientId)
  if ((input.ClientSecret ?? undefined) !== client.spec.clientSecret) {
    throw new CognitoError('UnauthorizedException', 'Invalid client secret.')
  }
  if (!client.spec.enableTokenRevocation) {
    throw new CognitoError(
      'UnsupportedOperationException',
      'Token revocation is not enabled for this client.',
    )
  }
  if (world.tokens.isAccessToken(input.Token)) {
    throw new CognitoError('UnsupportedTokenTypeException', 'Unsupported token type')
  }
  const token = world.tokens.findRefreshToken(input.Token)
  if (token?.family.client === client) token.family.revoked = true
  return {}
}
