// The whole way of a call: SDK, proxy, TLS, an embedded Cognito; and how each failure on it is named.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { aPool, passwords, publicClientId, userPoolId } from '../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../e2e/cognito/server'
import { makeAuthority, type PrivateAuthority } from '../../e2e/fixtures/private-authority'
import { type SmallProxyOptions, startProxy, startTlsFront } from '../../e2e/fixtures/small-proxy'
import { cognitoFactory } from '../core/cognito/cognito-client'
import { checkPool } from '../core/cognito/pool-check'
import { fakeClock, fakeLog } from '../core/fakes'
import { secretHash } from '../core/srp/secret-hash'
import { nodeTransport } from './transport'

const host = 'cognito.invalid'
const endpoint = `https://${host}`
let authority: PrivateAuthority
let cognito: EmbeddedCognito
let front: Awaited<ReturnType<typeof startTlsFront>>
const closing: (() => Promise<void>)[] = []

beforeAll(() => {
  authority = makeAuthority()
})
beforeEach(async () => {
  cognito = await startCognito({ pools: [aPool()] })
  front = await startTlsFront(authority.issue(host), Number(new URL(cognito.url).port))
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await front.close()
  await cognito.close()
})
afterAll(() => authority.remove())

async function aProxy(options: Partial<SmallProxyOptions> = {}) {
  const proxy = await startProxy({ to: front.port, ...options })
  closing.push(proxy.close)
  return { ...proxy, url: `http://ada:canary@127.0.0.1:${proxy.port}` }
}

function transportIn(env: Record<string, string>) {
  const log = fakeLog()
  const trusting = { NODE_EXTRA_CA_CERTS: authority.file }
  return { log, transport: nodeTransport({ env: { ...trusting, ...env }, platform: process.platform, log }) }
}

function signInBy(env: Record<string, string>) {
  const { transport } = transportIn(env)
  const clock = fakeClock()
  const client = cognitoFactory({ transport, clock, log: fakeLog(), secretHash })(
    {
      name: 'Work',
      userPoolId,
      clientId: publicClientId,
      hasClientSecret: false,
      method: 'USER_PASSWORD_AUTH',
      endpoint,
    },
    undefined,
  )
  const parameters = { USERNAME: 'bob', PASSWORD: passwords.bob }
  return client.initiateAuth({ flow: 'USER_PASSWORD_AUTH', parameters })
}

/** What would end a session and move the clock, if it were believed. */
const forged = [
  'HTTP/1.1 400 Bad Request',
  'Content-Type: application/x-amz-json-1.1',
  'Date: Thu, 01 Jan 2099 00:00:00 GMT',
  '',
  '{"__type":"NotAuthorizedException","message":"Incorrect username or password."}',
].join('\r\n')

type Way = readonly [env: Record<string, string>, proxy: Partial<SmallProxyOptions> | undefined]

describe('a call', () => {
  it('reaches Cognito by way of the proxy, and the proxy sees a name and nothing else', async () => {
    const proxy = await aProxy()
    expect(await signInBy({ HTTPS_PROXY: proxy.url })).toMatchObject({ kind: 'tokens' })
    expect(proxy.seen.map(({ authority }) => authority)).toEqual([`${host}:443`])
    expect(proxy.others).toEqual([])
  })

  it('asks by the same way whether a pool exists', async () => {
    const proxy = await aProxy()
    const { transport } = transportIn({ HTTPS_PROXY: proxy.url })
    expect(await checkPool(transport, { userPoolId, endpoint })).toBe('found')
    expect(proxy.seen).toHaveLength(1)
  })

  it.each<readonly [string, Way, string]>([
    ['a proxy that wants a password', [{}, { credentials: 'ada:right' }], 'network/proxy-refused'],
    [
      'a proxy that answers as Cognito would',
      [{}, { treat: (socket) => void socket.end(forged) }],
      'network/proxy-refused',
    ],
    [
      'a proxy that is not there',
      [{ HTTPS_PROXY: 'http://127.0.0.1:1' }, undefined],
      'network/proxy-unreachable',
    ],
    ['a variable that names no proxy', [{ HTTPS_PROXY: '::' }, undefined], 'network/proxy-setting'],
    ['an authority that nobody knows', [{ NODE_EXTRA_CA_CERTS: '' }, {}], 'network/untrusted-certificate'],
    ['no proxy, and no name service', [{ NO_PROXY: '*' }, {}], 'network/unreachable'],
  ])('names %s', async (_what, [env, options], code) => {
    const proxied = options === undefined ? {} : { HTTPS_PROXY: (await aProxy(options)).url }
    const failure: unknown = await signInBy({ ...proxied, ...env }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code, mayHaveHappened: false })
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toMatch(/canary|Bob-Password/)
    expect(cognito.counters().operations).toEqual({})
  })

  it('writes into the log that certificates are checked all the same', async () => {
    const { log, transport } = transportIn({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })
    await transport.load()
    expect(log.lines).toEqual([
      'warn network: NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: certificates are checked',
    ])
  })
})
