import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { fakeLog } from '../core/fakes'
import type { RedirectListener, RedirectOutcome } from '../core/ports'
import { loopbackRedirects } from './loopback-redirects'

const open: RedirectListener[] = []
const squatters: Server[] = []
afterEach(() => {
  for (const listener of open.splice(0)) listener.close()
  for (const server of squatters.splice(0)) server.close()
})

/** A port of this computer that is free now. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

interface Options {
  readonly host?: string
  readonly locale?: 'en' | 'ja'
  readonly receive?: (query: string) => Promise<RedirectOutcome>
}
async function listening({ host = '127.0.0.1', locale = 'en', receive }: Options = {}) {
  const uri = `http://${host}:${await freePort()}/callback`
  const queries: string[] = []
  const listener = await loopbackRedirects({ log: fakeLog() }).listen([uri], {
    locale,
    receive: (query) => {
      queries.push(query)
      return receive?.(query) ?? Promise.resolve({ kind: 'signedIn', username: 'ada' })
    },
  })
  open.push(listener)
  return { uri, queries, listener }
}

interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}
function ask(
  url: string,
  options: { method?: string; headers?: Record<string, string>; host?: string } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { host, ...rest } = options
    const asked = request(url, { ...rest, ...(host === undefined ? {} : { host }) }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    asked.once('error', reject).end()
  })
}

describe('the way back from a browser', () => {
  it('hands over the query as it came, and answers with a page that is whole in itself', async () => {
    const { uri, queries } = await listening()
    const { status, headers, text } = await ask(`${uri}?code=a%2Bb&state=s`)
    expect(queries).toEqual(['code=a%2Bb&state=s'])
    expect(status).toBe(200)
    expect(text).toContain('Signed in as ada')
    expect(text).not.toMatch(/<script|src=|href=|code=a/)
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-type': 'text/html; charset=utf-8',
      connection: 'close',
    })
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+';/)
    expect(headers['set-cookie']).toBeUndefined()
  })

  it('speaks the person’s language, and shows no name or word as markup', async () => {
    const receive = () =>
      Promise.resolve({
        kind: 'refused',
        code: 'auth/provider-refused',
        detail: '<script>"&',
      } as const)
    const { uri } = await listening({ locale: 'ja', receive })
    const { status, text } = await ask(`${uri}?error=access_denied&state=s`)
    expect(status).toBe(403)
    expect(text).toContain('<html lang="ja">')
    expect(text).toContain('&lt;script&gt;&quot;&amp;')
  })

  it('tells a foreign return from a late one', async () => {
    const kinds = ['foreign', 'late'] as const
    const receive = (query: string) => Promise.resolve({ kind: kinds[Number(query)] ?? 'late' } as const)
    const { uri } = await listening({ receive })
    expect((await ask(`${uri}?0`)).status).toBe(400)
    expect((await ask(`${uri}?1`)).status).toBe(410)
  })

  it('lets the browser wait until it is known how it ended, also when nobody listens any more', async () => {
    let tell: (outcome: RedirectOutcome) => void = () => undefined
    let seen: () => void = () => undefined
    const arrived = new Promise<void>((resolve) => (seen = resolve))
    const receive = () => {
      seen()
      return new Promise<RedirectOutcome>((resolve) => (tell = resolve))
    }
    const { uri, listener } = await listening({ receive })
    const reply = ask(`${uri}?code=x&state=s`)
    await arrived
    listener.close()
    tell({ kind: 'signedIn', username: 'ada' })
    expect((await reply).text).toContain('Signed in as ada')
    await expect(ask(uri)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  const hostile: readonly (readonly [
    what: string,
    path: string,
    options: Parameters<typeof ask>[1],
    status: number,
  ])[] = [
    ['another path', '/', {}, 404],
    ['a longer path', '/callback/more?code=x', {}, 404],
    ['another case', '/Callback?code=x', {}, 404],
    ['an encoded path', '/%63allback?code=x', {}, 404],
    ['POST', '/callback?code=x', { method: 'POST' }, 405],
    ['HEAD', '/callback?code=x', { method: 'HEAD' }, 405],
    ['OPTIONS', '/callback?code=x', { method: 'OPTIONS' }, 405],
    ['another Host', '/callback?code=x', { headers: { host: 'evil.example' } }, 421],
    ['a Host without its port', '/callback?code=x', { headers: { host: '127.0.0.1' } }, 421],
    ['an Origin', '/callback?code=x', { headers: { origin: 'https://evil.example' } }, 403],
    ['an Origin of null', '/callback?code=x', { headers: { origin: 'null' } }, 403],
    ['an Origin of its own', '/callback?code=x', { headers: { origin: 'http://127.0.0.1' } }, 403],
  ]
  it.each(hostile)('hands over nothing of %s', async (...row) => {
    const [, path, options, status] = row
    const { uri, queries } = await listening()
    expect((await ask(new URL(path, uri).href, options)).status).toBe(status)
    expect(queries).toEqual([])
  })

  // Only root may start a process of somebody else, and only Linux says whose a connection is.
  it.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
    'hands over nothing of another user of this computer, and then what comes from one’s own',
    async () => {
      const { uri, queries } = await listening()
      const script = `require('http').get(${JSON.stringify(`${uri}?code=x`)}, (r) => process.exit(r.statusCode - 400))`
      const stranger = spawn(process.execPath, ['-e', script], { cwd: '/', stdio: 'ignore', uid: 65_534 })
      expect((await once(stranger, 'exit'))[0]).toBe(3)
      expect(queries).toEqual([])
      expect((await ask(`${uri}?code=x`)).status).toBe(200)
    },
  )

  it('hands over nothing of a query of a megabyte, and serves on', async () => {
    const { uri, queries } = await listening()
    const outcome = await ask(`${uri}?code=${'x'.repeat(1_000_000)}`).then(
      ({ status }) => status,
      // The other end may close before the whole of it is sent.
      (error: unknown) => (error as NodeJS.ErrnoException).code,
    )
    expect([431, 'ECONNRESET', 'EPIPE']).toContain(outcome)
    expect(queries).toEqual([])
    expect((await ask(`${uri}?x`)).status).toBe(200)
  })

  it('hands over nothing of what is no HTTP', async () => {
    const { uri, queries } = await listening()
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(uri).port), '127.0.0.1', () =>
        socket.write('\u0000\u0001 nonsense\r\n\r\n'),
      )
      let all = ''
      socket.on('data', (chunk) => (all += chunk.toString()))
      socket.on('error', reject).on('close', () => resolve(all))
    })
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(queries).toEqual([])
  })
})

describe('ports', () => {
  it('that another program has are left to it, the next is taken, and all taken is said with their numbers', async () => {
    const ports = [await freePort(), await freePort()]
    const uris = ports.map((port) => `http://127.0.0.1:${port}/callback`)
    const squat = (port: number) =>
      new Promise<void>((resolve) => {
        const server = createServer((_request, response) => response.end('mine'))
        squatters.push(server)
        server.listen(port, '127.0.0.1', resolve)
      })
    const redirects = loopbackRedirects({ log: fakeLog() })
    const options = { locale: 'en', receive: () => Promise.resolve({ kind: 'late' } as const) } as const
    await squat(ports[0]!)
    const listener = await redirects.listen(uris, options)
    open.push(listener)
    expect(listener.uri).toBe(uris[1])
    await expect(redirects.listen(uris, options)).rejects.toMatchObject({
      code: 'auth/redirect-ports-taken',
      message: `Every port is taken: ${ports.join(', ')}.`,
    })
    expect((await ask(uris[0]!)).text).toBe('mine')
  })

  it('of localhost are taken on both of its addresses', async () => {
    const { uri } = await listening({ host: 'localhost' })
    const { port } = new URL(uri)
    const headers = { host: `localhost:${port}` }
    expect((await ask(`http://127.0.0.1:${port}/callback?x`, { headers })).status).toBe(200)
    const six = await ask(`http://[::1]:${port}/callback?x`, { headers }).then(
      ({ status }) => status,
      (error: unknown) => (error as NodeJS.ErrnoException).code,
    )
    // A computer without IPv6 has no such address.
    expect([200, 'EADDRNOTAVAIL', 'EAFNOSUPPORT']).toContain(six)
  })
})
