import { get } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aClient, aPool, aUser, passwords } from '../builders'
import type { EmbeddedCognito } from '../embedded-cognito'
import type { PoolInput } from '../pool-file'
import { startCognito } from '../server'
import { authorizeUrl, callbackUrl, TestBrowser } from './test-browser'

let server: EmbeddedCognito
let browser: TestBrowser

beforeEach(() => start())
afterEach(() => server.close())

async function start(overrides: Partial<PoolInput> = {}): Promise<void> {
  server = await startCognito({
    pools: [aPool({ clients: [aClient({ callbackUrls: [callbackUrl] })], ...overrides })],
  })
  browser = new TestBrowser()
}

async function restart(overrides: Partial<PoolInput>): Promise<void> {
  await server.close()
  await start(overrides)
}

async function typePassword(username: keyof typeof passwords, password: string = passwords[username]) {
  await browser.open(authorizeUrl(server))
  return browser.submit('/login', { username, password })
}

const lastCode = (username: string) => server.inbox(username).at(-1)?.code ?? ''
const isDone = (shown: { readonly left: URL | undefined }) => shown.left?.searchParams.has('code') === true

describe('the login page', () => {
  it('shows the login hint, escaped', async () => {
    const { text } = await browser.open(authorizeUrl(server, { login_hint: '"><script>alert(1)</script>' }))

    expect(text).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
    expect(text).not.toContain('<script')
  })

  it('allows nothing from elsewhere, no frames, and forms to itself and the client alone', async () => {
    const { headers } = await browser.open(authorizeUrl(server))

    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; form-action 'self' http://127.0.0.1:47811; base-uri 'none'; frame-ancestors 'none'",
    )
    expect(headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/)
  })

  it('refuses a form without the token of the page, of another browser, or from another origin', async () => {
    await browser.open(authorizeUrl(server))
    const { url } = browser.page
    const other = new TestBrowser()
    await other.open(authorizeUrl(server))
    const foreignToken = /name="_csrf" value="([^"]*)"/.exec(other.page.text)?.[1] ?? ''
    const ownToken = /name="_csrf" value="([^"]*)"/.exec(browser.page.text)?.[1] ?? ''
    const post = async (token: string, headers: Record<string, string> = {}) => {
      const body = new URLSearchParams({ _csrf: token, username: 'bob', password: passwords.bob })
      const cookie = browser.cookie ?? ''
      return (await fetch(url, { method: 'POST', body, headers: { cookie, ...headers }, redirect: 'manual' }))
        .status
    }

    expect(await post('')).toBe(403)
    expect(await post(foreignToken)).toBe(403)
    expect(await post(ownToken, { origin: 'https://example.com' })).toBe(403)
    expect(await post(ownToken, { origin: server.url })).toBe(303)
  })

  it('is not shown under a name that somebody else gave this computer', async () => {
    const { pathname, search, port } = new URL(authorizeUrl(server))
    const status = await new Promise((resolve, reject) => {
      get(
        { host: '127.0.0.1', port, path: pathname + search, headers: { host: 'pool.example' } },
        (reply) => {
          reply.resume()
          resolve(reply.statusCode)
        },
      ).on('error', reject)
    })

    expect(status).toBe(400)
  })

  it('says one thing of a wrong password and of a name that does not exist', async () => {
    const wrong = await typePassword('bob', 'Wrong-Password-1!')
    await browser.open(authorizeUrl(server))
    const unknown = await browser.submit('/login', { username: 'nobody', password: 'Wrong-Password-1!' })

    expect(wrong.status).toBe(400)
    expect(wrong.text).toContain('Incorrect username or password.')
    expect(unknown.text).toContain('Incorrect username or password.')
  })

  it('locks out after five wrong passwords', async () => {
    for (let count = 0; count < 5; count += 1) await typePassword('bob', 'Wrong-Password-1!')

    expect((await typePassword('bob')).text).toContain('Password attempts exceeded')
    server.clock.advance(1000)
    expect(isDone(await typePassword('bob'))).toBe(true)
  })

  it('takes a verified e-mail address for the name', async () => {
    await browser.open(authorizeUrl(server))

    expect(
      isDone(await browser.submit('/login', { username: 'Bob@example.com', password: passwords.bob })),
    ).toBe(true)
  })
})

describe('the pages after the password', () => {
  it('ask for the code of an authenticator app, again after a wrong one', async () => {
    const { text } = await typePassword('alice')
    const wrong = await browser.submit('/challenge', { code: '000000' })
    const right = await browser.submit('/challenge', { code: server.totp('alice') })

    expect(text).toContain('authenticator app')
    expect(wrong.text).toContain('Invalid code received for user')
    expect(isDone(right)).toBe(true)
  })

  it.each(['carol', 'dave'] as const)('ask for the code that was sent: %s', async (username) => {
    await typePassword(username)
    const wrong = await browser.submit('/challenge', { code: '' })
    const right = await browser.submit('/challenge', { code: lastCode(username) })

    expect(wrong.status).toBe(400)
    expect(isDone(right)).toBe(true)
  })

  it('go back to the password after three minutes, whatever the client has for AuthSessionValidity', async () => {
    await restart({ clients: [aClient({ callbackUrls: [callbackUrl], authSessionSeconds: 900 })] })
    await typePassword('carol')
    server.clock.advance(180_000)

    const { text } = await browser.submit('/challenge', { code: lastCode('carol') })

    expect(text).toContain('This sign-in took too long')
    expect(isDone(await browser.submit('/login', { username: 'bob', password: passwords.bob }))).toBe(true)
  })

  it('are not for another browser', async () => {
    await typePassword('carol')
    const other = new TestBrowser()

    expect((await other.open(browser.page.url)).text).toContain('This sign-in is over')
  })

  it('offer the choice of methods', async () => {
    const mfaMethods = ['SMS_MFA', 'EMAIL_OTP'] as const
    await restart({ users: [aUser('bob', { mfaMethods: [...mfaMethods] })] })
    const { text } = await typePassword('bob')
    await browser.submit('/challenge', { answer: 'EMAIL_OTP' })

    expect(text).toContain('Code by SMS')
    expect(server.inbox('bob').at(-1)?.medium).toBe('EMAIL')
    expect(isDone(await browser.submit('/challenge', { code: lastCode('bob') }))).toBe(true)
  })

  it('set up an authenticator app where the pool wants a second factor', async () => {
    await restart({ mfa: 'ON' })
    await typePassword('bob')
    const { text } = await browser.submit('/challenge', { answer: 'SOFTWARE_TOKEN_MFA' })
    const wrong = await browser.submit('/challenge', { code: '000000' })
    const done = await browser.submit('/challenge', { code: server.totp('bob') })

    expect(text).toMatch(/<code>[A-Z2-7]{52}<\/code>/)
    expect(wrong.text).toContain('Code mismatch')
    expect(isDone(done)).toBe(true)
  })

  it('set up codes by e-mail', async () => {
    await restart({ mfa: 'ON' })
    await typePassword('bob')
    await browser.submit('/challenge', { answer: 'EMAIL_OTP', email: 'new@example.com' })

    expect(server.inbox('bob').at(-1)?.destination).toBe('new@example.com')
    expect(isDone(await browser.submit('/challenge', { code: lastCode('bob') }))).toBe(true)
  })

  it('ask for a new password, and for the attributes that are missing', async () => {
    const { text } = await typePassword('erin')
    const short = await browser.submit('/challenge', { new_password: 'short', 'userAttributes.name': 'Erin' })
    const done = await browser.submit('/challenge', {
      new_password: 'Erin-Password-2!',
      'userAttributes.name': 'Erin',
    })

    expect(text).toContain('name="userAttributes.name"')
    expect(short.text).toContain('Password not long enough')
    expect(isDone(done)).toBe(true)
  })
})

describe('the pages of accounts', () => {
  it('let a user who must reset the password do so and sign in', async () => {
    const { text } = await typePassword('fay')
    await browser.submit('/forgotPassword', {})
    const wrong = await browser.submit('/confirmForgotPassword', {
      code: 'x',
      new_password: 'Fay-Password-2!',
    })
    const done = await browser.submit('/confirmForgotPassword', {
      code: lastCode('fay'),
      new_password: 'Fay-Password-2!',
    })

    expect(text).toContain('Set a new password')
    expect(wrong.text).toContain('Invalid verification code')
    expect(done.text).toContain('Your password is changed')
    expect(isDone(await browser.submit('/login', { username: 'fay', password: 'Fay-Password-2!' }))).toBe(
      true,
    )
  })

  it('let a new user sign up, confirm and sign in, with a secret client too', async () => {
    const clientSecret = 'not-a-secret-only-a-test-of-one-0123456789abcdefgh'
    await restart({ clients: [aClient({ callbackUrls: [callbackUrl], clientSecret })] })
    await browser.open(authorizeUrl(server))
    await browser.follow('Create an account')
    await browser.submit('/signup', {
      username: 'zoe',
      password: 'Zoe-Password-1!',
      'attribute:email': 'zoe@example.com',
      'attribute:name': 'Zoe',
    })
    const wrong = await browser.submit('/confirmUser', { code: 'x' })
    const resent = await browser.submit('/resendCode', {})
    const done = await browser.submit('/confirmUser', { username: 'zoe', code: lastCode('zoe') })

    expect(wrong.status).toBe(400)
    expect(resent.text).toContain('A new code is on its way.')
    expect(done.text).toContain('Your account is confirmed')
    expect(isDone(await browser.submit('/login', { username: 'zoe', password: 'Zoe-Password-1!' }))).toBe(
      true,
    )
  })

  it('lead an unconfirmed user to the code', async () => {
    expect((await typePassword('gus')).text).toContain('Confirm your account')
  })

  it('keep their links within the same request', async () => {
    await browser.open(authorizeUrl(server, { state: 'kept' }))
    await browser.follow('Forgot your password?')
    await browser.follow('Back to sign-in')

    const { left } = await browser.submit('/login', { username: 'bob', password: passwords.bob })

    expect(left?.searchParams.get('state')).toBe('kept')
  })
})
