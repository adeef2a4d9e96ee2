// A company's network: the way out is a proxy that wants a password, and the certificates are of its own authority.
import { expect } from '@playwright/test'
import { passwords } from '../cognito/builders'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { signInAlice } from '../fixtures/agent-person'
import { test as base } from '../fixtures/agent-test'
import { makeAuthority } from '../fixtures/private-authority'
import { type SmallProxy, type SmallProxyOptions, startProxy, startTlsFront } from '../fixtures/small-proxy'

const host = 'cognito.invalid'
const endpoint = `https://${host}`

interface Company {
  readonly proxy: SmallProxy
  /** HTTPS_PROXY, its password included. */
  readonly proxyUrl: string
  /** The authority's file. */
  readonly authority: string
}

const test = base.extend<{ proxyOptions: Partial<SmallProxyOptions>; company: Company }>({
  proxyOptions: [{ credentials: 'ada:proxy-canary' }, { option: true }],
  company: async ({ computer, proxyOptions }, use) => {
    const authority = makeAuthority()
    const front = await startTlsFront(authority.issue(host), Number(new URL(computer.cognito.url).port))
    const proxy = await startProxy({ to: front.port, ...proxyOptions })
    const proxyUrl = `http://ada:proxy-canary@127.0.0.1:${proxy.port}`
    computer.hasPools({ endpoint })
    await use({ proxy, proxyUrl, authority: authority.file })
    await computer.stopAgents()
    await Promise.all([proxy.close(), front.close()])
    authority.remove()
  },
})

/** Starts the agent with those variables. */
async function agentIn(computer: HeadlessComputer, env: Record<string, string>): Promise<void> {
  const agent = computer.startAgent([], env)
  await expect.poll(agent.said, { intervals: [20], timeout: 20_000 }).toContain('serves')
}

const login = (computer: HeadlessComputer) =>
  computer.signet(['login', '--username', 'bob', '--json'], { input: `${passwords.bob}\n` })

test('a first sign-in, a token after a restart and a sign-out go through the proxy and nothing beside it', async ({
  computer,
  company,
}) => {
  const env = { HTTPS_PROXY: company.proxyUrl, NODE_EXTRA_CA_CERTS: company.authority }
  await agentIn(computer, env)
  await signInAlice(computer)
  await computer.allow()
  await computer.stopAgents()
  await agentIn(computer, env)
  expect((await computer.scripted(['token'])).out).toMatch(/^ey/)
  expect((await computer.signet(['logout'])).exit).toBe(0)

  const { cognito } = computer
  expect(cognito.counters()).toMatchObject({ signIns: 1, refreshes: 1, errors: {} })
  expect(cognito.counters().operations).toMatchObject({ ConfirmDevice: 1 })
  expect(new Set(company.proxy.seen.map(({ authority }) => authority))).toEqual(new Set([`${host}:443`]))
  expect(company.proxy.others).toEqual([])
  const { out } = await computer.signet(['status'])
  expect(out).toContain(`127.0.0.1:${company.proxy.port} (HTTPS_PROXY)`)
  expect(out + computer.read('signet.log')).not.toContain('canary')
})

test('a wrong password of the proxy is the proxy’s refusal, and shows neither password', async ({
  computer,
  company,
}) => {
  const wrong = company.proxyUrl.replace('proxy-canary', 'wrong-canary')
  await agentIn(computer, { HTTPS_PROXY: wrong, NODE_EXTRA_CA_CERTS: company.authority })
  const { exit, err } = await login(computer)
  expect(exit).toBe(7)
  expect(JSON.parse(err)).toMatchObject({ code: 'offline', title: 'The proxy did not let Signet through.' })
  expect(err).toContain('HTTP 407')
  expect(err + computer.read('signet.log')).not.toMatch(/canary|Bob-Password/)
  expect(computer.cognito.counters().operations).toEqual({})
})

test('an authority that nobody knows is named, also where the environment says to check nothing', async ({
  computer,
  company,
}) => {
  await agentIn(computer, { HTTPS_PROXY: company.proxyUrl, NODE_TLS_REJECT_UNAUTHORIZED: '0' })
  const { exit, err } = await login(computer)
  expect(exit).toBe(7)
  expect(err).toContain('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
  expect(err).toContain('NODE_EXTRA_CA_CERTS')
  expect(computer.read('signet.log')).toContain('NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored')
  expect(computer.cognito.counters().operations).toEqual({})
})

test('a variable that names no proxy, and a proxy that is not there, are told from each other', async ({
  computer,
  company,
}) => {
  const { authority } = company
  await agentIn(computer, { all_proxy: 'socks5://127.0.0.1:1080', NODE_EXTRA_CA_CERTS: authority })
  const setting = await login(computer)
  expect([setting.exit, setting.err]).toEqual([7, expect.stringContaining('all_proxy names a kind of proxy')])
  await computer.stopAgents()
  await agentIn(computer, { HTTPS_PROXY: 'http://127.0.0.1:1', NODE_EXTRA_CA_CERTS: authority })
  const away = await login(computer)
  expect([away.exit, away.err]).toEqual([
    7,
    expect.stringContaining('127.0.0.1:1 (HTTPS_PROXY) cannot be reached'),
  ])
})
