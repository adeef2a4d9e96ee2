import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aClient, aPool, publicClientId, userPoolId } from '../builders'
import type { EmbeddedCognito } from '../embedded-cognito'
import { startCognito } from '../server'
import { call, initiate } from '../test-client'
import { authorizeUrl, callbackUrl, pkce, postForm, TestBrowser } from './test-browser'

let server: EmbeddedCognito
let browser: TestBrowser

beforeEach(async () => {
  const identityProviders = [
    {
      name: 'Corp',
      providerName: 'Example Corp',
      idpIdentifiers: ['corp.example'],
      users: [
        {
          subject: 'heidi',
          attributes: { name: 'Heidi', email: 'heidi@corp.example', email_verified: 'true' },
        },
        // The address of a user of the pool.
        { subject: 'bob2', attributes: { email: 'bob@example.com', email_verified: 'true' } },
      ],
    },
    { name: 'Unused', users: [] },
  ]
  const clients = [aClient({ callbackUrls: [callbackUrl], identityProviders: ['COGNITO', 'Corp'] })]
  server = await startCognito({ pools: [aPool({ clients, identityProviders })] })
  browser = new TestBrowser()
})
afterEach(() => server.close())

async function signIn(subject = 'heidi', overrides: Record<string, string | null> = {}) {
  const { verifier, challenge } = pkce()
  const url = authorizeUrl(server, { identity_provider: 'Corp', code_challenge: challenge, ...overrides })
  await browser.open(url)
  const { left } = await browser.submit('/simulated-provider', { subject })
  const { body } = await postForm(`${server.url}/oauth2/token`, {
    grant_type: 'authorization_code',
    client_id: publicClientId,
    redirect_uri: callbackUrl,
    code: left?.searchParams.get('code') ?? '',
    code_verifier: verifier,
  })
  return body as { readonly id_token: string; readonly access_token: string }
}

const adminGetUser = (Username: string) =>
  call<{ readonly UserStatus: string; readonly UserAttributes: readonly { Name: string; Value: string }[] }>(
    server,
    'AdminGetUser',
    { UserPoolId: userPoolId, Username },
  )

describe('a user of another provider', () => {
  it('becomes a user of the pool, with the provider in its name and in its identities', async () => {
    const { id_token, access_token } = await signIn()

    expect(decodeJwt(id_token)).toMatchObject({
      'cognito:username': 'Corp_heidi',
      email: 'heidi@corp.example',
      identities: [{ userId: 'heidi', providerName: 'Corp', providerType: 'OIDC', primary: 'true' }],
    })
    expect(decodeJwt(access_token)).toMatchObject({ username: 'Corp_heidi' })
    expect((await adminGetUser('Corp_heidi')).UserStatus).toBe('EXTERNAL_PROVIDER')
    expect(await call(server, 'GetUser', { AccessToken: access_token })).toMatchObject({
      Username: 'Corp_heidi',
    })
  })

  it('is the same user at the next sign-in', async () => {
    const first = await signIn()
    const second = await signIn('heidi', { prompt: 'login' })

    expect(decodeJwt(second.id_token).sub).toBe(decodeJwt(first.id_token).sub)
    expect(decodeJwt(second.id_token)['identities']).toEqual(decodeJwt(first.id_token)['identities'])
  })

  it('has no password to sign in with or to reset', async () => {
    await signIn()

    await expect(
      initiate(server, 'USER_PASSWORD_AUTH', { USERNAME: 'Corp_heidi', PASSWORD: 'Heidi-Password-1!' }),
    ).rejects.toThrow('Incorrect username or password.')
    await expect(
      call(server, 'ForgotPassword', { ClientId: publicClientId, Username: 'Corp_heidi' }),
    ).rejects.toThrow('cannot be reset in the current state')
  })

  it('does not take over the address of another user', async () => {
    await signIn('bob2')
    const { UserAttributes } = await adminGetUser('Corp_bob2')

    expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'false' })
    expect((await adminGetUser('bob@example.com')).UserStatus).toBe('CONFIRMED')
  })

  it('goes straight on with the cookie by the same provider, not by the pool', async () => {
    await signIn()

    const same = await browser.open(authorizeUrl(server, { identity_provider: 'Corp' }))
    const any = await browser.open(authorizeUrl(server))
    const other = await browser.open(authorizeUrl(server, { identity_provider: 'COGNITO' }))

    expect(same.left?.searchParams.has('code')).toBe(true)
    expect(any.left?.searchParams.has('code')).toBe(true)
    expect(other.text).toContain('Password')
  })

  it('who is disabled is turned away', async () => {
    await signIn()
    server.admin.setUserState({ username: 'Corp_heidi', state: 'DISABLED' })
    await browser.open(authorizeUrl(server, { identity_provider: 'Corp' }))

    const { left } = await browser.submit('/simulated-provider', { subject: 'heidi' })

    expect(left?.searchParams.get('error_description')).toBe('User is not enabled')
  })
})

describe('the way to a provider', () => {
  it('begins on the login page, with the providers of the client alone', async () => {
    const { text } = await browser.open(authorizeUrl(server))
    const provider = await browser.follow('Continue with Example Corp')

    expect(text).not.toContain('Unused')
    expect(provider.text).toContain('Heidi')
  })

  it('is also found by an identifier of it', async () => {
    const { text } = await browser.open(authorizeUrl(server, { idp_identifier: 'corp.example' }))

    expect(text).toContain('Example Corp: choose an account')
  })

  it('is closed for a provider that the client may not use', async () => {
    const { left } = await browser.open(authorizeUrl(server, { identity_provider: 'Unused' }))

    expect(left?.searchParams.get('error')).toBe('invalid_request')
  })

  it('ends with access_denied when the person refuses, or the provider answers without a code', async () => {
    await browser.open(authorizeUrl(server, { identity_provider: 'Corp' }))
    const refused = await browser.submit('/simulated-provider', { refuse: 'true' })
    await browser.open(authorizeUrl(server, { identity_provider: 'Corp' }))
    const { search } = new URL(browser.page.url)
    const forged = await browser.open(`${server.url}/oauth2/idpresponse${search}&code=forged`)

    for (const { left } of [refused, forged]) {
      expect(left?.searchParams.get('error')).toBe('access_denied')
      expect(left?.searchParams.get('state')).toBe('state-1')
    }
  })

  it('cannot be finished twice, nor by another browser', async () => {
    await browser.open(authorizeUrl(server, { identity_provider: 'Corp' }))
    const { search } = new URL(browser.page.url)
    const other = await new TestBrowser().open(`${server.url}/oauth2/idpresponse${search}`)
    await browser.submit('/simulated-provider', { subject: 'heidi' })
    const again = await browser.open(`${server.url}/oauth2/idpresponse${search}`)

    expect(other.text).toContain('This sign-in is over')
    expect(again.text).toContain('This sign-in is over')
  })
})
