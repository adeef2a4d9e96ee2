// oauth4webapi judges the hosted UI: discovery, PKCE, code, refresh, revocation, userinfo.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as oauth from 'oauth4webapi'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  aClient,
  aPool,
  clientSecret,
  passwords,
  publicClientId,
  secretClientId,
  userPoolId,
} from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import { callbackUrl, TestBrowser } from './hosted-ui/test-browser'
import { startCognito } from './server'

// Deprecated as a warning: it is for tests on loopback, which this is.
// eslint-disable-next-line @typescript-eslint/no-deprecated
const insecure = { [oauth.allowInsecureRequests]: true } as const
const client: oauth.Client = { client_id: publicClientId }

let server: EmbeddedCognito
let issuer: URL
let as: oauth.AuthorizationServer

beforeEach(() => start())
afterEach(() => server.close())

/** A pool whose issuer is where its discovery document is. */
async function start(): Promise<void> {
  const port = await freePort()
  issuer = new URL(`http://127.0.0.1:${port}/${userPoolId}`)
  const callbackUrls = [callbackUrl]
  const clients = [
    aClient({ callbackUrls }),
    aClient({ callbackUrls, clientId: secretClientId, clientSecret }),
  ]
  server = await startCognito({ port, pools: [aPool({ issuer: issuer.href, clients })] })
  as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => {
        resolve(port)
      })
    })
  })
}

/** What the client keeps between the request and the callback. */
async function begin(clientId = publicClientId) {
  const verifier = oauth.generateRandomCodeVerifier()
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const url = new URL(as.authorization_endpoint ?? '')
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: callbackUrl,
    scope: 'openid email aws.cognito.signin.user.admin',
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString()
  return { url, verifier, state, nonce }
}

/** Signs alice in, password and authenticator, and returns where the client is called back. */
async function callbackOf(url: URL): Promise<URL> {
  const browser = new TestBrowser()
  await browser.open(url.href)
  await browser.submit('/login', { username: 'alice', password: passwords.alice })
  const { left } = await browser.submit('/challenge', { code: server.totp('alice') })
  return left!
}

async function redeem(
  begun: Awaited<ReturnType<typeof begin>>,
  callback: URL,
  overrides: { readonly verifier?: string; readonly nonce?: string } = {},
) {
  const parameters = oauth.validateAuthResponse(as, client, callback, begun.state)
  const verifier = overrides.verifier ?? begun.verifier
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    oauth.None(),
    parameters,
    callbackUrl,
    verifier,
    insecure,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
    expectedNonce: overrides.nonce ?? begun.nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(as, response, insecure)
  return tokens
}

async function signIn() {
  const begun = await begin()
  return redeem(begun, await callbackOf(begun.url))
}

const refresh = async (refreshToken: string) =>
  oauth.processRefreshTokenResponse(
    as,
    client,
    await oauth.refreshTokenGrantRequest(as, client, oauth.None(), refreshToken, insecure),
  )

describe('oauth4webapi', () => {
  it('finds the endpoints', () => {
    expect(as).toMatchObject({
      issuer: issuer.href,
      authorization_endpoint: `${server.url}/oauth2/authorize`,
      token_endpoint: `${server.url}/oauth2/token`,
      userinfo_endpoint: `${server.url}/oauth2/userInfo`,
      revocation_endpoint: `${server.url}/oauth2/revoke`,
      end_session_endpoint: `${server.url}/logout`,
    })
  })

  it('signs in with PKCE and takes the id token, its nonce and its signature', async () => {
    const tokens = await signIn()

    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({
      'cognito:username': 'alice',
      email: 'alice@example.com',
      aud: publicClientId,
    })
    expect(tokens.refresh_token).toBeDefined()
    expect(tokens.expires_in).toBe(3600)
  })

  it('signs in as a client with a secret', async () => {
    const confidential = { client_id: secretClientId }
    for (const authentication of [
      oauth.ClientSecretBasic(clientSecret),
      oauth.ClientSecretPost(clientSecret),
    ]) {
      const { url, state, nonce, verifier } = await begin(secretClientId)
      const callback = await callbackOf(url)
      const parameters = oauth.validateAuthResponse(as, confidential, callback, state)
      const response = await oauth.authorizationCodeGrantRequest(
        as,
        confidential,
        authentication,
        parameters,
        callbackUrl,
        verifier,
        insecure,
      )
      const tokens = await oauth.processAuthorizationCodeResponse(as, confidential, response, {
        expectedNonce: nonce,
      })
      expect(oauth.getValidatedIdTokenClaims(tokens)?.['cognito:username']).toBe('alice')
      server.clock.advance(30_000)
    }
  })

  it('refreshes, asks for the user, and revokes', async () => {
    const tokens = await signIn()
    const subject = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? ''
    const refreshed = await refresh(tokens.refresh_token ?? '')
    const user = await oauth.processUserInfoResponse(
      as,
      client,
      subject,
      await oauth.userInfoRequest(as, client, refreshed.access_token, insecure),
    )
    const revoked = await oauth.revocationRequest(
      as,
      client,
      oauth.None(),
      tokens.refresh_token ?? '',
      insecure,
    )

    expect(user).toMatchObject({ sub: subject, email: 'alice@example.com', username: 'alice' })
    await expect(oauth.processRevocationResponse(revoked)).resolves.toBeUndefined()
    await expect(refresh(tokens.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' })
    await expect(
      oauth
        .userInfoRequest(as, client, refreshed.access_token, insecure)
        .then((response) => oauth.processUserInfoResponse(as, client, subject, response)),
    ).rejects.toThrow()
  })
})

describe('oauth4webapi is refused or refuses', () => {
  it('a wrong verifier', async () => {
    const begun = await begin()
    const callback = await callbackOf(begun.url)

    await expect(
      redeem(begun, callback, { verifier: oauth.generateRandomCodeVerifier() }),
    ).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })
  })

  it('a code that comes a second time', async () => {
    const begun = await begin()
    const callback = await callbackOf(begun.url)
    await redeem(begun, callback)

    await expect(redeem(begun, callback)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('a nonce that is not its own', async () => {
    const begun = await begin()
    const callback = await callbackOf(begun.url)

    await expect(redeem(begun, callback, { nonce: oauth.generateRandomNonce() })).rejects.toThrow(/nonce/)
  })

  it('a state that is not its own', async () => {
    const begun = await begin()
    const callback = await callbackOf(begun.url)

    await expect(redeem({ ...begun, state: oauth.generateRandomState() }, callback)).rejects.toThrow(/state/)
  })

  it('an error at the redirect URI', async () => {
    const { url, state } = await begin()
    url.searchParams.set('prompt', 'none')
    const { left } = await new TestBrowser().open(url.href)

    const take = () => oauth.validateAuthResponse(as, client, left!, state)

    expect(take).toThrow(expect.objectContaining({ error: 'login_required' }) as Error)
  })

  it('tokens signed by another key', async () => {
    const begun = await begin()
    const parameters = oauth.validateAuthResponse(as, client, await callbackOf(begun.url), begun.state)
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      oauth.None(),
      parameters,
      callbackUrl,
      begun.verifier,
      insecure,
    )
    const body = (await response.json()) as { id_token: string }
    const [header = '', claims = '', signature = ''] = body.id_token.split('.')
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    const forged = Response.json({ ...body, id_token: [header, claims, flipped].join('.') })
    await oauth.processAuthorizationCodeResponse(as, client, forged, { expectedNonce: begun.nonce })

    await expect(oauth.validateApplicationLevelSignature(as, forged, insecure)).rejects.toThrow(/signature/)
  })
})
