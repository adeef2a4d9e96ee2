import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { request } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeAuthority, type PrivateAuthority } from '../../e2e/fixtures/private-authority'
import { type SmallProxyOptions, startProxy, startTlsFront } from '../../e2e/fixtures/small-proxy'
import { outboundAgent } from './outbound-agent'

const name = 'idp.example.invalid'
let authority: PrivateAuthority
let origin: Server
let front: Awaited<ReturnType<typeof startTlsFront>>
const closing: (() => unknown)[] = []

beforeAll(async () => {
  authority = makeAuthority()
  origin = createServer((_request, response) => response.end('hello'))
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve))
  front = await startTlsFront(authority.issue(name, '127.0.0.1'), (origin.address() as AddressInfo).port)
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})
afterAll(async () => {
  await front.close()
  await new Promise((resolve) => origin.close(resolve))
  authority.remove()
})

async function aProxy(options: Partial<SmallProxyOptions> = {}) {
  const proxy = await startProxy({ to: front.port, ...options })
  closing.push(proxy.close)
  return proxy
}

/** An agent that trusts the test's authority, unless the environment says otherwise. */
async function anAgent(env: Record<string, string>, warn: (what: string) => void = () => undefined) {
  const trusting = { NODE_EXTRA_CA_CERTS: authority.file }
  const kept = { keepAlive: true, maxSockets: 32, timeout: 60_000 }
  const agent = await outboundAgent({
    env: { ...trusting, ...env },
    platform: 'linux',
    warn,
    connections: kept,
  })
  closing.push(() => agent.destroy())
  return agent
}

function get(agent: Awaited<ReturnType<typeof anAgent>>, host = name, port = 443): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = request({ host, port, agent }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve(text))
    })
    asking.on('error', reject)
    asking.end()
  })
}

const proxyUrl = ({ port }: { readonly port: number }, credentials = '') =>
  `http://${credentials}127.0.0.1:${port}`

describe('through a proxy', () => {
  it('goes what is asked of a host, in a tunnel that is kept for the next request', async () => {
    const proxy = await aProxy()
    const agent = await anAgent({ HTTPS_PROXY: proxyUrl(proxy) })
    expect(await get(agent)).toBe('hello')
    expect(await get(agent)).toBe('hello')
    expect(proxy.seen).toEqual([{ authority: `${name}:443`, authorization: undefined }])
    expect(proxy.others).toEqual([])
  })

  it('goes nothing that NO_PROXY names, and nothing of this computer', async () => {
    const proxy = await aProxy()
    const away = await anAgent({ HTTPS_PROXY: proxyUrl(proxy), NO_PROXY: 'invalid' })
    await expect(get(away)).rejects.toMatchObject({ syscall: 'getaddrinfo' })
    const here = await anAgent({ HTTPS_PROXY: proxyUrl(proxy) })
    expect(await get(here, '127.0.0.1', front.port)).toBe('hello')
    expect(proxy.seen).toEqual([])
  })

  it('goes the name and password of the proxy, to the proxy alone', async () => {
    const proxy = await aProxy({ credentials: 'ada:p@ss' })
    expect(await get(await anAgent({ HTTPS_PROXY: proxyUrl(proxy, 'ada:p%40ss@') }))).toBe('hello')
    expect(proxy.seen).toMatchObject([
      { authorization: `Basic ${Buffer.from('ada:p@ss').toString('base64')}` },
    ])
  })

  it('goes TLS in TLS where the proxy is an https one', async () => {
    const proxy = await aProxy({ certificate: authority.issue('127.0.0.1') })
    expect(await get(await anAgent({ HTTPS_PROXY: `https://127.0.0.1:${proxy.port}` }))).toBe('hello')
    expect(proxy.seen).toHaveLength(1)
  })
})

describe('a proxy that is in the way', () => {
  const answer = (text: string) => (socket: Socket) => void socket.end(text)

  it.each<readonly [string, Partial<SmallProxyOptions>, readonly [code: string, message: RegExp]]>([
    [
      'wants a password',
      { credentials: 'ada:right' },
      ['network/proxy-refused', /HTTPS_PROXY.*password.*HTTP 407/],
    ],
    ['refuses', { treat: answer('HTTP/1.1 403 No\r\n\r\n') }, ['network/proxy-refused', /refused.*HTTP 403/]],
    [
      'answers in place of the server',
      { treat: answer('HTTP/1.1 400 Bad\r\nContent-Length: 2\r\n\r\n{}') },
      ['network/proxy-refused', /HTTP 400/],
    ],
    [
      'adds words of its own to the tunnel',
      { treat: (socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n') },
      ['network/proxy-refused', /HTTP 200/],
    ],
    ['hangs up', { treat: (socket) => socket.destroy() }, ['network/proxy-unreachable', /ECONNRESET/]],
    [
      'speaks no HTTP',
      { treat: answer('SSH-2.0-x\r\n') },
      ['network/proxy-unreachable', /does not speak HTTP/],
    ],
    ['says nothing', { treat: () => undefined }, ['network/proxy-unreachable', /did not answer in time/]],
  ])('%s', async (_what, options, [code, message]) => {
    const proxy = await aProxy(options)
    const agent = await anAgent({ HTTPS_PROXY: proxyUrl(proxy, 'ada:wrong-canary@') })
    const failure: unknown = await get(agent).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code, mayHaveHappened: false })
    expect(String(failure)).toMatch(message)
    expect(String(failure)).toContain(`127.0.0.1:${proxy.port}`)
    expect(String(failure)).not.toContain('canary')
  })

  it('is not there', async () => {
    const agent = await anAgent({ all_proxy: 'http://ada:canary@127.0.0.1:1' })
    await expect(get(agent)).rejects.toMatchObject({
      code: 'network/proxy-unreachable',
      message: 'The proxy 127.0.0.1:1 (all_proxy) cannot be reached (ECONNREFUSED).',
    })
  })

  it('has a certificate that nobody knows', async () => {
    const stranger = makeAuthority()
    closing.push(stranger.remove)
    const proxy = await aProxy({ certificate: stranger.issue('127.0.0.1') })
    const agent = await anAgent({ HTTPS_PROXY: `https://127.0.0.1:${proxy.port}` })
    const refused = expect(get(agent)).rejects
    await refused.toMatchObject({ code: 'network/untrusted-certificate' })
    await refused.toThrow(/^The certificate of the proxy 127\.0\.0\.1:/)
    expect(proxy.seen).toEqual([])
  })

  it('is named by a variable that is no address', async () => {
    const agent = await anAgent({ HTTPS_PROXY: 'http://ada:canary@' })
    const refused = expect(get(agent)).rejects
    await refused.toMatchObject({ code: 'network/proxy-setting' })
    await refused.toThrow(/^HTTPS_PROXY is no address of a proxy/)
    // What needs no proxy goes on.
    expect(await get(agent, '127.0.0.1', front.port)).toBe('hello')
  })
})

describe('the authorities', () => {
  const here = (agent: Awaited<ReturnType<typeof anAgent>>) => get(agent, '127.0.0.1', front.port)

  it('are those that Node brings, and none that a test made', async () => {
    const agent = await anAgent({ NODE_EXTRA_CA_CERTS: '', SSL_CERT_FILE: '' })
    await expect(here(agent)).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
  })

  it('are also those of NODE_EXTRA_CA_CERTS, when it is set for Signet alone', async () => {
    expect(await here(await anAgent({}))).toBe('hello')
  })

  it.runIf(process.platform === 'linux')('are also those of the system, by SSL_CERT_FILE', async () => {
    const agent = await anAgent({ NODE_EXTRA_CA_CERTS: '', SSL_CERT_FILE: authority.file })
    expect(await here(agent)).toBe('hello')
  })

  it('are checked although NODE_TLS_REJECT_UNAUTHORIZED says 0, which is said', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    const warn = vi.fn()
    const env = { NODE_EXTRA_CA_CERTS: '', NODE_TLS_REJECT_UNAUTHORIZED: '0' }
    await expect(here(await anAgent(env, warn))).rejects.toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    })
    expect(warn).toHaveBeenCalledWith('NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: certificates are checked')
  })

  it('of a file that is not there are missed in the log alone', async () => {
    const warn = vi.fn()
    await anAgent({ NODE_EXTRA_CA_CERTS: '/nonexistent.pem' }, warn)
    expect(warn).toHaveBeenCalledWith('the file of NODE_EXTRA_CA_CERTS cannot be read (ENOENT)')
  })

  it('of a file that holds none, too', async () => {
    const warn = vi.fn()
    await anAgent({ NODE_EXTRA_CA_CERTS: '/dev/null' }, warn)
    expect(warn).toHaveBeenCalledWith('the file of NODE_EXTRA_CA_CERTS holds no certificate')
  })

  it('count although one among them cannot be read', async () => {
    const file = join(dirname(authority.file), 'mixed.pem')
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
    writeFileSync(file, `${broken}${authority.pem}`)
    expect(await here(await anAgent({ NODE_EXTRA_CA_CERTS: file }))).toBe('hello')
  })

  it('do not make a certificate good for another name', async () => {
    const proxy = await aProxy()
    const agent = await anAgent({ HTTPS_PROXY: proxyUrl(proxy) })
    await expect(get(agent, 'other.example.invalid')).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
  })
})
