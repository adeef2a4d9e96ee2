import { createServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeAuthority, type PrivateAuthority } from '../../e2e/fixtures/private-authority'
import { type SmallProxy, startProxy, startTlsFront } from '../../e2e/fixtures/small-proxy'
import { fetched } from './pool-source'

const address = 'https://intranet.invalid/signet.json'
let authority: PrivateAuthority
let origin: Server
let front: Awaited<ReturnType<typeof startTlsFront>>
let proxy: SmallProxy | undefined

beforeAll(async () => {
  authority = makeAuthority()
  origin = createServer((request, response) => {
    if (request.url === '/moved.json') response.writeHead(302, { location: '/signet.json' }).end()
    else response.end(`{"signet":1} ${request.headers.host ?? ''}`)
  })
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve))
  front = await startTlsFront(authority.issue('intranet.invalid'), (origin.address() as AddressInfo).port)
})
afterEach(() => proxy?.close())
afterAll(async () => {
  await front.close()
  await new Promise((resolve) => origin.close(resolve))
  authority.remove()
})

async function fetchedBy(env: Record<string, string>, url = address): Promise<string> {
  const said: string[] = []
  const world = {
    facts: { env, platform: process.platform, uid: 0, home: '/' },
    err: (text: string) => void said.push(text),
  }
  const bytes = await fetched(url, world, AbortSignal.timeout(20_000))
  return [...said, Buffer.from(bytes).toString()].join('')
}

async function proxied(credentials?: string): Promise<Record<string, string>> {
  proxy = await startProxy({ to: front.port, ...(credentials === undefined ? {} : { credentials }) })
  return { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NODE_EXTRA_CA_CERTS: authority.file }
}

describe('a pool file of the web', () => {
  it('comes by way of the proxy, from a server of the company', async () => {
    expect(await fetchedBy(await proxied())).toBe('{"signet":1} intranet.invalid')
    expect(proxy?.seen).toMatchObject([{ authority: 'intranet.invalid:443' }])
  })

  it('comes so also where the address leads on', async () => {
    const moved = 'https://intranet.invalid/moved.json'
    expect(await fetchedBy(await proxied(), moved)).toBe('{"signet":1} intranet.invalid')
  })

  it('does not come where the proxy refuses', async () => {
    await expect(fetchedBy(await proxied('ada:right'))).rejects.toMatchObject({
      code: 'network/proxy-refused',
    })
  })

  it('does not come from whom nobody trusts, whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
    const env = { ...(await proxied()), NODE_EXTRA_CA_CERTS: '', NODE_TLS_REJECT_UNAUTHORIZED: '0' }
    await expect(fetchedBy(env)).rejects.toMatchObject({ code: 'network/untrusted-certificate' })
  })

  it('does not come where nobody is', async () => {
    await expect(fetchedBy({})).rejects.toMatchObject({ code: 'pool/file-unavailable' })
  })
})
