import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aClient, aPool, passwords } from '../builders'
import type { EmbeddedCognito } from '../embedded-cognito'
import { startCognito } from '../server'
import { authorizeUrl, callbackUrl, TestBrowser } from './test-browser'

let server: EmbeddedCognito
let browser: TestBrowser

beforeEach(async () => {
  const clients = [
    aClient({
      callbackUrls: [callbackUrl, 'signet-test://callback?kept=1'],
      logoutUrls: ['http://127.0.0.1:47811/bye'],
      allowedScopes: ['openid', 'email', 'aws.cognito.signin.user.admin'],
    }),
    aClient({ clientId: 'noHostedUi000000000000000' }),
  ]
  server = await startCognito({ pools: [aPool({ clients })] })
  browser = new TestBrowser()
})
afterEach(() => server.close())

async function signInBob(overrides: Record<string, string | null> = {}) {
  await browser.open(authorizeUrl(server, overrides))
  return browser.submit('/login', { username: 'bob', password: passwords.bob })
}

describe('the authorize endpoint', () => {
  it('leads to the login page, and from there with code and state to the client', async () => {
    const { left, status } = await signInBob()

    expect(status).toBe(303)
    expect(left?.href.split('?', 1)[0]).toBe(callbackUrl)
    expect(left?.searchParams.get('state')).toBe('state-1')
    expect(left?.searchParams.get('code')).toMatch(/^[0-9a-f-]{36}$/)
    expect([...(left?.searchParams.keys() ?? [])].sort()).toEqual(['code', 'state'])
  })

  it('leaves the query of a redirect URI, and takes a scheme of an app', async () => {
    const { left } = await signInBob({ redirect_uri: 'signet-test://callback?kept=1' })

    expect(left?.protocol).toBe('signet-test:')
    expect(left?.searchParams.get('kept')).toBe('1')
    expect(left?.searchParams.has('code')).toBe(true)
  })

  it.each([
    ['an unknown client', { client_id: 'nobody' }],
    ['no client', { client_id: null }],
    ['no redirect URI', { redirect_uri: null }],
    ['another port', { redirect_uri: 'http://127.0.0.1:47899/callback' }],
    ['another host of the same computer', { redirect_uri: 'http://localhost:47811/callback' }],
    ['another path', { redirect_uri: `${callbackUrl}/` }],
    ['a longer path', { redirect_uri: `${callbackUrl}x` }],
    ['a query that is not registered', { redirect_uri: `${callbackUrl}?x=1` }],
    ['other letters', { redirect_uri: 'http://127.0.0.1:47811/Callback' }],
    ['a client without callback URLs', { client_id: 'noHostedUi000000000000000' }],
  ])('shows an error page and redirects nowhere: %s', async (_, overrides) => {
    const shown = await browser.open(authorizeUrl(server, overrides))

    expect(shown.status).toBe(400)
    expect(shown.left).toBeUndefined()
    expect(shown.text).toContain('This does not work')
  })

  it.each([
    ['no response type', { response_type: null }, 'invalid_request'],
    ['the implicit flow', { response_type: 'token' }, 'unauthorized_client'],
    ['a scope that the client may not have', { scope: 'openid phone' }, 'invalid_scope'],
    ['the plain challenge method', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge without its method', { code_challenge_method: null }, 'invalid_request'],
    ['a method without a challenge', { code_challenge: null }, 'invalid_request'],
    ['a challenge that is no digest', { code_challenge: 'short' }, 'invalid_request'],
    ['an unknown provider', { identity_provider: 'Nobody' }, 'invalid_request'],
    ['an unknown provider identifier', { idp_identifier: 'nobody.example' }, 'invalid_request'],
    ['an unknown prompt', { prompt: 'maybe' }, 'invalid_request'],
    ['nobody signed in and no prompt wanted', { prompt: 'none' }, 'login_required'],
  ])('tells the client by redirect: %s', async (_, overrides, error) => {
    const { left, status } = await browser.open(authorizeUrl(server, overrides))

    expect(status).toBe(302)
    expect(left?.href.split('?', 1)[0]).toBe(callbackUrl)
    expect(left?.searchParams.get('error')).toBe(error)
    expect(left?.searchParams.get('error_description')).not.toBe('')
    expect(left?.searchParams.get('state')).toBe('state-1')
    expect(left?.searchParams.has('code')).toBe(false)
  })

  it('refuses a parameter that is there twice', async () => {
    const { left } = await browser.open(`${authorizeUrl(server)}&scope=openid`)

    expect(left?.searchParams.get('error')).toBe('invalid_request')
  })

  it('goes straight on with the cookie for an hour, unless the client asks for a prompt', async () => {
    await signInBob()

    const silent = await browser.open(authorizeUrl(server, { prompt: 'none' }))
    const again = await browser.open(authorizeUrl(server, { state: 'state-2' }))
    const prompted = await browser.open(authorizeUrl(server, { prompt: 'login' }))
    server.clock.advance(3_600_000)
    const later = await browser.open(authorizeUrl(server))

    expect(silent.left?.searchParams.has('code')).toBe(true)
    expect(again.left?.searchParams.get('state')).toBe('state-2')
    expect(prompted.text).toContain('Password')
    expect(later.text).toContain('Password')
  })

  it('does not go straight on for a user who has been disabled since', async () => {
    await signInBob()
    server.admin.setUserState({ username: 'bob', state: 'DISABLED' })

    const { left } = await browser.open(authorizeUrl(server, { prompt: 'none' }))

    expect(left?.searchParams.get('error')).toBe('login_required')
  })

  it('gives a browser another cookie at sign-in, and the one before is worth nothing', async () => {
    await browser.open(authorizeUrl(server))
    const before = browser.cookie
    await browser.submit('/login', { username: 'bob', password: passwords.bob })

    const response = await fetch(authorizeUrl(server, { prompt: 'none' }), {
      redirect: 'manual',
      headers: { cookie: before ?? '' },
    })

    expect(browser.cookie).not.toBe(before)
    expect(response.headers.get('location')).toContain('login_required')
  })
})

describe('logout', () => {
  it('forgets who is signed in at the browser and leads to a registered URL', async () => {
    await signInBob()
    const query = 'client_id=client1public0000000000000&logout_uri=http%3A%2F%2F127.0.0.1%3A47811%2Fbye'

    const { left } = await browser.open(`${server.url}/logout?${query}`)
    const after = await browser.open(authorizeUrl(server, { prompt: 'none' }))

    expect(left?.href).toBe('http://127.0.0.1:47811/bye')
    expect(after.left?.searchParams.get('error')).toBe('login_required')
  })

  it('asks again with the parameters of an authorize request', async () => {
    await signInBob()

    const { text } = await browser.open(authorizeUrl(server).replace('/oauth2/authorize', '/logout'))
    const { left } = await browser.submit('/login', { username: 'bob', password: passwords.bob })

    expect(text).toContain('Password')
    expect(left?.searchParams.has('code')).toBe(true)
  })

  it('shows an error page for a URL that is not registered, and leaves the cookie', async () => {
    await signInBob()
    const query = 'client_id=client1public0000000000000&logout_uri=https%3A%2F%2Fexample.com'

    const { status, left } = await browser.open(`${server.url}/logout?${query}`)
    const after = await browser.open(authorizeUrl(server, { prompt: 'none' }))

    expect([status, left]).toEqual([400, undefined])
    expect(after.left?.searchParams.has('code')).toBe(true)
  })
})
