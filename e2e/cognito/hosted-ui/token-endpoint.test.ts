import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aClient, aPool, clientSecret, passwords, publicClientId, secretClientId } from '../builders'
import type { EmbeddedCognito } from '../embedded-cognito'
import type { PoolInput } from '../pool-file'
import { startCognito } from '../server'
import { call, initiate, signInByPassword } from '../test-client'
import { authorizeUrl, callbackUrl, pkce, postForm, TestBrowser } from './test-browser'

let server: EmbeddedCognito
const otherCallback = 'http://127.0.0.1:47812/callback'
const callbackUrls = [callbackUrl, otherCallback]

beforeEach(() => start())
afterEach(() => server.close())

async function start(overrides: Partial<PoolInput['clients'][number]> = {}): Promise<void> {
  const clients = [
    aClient({ callbackUrls, ...overrides }),
    aClient({ callbackUrls, clientId: secretClientId, clientSecret }),
  ]
  server = await startCognito({ pools: [aPool({ clients })] })
}

async function restart(overrides: Partial<PoolInput['clients'][number]>): Promise<void> {
  await server.close()
  await start(overrides)
}

/** Signs bob in and returns the code with the verifier that belongs to it. */
async function aCode(overrides: Record<string, string | null> = {}) {
  const { verifier, challenge } = pkce()
  const browser = new TestBrowser()
  await browser.open(authorizeUrl(server, { code_challenge: challenge, ...overrides }))
  const { left } = await browser.submit('/login', { username: 'bob', password: passwords.bob })
  return { code: left?.searchParams.get('code') ?? '', verifier }
}

const tokenUrl = () => `${server.url}/oauth2/token`

function formOf({ code, verifier }: { readonly code: string; readonly verifier: string }) {
  return {
    grant_type: 'authorization_code',
    client_id: publicClientId,
    redirect_uri: callbackUrl,
    code,
    code_verifier: verifier,
  }
}

async function signIn(overrides: Record<string, string | null> = {}) {
  const { status, body } = await postForm(tokenUrl(), formOf(await aCode(overrides)))
  expect(status).toBe(200)
  return body as {
    readonly id_token: string
    readonly access_token: string
    readonly refresh_token: string
    readonly expires_in: number
  }
}

describe('a code', () => {
  it('becomes tokens with nonce and scopes, and without a device', async () => {
    const tokens = await signIn({ nonce: 'n-1' })

    expect(decodeJwt(tokens.id_token)).toMatchObject({
      nonce: 'n-1',
      aud: publicClientId,
      'cognito:username': 'bob',
      email: 'bob@example.com',
      token_use: 'id',
    })
    expect(decodeJwt(tokens.id_token)['phone_number']).toBeUndefined()
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      scope: 'openid email aws.cognito.signin.user.admin',
      client_id: publicClientId,
    })
    expect(decodeJwt(tokens.access_token)['device_key']).toBeUndefined()
    expect(server.admin.devices({ username: 'bob' })).toEqual([])
    expect(tokens.expires_in).toBe(3600)
  })

  it('gives all attributes for openid alone, and no id token without it', async () => {
    const all = decodeJwt((await signIn({ scope: 'openid' })).id_token)
    const none = await signIn({ scope: 'email' })

    expect(all).toMatchObject({ email: 'bob@example.com', phone_number: '+15550100123', name: 'bob' })
    expect(none).not.toHaveProperty('id_token')
  })

  it('is good once', async () => {
    const form = formOf(await aCode())
    const first = await postForm(tokenUrl(), form)
    const second = await postForm(tokenUrl(), form)

    expect(first.status).toBe(200)
    expect([second.status, second.body['error']]).toEqual([400, 'invalid_grant'])
  })

  it('is good for five minutes', async () => {
    const [early, late] = [formOf(await aCode()), formOf(await aCode())]
    server.clock.advance(299_000)
    const inTime = await postForm(tokenUrl(), early)
    server.clock.advance(1000)
    const tooLate = await postForm(tokenUrl(), late)

    expect(inTime.status).toBe(200)
    expect(tooLate.body['error']).toBe('invalid_grant')
  })

  it.each([
    ['a wrong verifier', { code_verifier: pkce().verifier }],
    ['an empty verifier', { code_verifier: '' }],
    ['the challenge method plain in disguise', { code_verifier: 'A'.repeat(43) }],
    ['another registered redirect URI', { redirect_uri: otherCallback }],
  ])('is refused and spent with %s', async (_, wrong) => {
    const form = formOf(await aCode())
    const refused = await postForm(tokenUrl(), { ...form, ...wrong })
    const again = await postForm(tokenUrl(), form)

    expect([refused.status, refused.body['error']]).toEqual([400, 'invalid_grant'])
    expect(again.body['error']).toBe('invalid_grant')
  })

  it('is refused without the verifier', async () => {
    const { code_verifier: _, ...form } = formOf(await aCode())

    expect((await postForm(tokenUrl(), form)).body['error']).toBe('invalid_grant')
  })

  it('needs no verifier where there was no challenge, and takes none', async () => {
    const without = { code_challenge: null, code_challenge_method: null }
    const { code_verifier: _, ...form } = formOf(await aCode(without))
    const downgraded = await postForm(tokenUrl(), formOf(await aCode(without)))

    expect((await postForm(tokenUrl(), form)).status).toBe(200)
    expect(downgraded.body['error']).toBe('invalid_grant')
  })

  it('is of no use to another client, and stays good for its own', async () => {
    const form = formOf(await aCode())
    const stolen = await postForm(tokenUrl(), {
      ...form,
      client_id: secretClientId,
      client_secret: clientSecret,
    })

    expect(stolen.body['error']).toBe('invalid_grant')
    expect((await postForm(tokenUrl(), form)).status).toBe(200)
  })
})

describe('the token endpoint', () => {
  it('takes the secret of a client in the header or in the body, and wants it', async () => {
    const secret = async (more: Record<string, string>, headers: Record<string, string> = {}) => {
      const { client_id: _, ...form } = formOf(await aCode({ client_id: secretClientId }))
      const { status, body } = await postForm(tokenUrl(), { ...form, ...more }, headers)
      return body['error'] ?? status
    }
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })

    expect(await secret({ client_id: secretClientId, client_secret: clientSecret })).toBe(200)
    expect(await secret({}, basic(`${secretClientId}:${clientSecret}`))).toBe(200)
    expect(await secret({ client_id: secretClientId })).toBe('invalid_client')
    expect(await secret({ client_id: secretClientId, client_secret: 'wrong' })).toBe('invalid_client')
    expect(await secret({}, basic(`${secretClientId}:wrong`))).toBe('invalid_client')
    expect(await secret({ client_id: publicClientId }, basic(`${secretClientId}:${clientSecret}`))).toBe(
      'invalid_request',
    )
  })

  it.each([
    ['no grant type', { grant_type: '' }, 'unsupported_grant_type'],
    ['an unknown grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['client credentials', { grant_type: 'client_credentials' }, 'unauthorized_client'],
    ['an unknown client', { client_id: 'nobody' }, 'invalid_client'],
    ['a secret for a public client', { client_secret: clientSecret }, 'invalid_client'],
    ['no code', { code: '' }, 'invalid_request'],
    ['an unknown code', { code: 'x' }, 'invalid_grant'],
    ['no redirect URI', { redirect_uri: '' }, 'invalid_request'],
  ])('refuses %s', async (_, wrong, error) => {
    const { status, body } = await postForm(tokenUrl(), { ...formOf(await aCode()), ...wrong })

    expect([status, body['error']]).toEqual([400, error])
  })

  it('refuses a body that is no form', async () => {
    const response = await fetch(tokenUrl(), {
      method: 'POST',
      body: JSON.stringify(formOf(await aCode())),
      headers: { 'content-type': 'application/json' },
    })

    expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([
      400,
      'invalid_request',
    ])
  })
})

describe('a refresh token of a managed login', () => {
  const refresh = (refresh_token: string) =>
    postForm(tokenUrl(), { grant_type: 'refresh_token', client_id: publicClientId, refresh_token })

  it('gives new tokens of the same scopes, without nonce, and no other refresh token', async () => {
    const { refresh_token } = await signIn({ nonce: 'n-1' })

    const { body } = await refresh(refresh_token)

    expect(decodeJwt(body['access_token'] as string)['scope']).toBe(
      'openid email aws.cognito.signin.user.admin',
    )
    expect(decodeJwt(body['id_token'] as string)['nonce']).toBeUndefined()
    expect(body).not.toHaveProperty('refresh_token')
  })

  it('is replaced where the client has rotation, and refused when it comes again', async () => {
    await restart({ refreshTokenRotation: {}, explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] })
    const { refresh_token } = await signIn()
    const first = await refresh(refresh_token)
    const again = await refresh(refresh_token)

    expect(first.body['refresh_token']).not.toBe(refresh_token)
    expect(again.body['error']).toBe('invalid_grant')
    expect((await refresh(first.body['refresh_token'] as string)).status).toBe(200)
  })

  it('serves both operations of the API without a device, in a pool that tracks devices', async () => {
    const { refresh_token } = await signIn()

    const byInitiateAuth = await initiate(server, 'REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: refresh_token })
    const byOperation = await call(server, 'GetTokensFromRefreshToken', {
      RefreshToken: refresh_token,
      ClientId: publicClientId,
    })

    expect(byInitiateAuth.AuthenticationResult?.AccessToken).toBeDefined()
    expect(byOperation.AuthenticationResult?.AccessToken).toBeDefined()
  })

  it('ends by revocation, which may come twice', async () => {
    const { refresh_token, access_token } = await signIn()
    const revokeUrl = `${server.url}/oauth2/revoke`
    const form = { client_id: publicClientId, token: refresh_token }

    expect(await postForm(revokeUrl, form)).toEqual({ status: 200, body: {} })
    expect(await postForm(revokeUrl, form)).toEqual({ status: 200, body: {} })
    expect((await refresh(refresh_token)).body['error']).toBe('invalid_grant')
    await expect(call(server, 'GetUser', { AccessToken: access_token })).rejects.toThrow('revoked')
    expect((await postForm(revokeUrl, { ...form, token: access_token })).body['error']).toBe(
      'unsupported_token_type',
    )
    expect((await postForm(revokeUrl, { ...form, client_id: 'nobody' })).status).toBe(401)
    expect((await postForm(revokeUrl, { client_id: publicClientId })).body['error']).toBe('invalid_request')
  })

  it('is not one that a sign-in by the API bound to a device', async () => {
    const { AuthenticationResult } = await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })

    expect((await refresh(AuthenticationResult?.RefreshToken ?? '')).body['error']).toBe('invalid_grant')
  })
})

describe('an access token of a managed login', () => {
  it('calls the API with the scope of it, and not without', async () => {
    const may = await signIn()
    const mayNot = await signIn({ scope: 'openid email' })

    expect(await call(server, 'GetUser', { AccessToken: may.access_token })).toMatchObject({
      Username: 'bob',
    })
    await expect(call(server, 'GetUser', { AccessToken: mayNot.access_token })).rejects.toThrow(
      'NotAuthorizedException: Access Token does not have required scopes',
    )
  })

  it('shows what its scopes allow at userInfo', async () => {
    const userInfo = async (token: string) => {
      const response = await fetch(`${server.url}/oauth2/userInfo`, {
        headers: { authorization: `Bearer ${token}` },
      })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    }
    const { access_token, id_token } = await signIn()
    const { access_token: withoutOpenid } = await signIn({ scope: 'email' })

    expect((await userInfo(access_token)).body).toEqual({
      sub: decodeJwt(id_token).sub,
      username: 'bob',
      email: 'bob@example.com',
      email_verified: 'true',
    })
    expect(await userInfo('x')).toMatchObject({ status: 401, body: { error: 'invalid_token' } })
    expect(await userInfo(withoutOpenid)).toMatchObject({
      status: 403,
      body: { error: 'insufficient_scope' },
    })
  })
})
