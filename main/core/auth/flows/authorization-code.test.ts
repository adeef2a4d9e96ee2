// Managed login against the embedded Cognito's own pages: a client of HTTP plays the browser.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  aClient,
  aPool,
  clientSecret,
  passwords,
  publicClientId,
  secretClientId,
} from '../../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../../e2e/cognito/embedded-cognito'
import { TestBrowser } from '../../../../e2e/cognito/hosted-ui/test-browser'
import { startCognito } from '../../../../e2e/cognito/server'
import type { SignInView } from '../../../../shared/model/sign-in'
import { fakeBrowser, fakeRedirects } from '../../fake-browser'
import { loopbackTransport } from '../../fake-transport'
import { aDesk, type Desk, type DeskOptions } from '../fixtures'
import { idleLifeMs, type SignInRun } from '../run-sign-in'

const [first, second] = ['http://127.0.0.1:47811/callback', 'http://127.0.0.1:47812/callback'] as const
const callbackUrls = [first, second]
const google = {
  name: 'Google',
  providerType: 'Google',
  users: [{ subject: '1234', attributes: { email: 'ada@example.com', name: 'Ada' } }],
} as const

let server: EmbeddedCognito

beforeEach(async () => {
  const hosted = { callbackUrls, identityProviders: ['COGNITO', 'Google'] }
  server = await startCognito({
    pools: [
      aPool({
        clients: [aClient(hosted), aClient({ ...hosted, clientId: secretClientId, clientSecret })],
        identityProviders: [{ ...google, users: [...google.users] }],
      }),
    ],
  })
})
afterEach(() => server.close())

const aDeskWithPages = (options: Partial<DeskOptions> = {}): Promise<Desk> =>
  aDesk({
    endpoint: server.url,
    clientId: publicClientId,
    managedLogin: { domain: server.url, redirectUris: callbackUrls },
    ...options,
  })

function aGate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}

type AtBrowser = Extract<SignInView, { kind: 'browser' }>
async function begun(desk: Desk, answer: { identityProvider?: string; username?: string } = {}) {
  const run = desk.start()
  const view = await run.answer({ kind: 'browser', ...answer })
  expect(view.kind).toBe('browser')
  return { run, view: view as AtBrowser }
}

/** Signs alice in on the pages, password and code. @returns where the browser is led. */
async function alicesReturn(url: string, browser = new TestBrowser()): Promise<URL> {
  await browser.open(url)
  await browser.submit('/login', { username: 'alice', password: passwords.alice })
  return (await browser.submit('/challenge', { code: server.totp('alice') })).left!
}
const queryOf = (url: URL): string => url.search.slice(1)

async function cameBack(desk: Desk, run: SignInRun, url: URL) {
  const outcome = await desk.redirects.arrive(first, queryOf(url))
  return { outcome, view: run.isOver ? await run.ended : run.view() }
}

describe('a sign-in in the browser', () => {
  it('is the password, the code, and a session without a device', async () => {
    const desk = await aDeskWithPages()
    const { run, view } = await begun(desk)
    expect(desk.browser.opened).toEqual([view.url])
    const { outcome, view: end } = await cameBack(desk, run, await alicesReturn(view.url))
    expect(outcome).toEqual({ kind: 'signedIn', username: 'alice@example.com' })
    expect(end).toMatchObject({ kind: 'signedIn', device: 'none' })
    const record = await desk.record('alice')
    expect(record).toMatchObject({ username: 'alice' })
    expect(record?.device).toBeUndefined()
    expect(record?.session?.deviceKey).toBeUndefined()
    expect(desk.redirects.listening).toEqual([])
    expect(desk.accounts.list()).toMatchObject([{ method: 'MANAGED_LOGIN', typedNames: ['alice'] }])
  })

  it('asks for exactly what the pool has registered', async () => {
    const desk = await aDeskWithPages()
    const { view } = await begun(desk, { username: 'alice', identityProvider: 'Google' })
    const url = new URL(view.url)
    expect(url.origin + url.pathname).toBe(`${server.url}/oauth2/authorize`)
    const { state, nonce, code_challenge: challenge, ...rest } = Object.fromEntries(url.searchParams)
    expect(rest).toEqual({
      response_type: 'code',
      client_id: publicClientId,
      redirect_uri: first,
      scope: 'openid email profile aws.cognito.signin.user.admin',
      code_challenge_method: 'S256',
      lang: 'en',
      login_hint: 'alice',
      identity_provider: 'Google',
    })
    for (const secret of [state, nonce, challenge]) expect(secret).toMatch(/^[\w-]{43}$/)
    expect(new Set([state, nonce, challenge]).size).toBe(3)
  })

  it('is refreshed later without a device', async () => {
    const desk = await aDeskWithPages()
    const { run, view } = await begun(desk)
    await cameBack(desk, run, await alicesReturn(view.url))
    desk.clock.advance(3_600_000)
    const [account] = desk.accounts.list()
    const token = await desk.sessions.token(account!.id, { use: 'access', minimumTtlSeconds: 60 })
    expect(token.token.split('.')).toHaveLength(3)
  })

  it('works with a client that has a secret', async () => {
    const desk = await aDeskWithPages({ clientId: secretClientId, clientSecret })
    const { run, view } = await begun(desk)
    const { view: end } = await cameBack(desk, run, await alicesReturn(view.url))
    expect(end.kind).toBe('signedIn')
  })

  it('calls a federated person by the address, and keeps the canonical name', async () => {
    const desk = await aDeskWithPages()
    const { run, view } = await begun(desk, { identityProvider: 'Google' })
    const browser = new TestBrowser()
    await browser.open(view.url)
    const { left } = await browser.submit('/simulated-provider', { subject: '1234' })
    const { view: end } = await cameBack(desk, run, left!)
    expect(end).toMatchObject({ kind: 'signedIn', username: 'ada@example.com' })
    expect(desk.accounts.list()).toMatchObject([{ label: 'ada@example.com', username: 'Google_1234' }])
  })

  it('leaves the device of an earlier sign-in as it is', async () => {
    const desk = await aDeskWithPages()
    await desk.signIn({ username: 'bob', password: passwords.bob })
    const before = await desk.record('bob')
    const { run, view } = await begun(desk)
    const browser = new TestBrowser()
    await browser.open(view.url)
    const { left } = await browser.submit('/login', { username: 'bob', password: passwords.bob })
    await cameBack(desk, run, left!)
    const after = await desk.record('bob')
    expect(after?.device).toEqual(before?.device)
    expect(after?.session?.deviceKey).toBeUndefined()
  })
})

describe('what comes back', () => {
  it('for an account that is being signed in elsewhere is refused, and leaves no note', async () => {
    const desk = await aDeskWithPages()
    const elsewhere = desk.start({ owner: 'elsewhere' })
    await elsewhere.answer({ kind: 'credentials', username: 'alice', password: passwords.alice })
    const { run, view } = await begun(desk)
    const { view: end } = await cameBack(desk, run, await alicesReturn(view.url))
    expect(end).toMatchObject({ kind: 'credentials', problem: 'auth/in-progress' })
    expect([...desk.files.files.keys()].filter((name) => name.startsWith('sign-in/'))).toEqual([])
  })

  it('with another state changes nothing, and the wait goes on', async () => {
    const desk = await aDeskWithPages()
    const { run, view } = await begun(desk)
    const good = await alicesReturn(view.url)
    const wrong = [
      '',
      'code=x',
      'state=&code=x',
      'state=other&code=x',
      'state=other&error=access_denied',
      `${queryOf(good)}&error=access_denied`,
      `${queryOf(good)}&state=other`,
      `${queryOf(good)}&code=other`,
      `state=${good.searchParams.get('state') ?? ''}`,
      `state=${good.searchParams.get('state') ?? ''}x&code=x`,
    ]
    for (const query of wrong)
      expect(await desk.redirects.arrive(first, query), query).toEqual({ kind: 'foreign' })
    expect(run.view()).toEqual(view)
    expect((await cameBack(desk, run, good)).view.kind).toBe('signedIn')
  })

  it('a second time is told that it came too late', async () => {
    const desk = await aDeskWithPages()
    const { view } = await begun(desk)
    const query = queryOf(await alicesReturn(view.url))
    const [one, two] = await Promise.all([
      desk.redirects.arrive(first, query),
      desk.redirects.arrive(first, query),
    ])
    expect([one.kind, two.kind]).toEqual(['signedIn', 'late'])
  })

  it('with a code that another attempt asked for is refused: the verifier does not fit', async () => {
    const desk = await aDeskWithPages()
    const other = await aDeskWithPages()
    const theirs = await alicesReturn((await begun(other)).view.url)
    const { run, view } = await begun(desk)
    const state = new URL(view.url).searchParams.get('state') ?? ''
    const code = theirs.searchParams.get('code') ?? ''
    const outcome = await desk.redirects.arrive(first, new URLSearchParams({ state, code }).toString())
    expect(outcome).toMatchObject({ kind: 'refused', code: 'auth/refused' })
    expect(run.view()).toMatchObject({ kind: 'credentials', problem: 'auth/refused' })
    expect(await desk.record('alice')).toBeUndefined()
  })

  it('as a refusal leads back to the person, with the server’s words made harmless', async () => {
    const desk = await aDeskWithPages()
    const { run, view } = await begun(desk)
    const state = new URL(view.url).searchParams.get('state') ?? ''
    const said = { state, error: 'access_denied', error_description: 'No \u001b[2Jaccess\u202e.' }
    const outcome = await desk.redirects.arrive(first, new URLSearchParams(said).toString())
    const problemDetail = 'access_denied: No [2Jaccess .'
    expect(outcome).toEqual({ kind: 'refused', code: 'auth/provider-refused', detail: problemDetail })
    expect(run.view()).toMatchObject({ kind: 'credentials', problem: 'auth/provider-refused', problemDetail })
    expect(desk.redirects.listening).toEqual([])
  })

  it('on another computer can be pasted', async () => {
    const desk = await aDeskWithPages({ browser: fakeBrowser({ isMissing: true }) })
    const { run, view } = await begun(desk)
    expect(view.opened).toBe(false)
    const end = await alicesReturn(view.url)
    for (const url of [
      'nonsense',
      end.href.replace(first, second),
      end.href.replace('state=', 'state=x'),
      first,
      view.url,
    ])
      await expect(run.answer({ kind: 'redirected', url }), url).rejects.toMatchObject({
        code: 'auth/redirect-invalid',
      })
    expect(run.view()).toEqual(view)
    expect(await run.answer({ kind: 'redirected', url: ` ${end.href}#_=_\n` })).toMatchObject({
      kind: 'signedIn',
    })
  })

  it('as somebody else than the account is of changes nothing', async () => {
    const desk = await aDeskWithPages()
    await desk.signIn({ username: 'bob', password: passwords.bob })
    const [account] = desk.accounts.list()
    const before = await desk.record('bob')
    const run = desk.signIns.start({ pool: desk.pool, account, owner: 'window' })
    const view = (await run.answer({ kind: 'browser' })) as AtBrowser
    expect(new URL(view.url).searchParams.get('login_hint')).toBe('bob')
    const { outcome } = await cameBack(desk, run, await alicesReturn(view.url))
    expect(outcome).toMatchObject({ kind: 'refused', code: 'auth/other-account' })
    expect(await desk.record('bob')).toEqual(before)
    expect(await desk.record('alice')).toBeUndefined()
  })

  it('as somebody else has the pages ask anew, in a later sign-in too, until the person of the account came', async () => {
    const desk = await aDeskWithPages()
    await desk.signIn({ username: 'bob', password: passwords.bob })
    const [account] = desk.accounts.list()
    const atBrowser = async (run: SignInRun) => {
      const { url } = (await run.answer({ kind: 'browser' })) as AtBrowser
      const { prompt, login_hint: hint } = Object.fromEntries(new URL(url).searchParams)
      return { run, url, asked: { prompt, hint } }
    }
    const begin = () => atBrowser(desk.signIns.start({ pool: desk.pool, account, owner: 'window' }))
    const browser = new TestBrowser()
    const first = await begin()
    expect(first.asked).toEqual({ prompt: undefined, hint: 'bob' })
    await cameBack(desk, first.run, await alicesReturn(first.url, browser))
    const second = await atBrowser(first.run)
    expect(second.asked).toEqual({ prompt: 'login', hint: 'bob' })
    second.run.cancel()
    const third = await begin()
    expect(third.asked).toEqual({ prompt: 'login', hint: 'bob' })
    expect((await browser.open(third.url)).text).toContain('value="bob"')
    const { left } = await browser.submit('/login', { username: 'bob', password: passwords.bob })
    expect((await cameBack(desk, third.run, left!)).view.kind).toBe('signedIn')
    expect((await begin()).asked).toEqual({ prompt: undefined, hint: 'bob' })
  })
})

describe('the wait for a browser', () => {
  it('takes the next port where one is taken, and says so where all are', async () => {
    const desk = await aDeskWithPages({ redirects: fakeRedirects([first]) })
    const { view } = await begun(desk)
    expect(new URL(view.url).searchParams.get('redirect_uri')).toBe(second)
    const none = await aDeskWithPages({ redirects: fakeRedirects(callbackUrls) })
    expect(await none.start().answer({ kind: 'browser' })).toMatchObject({
      kind: 'credentials',
      problem: 'auth/redirect-ports-taken',
    })
    expect(none.browser.opened).toEqual([])
  })

  it('opens the same address again, and says where none could be opened', async () => {
    const desk = await aDeskWithPages()
    const { run, view } = await begun(desk)
    expect(await run.answer({ kind: 'browser' })).toEqual(view)
    expect(desk.browser.opened).toEqual([view.url, view.url])
    const blind = await aDeskWithPages({ browser: fakeBrowser({ isMissing: true }) })
    const { run: other, view: unopened } = await begun(blind)
    expect(await other.answer({ kind: 'browser' })).toEqual({
      ...unopened,
      problem: 'auth/browser-unavailable',
    })
  })

  it('ends after five minutes, however often the browser is opened', async () => {
    const desk = await aDeskWithPages()
    const { run } = await begun(desk)
    desk.clock.advance(idleLifeMs - 1)
    await run.answer({ kind: 'browser' })
    desk.clock.advance(1)
    expect(run.view()).toMatchObject({ kind: 'failed', code: 'auth/timed-out' })
    expect(desk.redirects.listening).toEqual([])
  })

  it('ends with a cancel, a second sign-in of the same owner, and the host', async () => {
    const desk = await aDeskWithPages()
    const { run } = await begun(desk)
    run.cancel()
    expect(desk.redirects.listening).toEqual([])
    await begun(desk)
    const { run: third } = await begun(desk)
    expect(desk.redirects.listening).toEqual([first])
    await desk.signIns.cancelAll()
    expect(third.view()).toMatchObject({ kind: 'failed', code: 'auth/cancelled' })
    expect(desk.redirects.listening).toEqual([])
  })

  it('leaves nothing where it was cancelled while the code was exchanged', async () => {
    const desk = await aDeskWithPages()
    const { run, view } = await begun(desk)
    const arriving = desk.redirects.arrive(first, queryOf(await alicesReturn(view.url)))
    run.cancel()
    expect(await arriving).toEqual({ kind: 'late' })
    expect(await desk.record('alice')).toBeUndefined()
    expect(desk.accounts.list()).toEqual([])
  })

  it('has the tokens revoked that an exchange brings while the host ends', async () => {
    const [exchanged, held] = [aGate(), aGate()]
    const transport = loopbackTransport(async (pass) => {
      const answer = await pass()
      exchanged.open()
      await held.opened
      return answer
    })
    const desk = await aDeskWithPages({ transport })
    const { view } = await begun(desk)
    const arriving = desk.redirects.arrive(first, queryOf(await alicesReturn(view.url)))
    await exchanged.opened
    const ended = desk.signIns.cancelAll()
    expect(await arriving).toEqual({ kind: 'late' })
    held.open()
    await ended
    expect(server.counters().operations).toMatchObject({ RevokeToken: 1 })
    expect([...desk.secrets.items]).toEqual([])
  })

  it('does not begin where the pool has no pages', async () => {
    const desk = await aDesk({ endpoint: server.url, clientId: publicClientId })
    await expect(desk.start().answer({ kind: 'browser' })).rejects.toMatchObject({
      code: 'request/invalid',
      message: expect.stringContaining('managed login') as string,
    })
    expect(desk.start().view()).not.toHaveProperty('browser')
  })

  it('is the way of a passkey where the pool asks how to sign in', async () => {
    const desk = await aDeskWithPages()
    const run = desk.start({ method: 'USER_AUTH' })
    await run.answer({ kind: 'credentials', username: 'bob', method: 'USER_AUTH' })
    expect(run.view()).toMatchObject({ kind: 'challenged', challenge: { browser: true } })
    const view = await run.answer({ kind: 'browser' })
    expect(view).toMatchObject({ kind: 'browser', username: 'bob' })
  })
})

describe('signing out of it', () => {
  it('warns that the browser may stay signed in', async () => {
    const desk = await aDeskWithPages()
    const { run, view } = await begun(desk)
    await cameBack(desk, run, await alicesReturn(view.url))
    const [account] = desk.accounts.list()
    const warnings = await desk.sessions.signOut(account!.id, { everywhere: false, forgetDevice: false })
    expect(warnings).toEqual([
      `The browser that signed in may stay signed in at ${server.url} for up to an hour.`,
    ])
  })
})
