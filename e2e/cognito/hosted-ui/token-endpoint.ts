// POST /oauth2/token, /oauth2/revoke and /oauth2/userInfo (COGNITO.md §12).
import { createHash } from 'node:crypto'
import type { RunningClient } from '../directory'
import { CognitoError } from '../errors'
import { jsonReply, type Reply } from '../http-reply'
import { refreshTokens } from '../operations/refresh'
import { scopesOf, type TokenReply } from '../tokens'
import type { World } from '../world'
import type { CodeGrant } from './authorization-codes'
import { authenticatedClient, type EndpointRequest } from './client-authentication'
import { OAuthError } from './oauth-errors'
import { visibleAttributes } from './scopes'

export async function token(request: EndpointRequest): Promise<Reply> {
  const client = authenticatedClient(request, 400)
  const grantType = request.form.get('grant_type')
  if (grantType === 'authorization_code') return jsonReply(oauthReply(await redeem(request, client)))
  if (grantType === 'refresh_token') return jsonReply(oauthReply(await refresh(request, client)))
  if (grantType === null) throw new OAuthError('invalid_request', 'grant_type is missing')
  if (grantType === 'client_credentials') {
    throw new OAuthError('unauthorized_client', 'this client may not use client_credentials')
  }
  throw new OAuthError('unsupported_grant_type', 'grant_type has to be authorization_code or refresh_token')
}

/** A code is spent by its own client's first try, whatever comes of it. */
async function redeem({ world, form }: EndpointRequest, client: RunningClient): Promise<TokenReply> {
  if (client.spec.callbackUrls.length === 0 || !client.spec.allowedFlows.includes('code')) {
    throw new OAuthError('unauthorized_client', 'this client may not use authorization_code')
  }
  const code = required(form, 'code')
  const redirectUri = required(form, 'redirect_uri')
  const nowMs = world.clock.wallMs()
  const grant = world.authorizationCodes.take(code, client.spec.clientId, nowMs)
  if (grant === undefined) throw new OAuthError('invalid_grant', 'the code is unknown, used or too old')
  const { request, user, authTimeMs } = grant
  if (redirectUri !== request.redirectUri) {
    throw new OAuthError('invalid_grant', 'the redirect_uri is not the one of the code')
  }
  checkVerifier(grant, form.get('code_verifier') ?? undefined)
  if (user.deleted || !user.enabled) throw new OAuthError('invalid_grant', 'the user is gone or disabled')
  const login = { client, user, authTimeMs, grant: { scopes: request.scopes } }
  return world.tokens.redeem(login, request.nonce, nowMs)
}

/** RFC 7636 §4.6. A verifier for a code without a challenge is a downgrade (RFC 9700 §4.8.2). */
function checkVerifier({ request }: CodeGrant, verifier: string | undefined): void {
  const { codeChallenge } = request
  if (verifier === undefined && codeChallenge === undefined) return
  const digest = createHash('sha256')
    .update(verifier ?? '', 'ascii')
    .digest('base64url')
  if (!/^[\w.~-]{43,128}$/.test(verifier ?? '') || digest !== codeChallenge) {
    throw new OAuthError('invalid_grant', 'the code_verifier does not fit the code_challenge')
  }
}

async function refresh({ world, form }: EndpointRequest, client: RunningClient): Promise<TokenReply> {
  const refreshToken = required(form, 'refresh_token')
  try {
    return await refreshTokens(world, client, { refreshToken, deviceKey: undefined })
  } catch (error) {
    if (error instanceof CognitoError) throw new OAuthError('invalid_grant', error.message)
    throw error
  }
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name) ?? ''
  if (value === '') throw new OAuthError('invalid_request', `${name} is missing`)
  return value
}

function oauthReply(tokens: TokenReply): object {
  return {
    ...(tokens.IdToken === undefined ? {} : { id_token: tokens.IdToken }),
    access_token: tokens.AccessToken,
    ...(tokens.RefreshToken === undefined ? {} : { refresh_token: tokens.RefreshToken }),
    expires_in: tokens.ExpiresIn,
    token_type: tokens.TokenType,
  }
}

/** Ends a refresh token and what came from it. A token that nobody knows is no error (RFC 7009 §2.2). */
export function revoke(request: EndpointRequest): Reply {
  const client = authenticatedClient(request, 401)
  const { world, form } = request
  const text = required(form, 'token')
  if (!client.spec.enableTokenRevocation) {
    throw new OAuthError('invalid_request', 'token revocation is not enabled for this client')
  }
  if (world.tokens.isAccessToken(text)) {
    throw new OAuthError('unsupported_token_type', 'only a refresh token can be revoked')
  }
  const known = world.tokens.findRefreshToken(text)
  if (known?.family.client === client) known.family.revoked = true
  return { status: 200, body: '', contentType: 'application/json' }
}

/** What the scopes of an access token show of its user; booleans are strings here, as Cognito has them. */
export function userInfo({ world, authorization }: EndpointRequest): Reply {
  const accessToken = /^bearer (.+)$/i.exec(authorization ?? '')?.[1]
  if (accessToken === undefined) throw unauthorized('invalid_request', 'the Bearer token is missing')
  const family = bearer(world, accessToken)
  const scopes = scopesOf(family)
  if (!scopes.includes('openid')) throw unauthorized('insufficient_scope', 'openid is not among the scopes')
  const { user } = family
  return jsonReply({
    sub: user.sub,
    ...Object.fromEntries(visibleAttributes(user.attributes, scopes)),
    username: user.username,
  })
}

function bearer(world: World, accessToken: string) {
  try {
    return world.tokens.bearerOf(accessToken, world.clock.wallMs())
  } catch (error) {
    if (error instanceof CognitoError) throw unauthorized('invalid_token', error.message)
    throw error
  }
}

function unauthorized(error: string, description: string): OAuthError {
  return new OAuthError(error, description, error === 'insufficient_scope' ? 403 : 401)
}
