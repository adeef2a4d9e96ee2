// Signing in on the pool's own pages: the command says where, a client of HTTP is the person's browser, the agent listens.
import { expect } from '@playwright/test'
import { aClient, passwords } from '../cognito/builders'
import { TestBrowser } from '../cognito/hosted-ui/test-browser'
import { type HeadlessComputer, runCommand } from '../fixtures/agent-host'
import { test } from '../fixtures/agent-test'
import type { Running } from '../fixtures/programs'

// Not those of other tests that may run beside this one.
const redirectUris = [48731, 48732, 48733].map((port) => `http://127.0.0.1:${port}/callback`)
const identityProviders = [
  { name: 'Corp', users: [{ subject: 'heidi', attributes: { email: 'heidi@corp.example' } }] },
]
const clients = [aClient({ callbackUrls: redirectUris, identityProviders: ['COGNITO', 'Corp'] })]

test.use({
  pool: { clients, identityProviders, allowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] },
})
test.beforeEach(async ({ computer }) => {
  hasPages(computer)
  await computer.agent()
})

function hasPages(computer: HeadlessComputer): void {
  const { url: domain } = computer.cognito
  computer.hasPools({ managedLogin: { domain, redirectUris } })
}

/** The address that the command has printed. */
async function addressOf(login: Running): Promise<string> {
  const said = () => /^http:\/\/\S+\/oauth2\/authorize\S+$/m.exec(login.said())?.[0]
  await expect.poll(said, { intervals: [50], timeout: 20_000 }).toBeDefined()
  return said() ?? ''
}

/** Where the browser ends: at the agent's listener. @returns its page. */
async function comeBack(left: URL | undefined): Promise<{ status: number; text: string }> {
  const response = await fetch(left ?? '')
  return { status: response.status, text: await response.text() }
}

async function alice(computer: HeadlessComputer, url: string): Promise<URL | undefined> {
  const browser = new TestBrowser()
  await browser.open(url)
  await browser.submit('/login', { username: 'alice', password: passwords.alice })
  return (await browser.submit('/challenge', { code: computer.cognito.totp('alice') })).left
}

test('password and code in the browser, then tokens, also after a restart', async ({ computer }) => {
  const login = computer.startSignet('login', '--method', 'browser')
  const { status, text } = await comeBack(await alice(computer, await addressOf(login)))
  expect([status, text]).toEqual([200, expect.stringContaining('Signed in as alice@example.com')])
  expect((await login.ended).exit).toBe(0)
  expect(login.said()).toContain('Signed in as alice@example.com.')
  await computer.restartAgent()
  await computer.allow(runCommand)
  const token = await computer.scripted(['token'])
  expect(token.exit).toBe(0)
  expect(token.out.split('.')).toHaveLength(3)
  const out = await computer.signet(['logout', '--json'])
  expect(out.out).toContain('may stay signed in')
})

test('an account of another provider', async ({ computer }) => {
  const login = computer.startSignet('login', '--method', 'browser', '--provider', 'Corp')
  const browser = new TestBrowser()
  await browser.open(await addressOf(login))
  const { left } = await browser.submit('/simulated-provider', { subject: 'heidi' })
  expect((await comeBack(left)).text).toContain('Signed in as heidi@corp.example')
  expect((await login.ended).exit).toBe(0)
  expect((await computer.signet(['accounts'])).out).toContain('Corp_heidi')
})

test('a refusal at the provider is told on the page and by the command', async ({ computer }) => {
  const login = computer.startSignet('login', '--method', 'browser', '--provider', 'Corp')
  const browser = new TestBrowser()
  await browser.open(await addressOf(login))
  const { left } = await browser.submit('/simulated-provider', { refuse: 'true' })
  const { status, text } = await comeBack(left)
  expect([status, text]).toEqual([403, expect.stringContaining('access_denied')])
  const { exit, err } = await login.ended
  expect([exit, err]).toEqual([4, expect.stringContaining('refused in the browser')])
})

test('Ctrl-C abandons it, and nobody listens any more', async ({ computer }) => {
  const login = computer.onTerminal('login', '--method', 'browser')
  await login.pty.waitFor('Paste the address that it ended on')
  const url =
    /http:\/\/\S+\/oauth2\/authorize\S+/.exec(login.pty.shown().replaceAll(/\r?\n/g, '\n'))?.[0] ?? ''
  const uri = new URL(url).searchParams.get('redirect_uri') ?? ''
  expect((await fetch(`${uri}?code=x&state=y`)).status).toBe(400)
  login.pty.type('\u0003')
  expect((await login.ended).exit).toBe(130)
  await expect
    .poll(
      () =>
        fetch(uri).then(
          () => 'listens',
          () => 'gone',
        ),
      { timeout: 5_000 },
    )
    .toBe('gone')
})

test('the way of a passkey where the pool asks how to sign in', async ({ computer }) => {
  const login = computer.startSignet('login', '--username', 'bob', '--method', 'choose')
  login.write('browser\n')
  const browser = new TestBrowser()
  await browser.open(await addressOf(login))
  const { left } = await browser.submit('/login', { username: 'bob', password: passwords.bob })
  expect((await comeBack(left)).status).toBe(200)
  expect((await login.ended).exit).toBe(0)
})
