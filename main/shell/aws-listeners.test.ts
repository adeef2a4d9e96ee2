// The listener of the container endpoint, by bare HTTP: who is let in, and what everybody else learns (THREATS T21–T25).
import type * as NodeCrypto from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeLog } from '../core/fakes'
import type { AwsListener } from '../core/ports'
import { loopbackAwsListeners } from './aws-listeners'

const compared = vi.hoisted(() => ({ count: 0 }))
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof NodeCrypto>()
  const timingSafeEqual: typeof crypto.timingSafeEqual = (one, other) => {
    compared.count += 1
    return crypto.timingSafeEqual(one, other)
  }
  return { ...crypto, timingSafeEqual }
})

const token = 'a-token-of-256-bits-in-base64url-0123456789'
const credentials = { AccessKeyId: 'ASIA1' }
let folder: string
let listener: AwsListener
let answered = 0

beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'signet-aws-')), 'aws')
  answered = 0
  compared.count = 0
  listener = await open()
})
afterEach(() => {
  listener.close()
  rmSync(join(folder, '..'), { recursive: true })
})

function open(isTokenInFile = true): Promise<AwsListener> {
  const answer = () => {
    answered += 1
    return Promise.resolve({ status: 200, body: credentials })
  }
  return loopbackAwsListeners({ folder, log: fakeLog() }).open({ token, isTokenInFile, answer })
}

interface Got {
  readonly status: number | undefined
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
}

function ask(
  headers: Record<string, string>,
  { method = 'GET', path = '/', host = '127.0.0.1' } = {},
): Promise<Got> {
  const { port } = new URL(listener.url)
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, method, path, headers, agent: false }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }))
    })
    asked.on('error', reject)
    asked.end()
  })
}
const withToken = { authorization: token }
const portOf = ({ url }: AwsListener) => Number(new URL(url).port)

describe('a request with the token', () => {
  it('is answered, on both loopback addresses', async () => {
    for (const host of ['127.0.0.1', '::1']) {
      const got = await ask(withToken, { host })
      expect([got.status, JSON.parse(got.body)]).toEqual([200, credentials])
      expect(got.headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json' })
    }
    expect(answered).toBe(2)
  })
})

describe('everything else gets one and the same refusal, and nobody is asked', () => {
  const page = { ...withToken, origin: 'https://evil.test' }
  it.each<[string, Record<string, string>, Parameters<typeof ask>[1]]>([
    ['no token', {}, {}],
    ['another token', { authorization: token.replace('a', 'b') }, {}],
    ['a beginning of the token', { authorization: token.slice(0, -1) }, {}],
    ['the token and more', { authorization: `${token} ` + 'x' }, {}],
    ['the token as a bearer', { authorization: `Bearer ${token}` }, {}],
    ['another host, with the token', { ...withToken, host: 'evil.test' }, {}],
    ['another host, without', { host: 'evil.test' }, {}],
    ['a name that leads here', { ...withToken, host: 'localhost.evil.test' }, {}],
    ['another port', { ...withToken, host: '127.0.0.1:1' }, {}],
    ['a page', page, {}],
    ['a page without an origin', { ...withToken, origin: 'null' }, {}],
    ['a page under this very address', { ...withToken, 'sec-fetch-site': 'same-origin' }, {}],
    ['a POST', withToken, { method: 'POST' }],
    ['a preflight', { ...page, 'access-control-request-method': 'GET' }, { method: 'OPTIONS' }],
    ['another path', withToken, { path: '/latest/meta-data' }],
    ['a query', withToken, { path: '/?x' }],
  ])('%s', async (_what, headers, how) => {
    const before = await ask({})
    const got = await ask(headers, how)
    expect([got.status, got.body]).toEqual([403, before.body])
    expect(Object.keys(got.headers).filter((name) => /^access-control-|cookie/.test(name))).toEqual([])
    expect(answered).toBe(0)
  })

  it('looks at the token last: a stranger’s is not compared', async () => {
    await ask({ ...withToken, host: 'evil.test' })
    await ask({ ...withToken, origin: 'https://evil.test' })
    expect(compared.count).toBe(0)
    await ask({ authorization: 'wrong' })
    expect(compared.count).toBe(1)
  })

  it('also a head without an end, or no HTTP at all', async () => {
    for (const bytes of [`GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}`, 'nonsense\r\n\r\n']) {
      const socket = connect(portOf(listener), '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(bytes)
      await new Promise((resolve) => socket.once('close', resolve))
    }
    expect((await ask(withToken)).status).toBe(200)
  })
})

describe('where it listens', () => {
  it('is loopback alone, at a port of chance', async () => {
    const other = await open()
    expect(portOf(other)).not.toBe(portOf(listener))
    const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0')
    const listening = (table: string) =>
      readFileSync(table, 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter(([, local = '', , state]) => state === '0A' && local.endsWith(`:${hex(portOf(listener))}`))
        .map(([, local = '']) => local.split(':')[0])
    expect(listening('/proc/net/tcp')).toEqual(['0100007F'])
    expect(listening('/proc/net/tcp6')).toEqual(['00000000000000000000000001000000'])
    other.close()
  })

  it('is nowhere after its end', async () => {
    listener.close()
    await expect(ask(withToken)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})

describe('the file of the token', () => {
  it('is for its user alone, holds the token and no line’s end, and goes with the endpoint', () => {
    const { tokenFile = '' } = listener
    expect(readFileSync(tokenFile, 'utf8')).toBe(token)
    expect(statSync(tokenFile).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    listener.close()
    expect(existsSync(tokenFile)).toBe(false)
  })

  it('is not written where the token is given in another way', async () => {
    const other = await open(false)
    expect(other.tokenFile).toBeUndefined()
    expect(readdirSync(folder)).toEqual([])
    other.close()
  })

  it('of a host that did not come to its end is removed', async () => {
    writeFileSync(join(folder, 'left.token'), 'old')
    const other = await open()
    expect(readdirSync(folder)).not.toContain('left.token')
    other.close()
  })

  it('is not written into a folder that is open to others', async () => {
    rmSync(folder, { recursive: true })
    mkdirSync(folder, { mode: 0o755 })
    await expect(open()).rejects.toMatchObject({ code: 'storage/untrusted-folder' })
  })
})
