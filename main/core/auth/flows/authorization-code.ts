// [Note: Managed login]
// The pool's own pages in the person's browser: an authorization code with PKCE S256, caught on loopback (RFC 8252,
// COGNITO.md §12). Everything that is sent goes to the configured domain: no address of a server's is ever followed.
// State, nonce and verifier are made for one attempt; the state is compared before anything is used up; the id token
// carries the nonce, so a code of another attempt is refused even where it could be exchanged.
// A browser in which somebody else is signed in to the pool answers without a question, and would do so each time: after
// it has, the pages are told to ask (`prompt=login`), for as long as the right person has not come.
import { createHash } from 'node:crypto'
import type { Pool } from '../../../../shared/model/pool'
import { defaultScopes } from '../../../../shared/model/pool-fields'
import type { Locale } from '../../../../shared/text/text'
import { issuerIn, isIssuerOf } from '../../cognito/claims'
import type { TokenSet } from '../../cognito/cognito'
import { endpointOf } from '../../cognito/endpoint'
import type { Random, Transport } from '../../ports'
import { fetchOver } from './oauth-fetch'
import { toOauthError } from './oauth-failures'

/** A pool that has pages. */
export type PoolWithPages = Pool & { readonly managedLogin: NonNullable<Pool['managedLogin']> }

/** One attempt's secrets, and the address that begins it. */
export interface Authorization {
  readonly url: string
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

export interface AuthorizationWish {
  readonly redirectUri: string
  readonly locale: Locale
  /** Filled in on the page, where it is known who wants to sign in. */
  readonly loginHint: string | undefined
  readonly identityProvider: string | undefined
  /** Whether the page asks who it is although somebody is signed in there. */
  readonly isAskedAnew: boolean
}

/** `/oauth2/authorize` for a new attempt. */
export function newAuthorization(
  pool: PoolWithPages,
  wish: AuthorizationWish,
  random: Random,
): Authorization {
  const { domain, scopes = defaultScopes, identityProvider } = pool.managedLogin
  const secret = () => random.bytes(32).toString('base64url')
  const [state, nonce, codeVerifier] = [secret(), secret(), secret()]
  const url = new URL('/oauth2/authorize', domain)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: pool.clientId,
    redirect_uri: wish.redirectUri,
    scope: scopes.join(' '),
    state,
    nonce,
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
    lang: wish.locale,
    ...given('identity_provider', wish.identityProvider ?? identityProvider),
    ...given('login_hint', wish.loginHint),
    ...given('prompt', wish.isAskedAnew ? 'login' : undefined),
  }).toString()
  return { url: url.href, redirectUri: wish.redirectUri, state, nonce, codeVerifier }
}

export interface Redemption {
  readonly authorization: Authorization
  /** What the browser came back with, its state already compared. */
  readonly query: string
  readonly clientSecret: string | undefined
  readonly transport: Transport
}

/**
 * Exchanges the code at `/oauth2/token`.
 * @throws `auth/provider-refused`, `auth/refused`, `auth/secret-hash`, `pool/configuration` for what was refused;
 * `session/token-rejected`, `network/*`.
 */
export async function redeem(
  pool: PoolWithPages,
  { authorization, query, clientSecret, transport }: Redemption,
): Promise<TokenSet> {
  // Loaded here: no other way in needs it.
  const oauth = await import('oauth4webapi')
  const { redirectUri, state, nonce, codeVerifier } = authorization
  const parameters = new URLSearchParams(query)
  const server = serverOf(pool, parameters.get('iss'))
  const client = { client_id: pool.clientId }
  try {
    const checked = oauth.validateAuthResponse(server, client, parameters, state)
    const authentication = clientSecret === undefined ? oauth.None() : oauth.ClientSecretBasic(clientSecret)
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      checked,
      redirectUri,
      codeVerifier,
      {
        [oauth.customFetch]: fetchOver(transport),
        // The schema of a pool takes http on loopback alone.
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- a warning sign, not a plan to remove it
        [oauth.allowInsecureRequests]: true,
      },
    )
    const tokens = await oauth.processAuthorizationCodeResponse(
      serverOf(pool, await issuerOf(response)),
      { ...client, [oauth.clockSkew]: skewSeconds(response) },
      response,
      { expectedNonce: nonce, requireIdToken: true },
    )
    return {
      accessToken: tokens.access_token,
      idToken: tokens.id_token ?? '',
      refreshToken: tokens.refresh_token,
      expiresInSeconds: tokens.expires_in ?? 3600,
    }
  } catch (error) {
    throw toOauthError(error)
  }
}

/** Endpoints are the configured domain's; the issuer is the one that was named, where it is one of the pool's two. */
function serverOf({ userPoolId, endpoint, managedLogin }: PoolWithPages, named: string | null | undefined) {
  const isOwn = typeof named === 'string' && isIssuerOf(userPoolId, named)
  return {
    issuer: isOwn ? named : new URL(`/${userPoolId}`, endpointOf(userPoolId, endpoint)).href,
    authorization_endpoint: new URL('/oauth2/authorize', managedLogin.domain).href,
    token_endpoint: new URL('/oauth2/token', managedLogin.domain).href,
  }
}

async function issuerOf(response: Response): Promise<string | undefined> {
  const body: unknown = await response
    .clone()
    .json()
    // Decided: what is no JSON the library refuses, in its own words.
    .catch(() => undefined)
  const idToken = typeof body === 'object' && body !== null && 'id_token' in body ? body.id_token : undefined
  return typeof idToken === 'string' ? issuerIn(idToken) : undefined
}

/** The library looks at the computer's clock, which may be wrong; the server's `Date` came with the very tokens. */
function skewSeconds(response: Response): number {
  const serverMs = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(serverMs) ? 0 : Math.round((serverMs - Date.now()) / 1000)
}

function given(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value }
}
