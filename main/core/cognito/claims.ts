// What a token says of itself. The signature is not checked here: the tokens came straight from Cognito over TLS.
// A token of another user, client or pool is discarded before anyone may be handed it.
import { z } from 'zod'
import { AppError } from '../../../shared/errors'
import { parseJson } from '../../../shared/parse-json'
import type { TokenSet } from './cognito'

const AccessClaims = z.object({
  token_use: z.literal('access'),
  sub: z.string().min(1),
  username: z.string().min(1),
  client_id: z.string(),
  iss: z.string(),
  device_key: z.string().optional(),
})
const IdClaims = z.object({
  token_use: z.literal('id'),
  sub: z.string().min(1),
  'cognito:username': z.string().min(1),
  aud: z.string(),
  iss: z.string(),
  // For a label alone: whatever else stands there is no fault.
  email: z.string().max(254).optional().catch(undefined),
})

export interface ExpectedClaims {
  readonly userPoolId: string
  readonly clientId: string
  /** The signed-in person's `sub`; explicitly undefined at the first sign-in, when nobody is known yet. */
  readonly sub: string | undefined
}

/** Who a pair of tokens is for. */
export interface TokenIdentity {
  readonly username: string
  readonly sub: string
  /** The device that the session is bound to: a refresh must carry it (COGNITO.md §8.2). */
  readonly deviceKey: string | undefined
  /** As the id token has it; the pool may not have verified it. */
  readonly email: string | undefined
}

/**
 * Reads both tokens and holds them against what was asked for.
 * @throws `session/token-rejected` naming the claim that does not fit.
 */
export function identityOf(tokens: TokenSet, expected: ExpectedClaims): TokenIdentity {
  const access = claimsOf(tokens.accessToken, AccessClaims, 'access token')
  const id = claimsOf(tokens.idToken, IdClaims, 'id token')
  demand(access.client_id === expected.clientId, 'client_id')
  demand(id.aud === expected.clientId, 'aud')
  demand(isIssuerOf(expected.userPoolId, access.iss), 'iss')
  demand(id.iss === access.iss, 'iss')
  demand(id.sub === access.sub && (expected.sub === undefined || access.sub === expected.sub), 'sub')
  demand(id['cognito:username'] === access.username, 'username')
  return { username: access.username, sub: access.sub, deviceKey: access.device_key, email: id.email }
}

/** Two issuer forms exist (`cognito-idp…`, `issuer-cognito-idp…`); both end in the pool id. */
export function isIssuerOf(userPoolId: string, issuer: string): boolean {
  return issuer.endsWith(`/${userPoolId}`)
}

/** The issuer that a token names; undefined where there is no such token or claim. */
export function issuerIn(token: string): string | undefined {
  const parsed = z.object({ iss: z.string() }).safeParse(decode(token.split('.')[1] ?? ''))
  return parsed.data?.iss
}

/** The device that an access token, already held against what was asked for, is bound to. */
export function deviceKeyOf(accessToken: string): string | undefined {
  return claimsOf(accessToken, AccessClaims, 'access token').device_key
}

function demand(holds: boolean, claim: string): void {
  if (!holds)
    throw new AppError(
      'session/token-rejected',
      `Cognito sent a token whose ${claim} is not the expected one.`,
    )
}

function claimsOf<T>(token: string, schema: z.ZodType<T>, what: string): T {
  const [, payload, ...rest] = token.split('.')
  const parsed = schema.safeParse(payload === undefined || rest.length !== 1 ? undefined : decode(payload))
  if (!parsed.success) {
    const claim = parsed.error.issues[0]?.path.join('.') ?? ''
    throw new AppError(
      'session/token-rejected',
      `Cognito sent an ${what} that cannot be read (${claim || 'form'}).`,
    )
  }
  return parsed.data
}

function decode(payload: string): unknown {
  return parseJson(Buffer.from(payload, 'base64url').toString('utf8'))
}
