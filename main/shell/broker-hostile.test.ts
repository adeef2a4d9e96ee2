// What a caller can do wrong with a whole connection: each gets what it has earned, a code, and the end.
import { describe, expect, it } from 'vitest'
import type { Broker, BrokerReply } from '../core/broker/protocol'
import { problemIn, restOf, seen, useBroker } from './broker-fixture'

const at = useBroker()

const get = (path: string): string => `GET ${path} HTTP/1.1\r\n\r\n`
const ended = `GET /last HTTP/1.1\r\nConnection: close\r\n\r\n`

/** Answers when told, in the order of asking. */
function waitingBroker(): {
  readonly broker: Broker
  readonly answers: (() => void)[]
  readonly gone: string[]
} {
  const [answers, gone]: [(() => void)[], string[]] = [[], []]
  const handle: Broker['handle'] = ({ path }, signal) =>
    new Promise<BrokerReply>((resolve) => {
      signal.addEventListener('abort', () => gone.push(path))
      answers.push(() => resolve({ status: 200, body: { path } }))
    })
  return { broker: { handle }, answers, gone }
}

const pathsIn = (text: string): readonly string[] =>
  [...text.matchAll(/"path":"([^"]+)"/g)].map(([, path = '']) => path)

/** The reply that is a problem. */
const lastOf = (text: string): string => text.slice(text.search(/HTTP\/1\.1 [45]/))

describe('T16: requests that do not wait for answers', () => {
  it('are answered in their order', async () => {
    const { broker, answers } = waitingBroker()
    await at().serve({ broker })
    const text = at().talk(get('/1') + get('/2') + ended)
    await seen(() => answers.length === 3)
    for (const answer of answers.toReversed()) answer()
    expect(pathsIn(await text)).toEqual(['/1', '/2', '/last'])
  })

  it('are answered up to a number; one more ends the connection with a code', async () => {
    const { broker, answers } = waitingBroker()
    await at().serve({ broker, limits: { pending: 3 } })
    const text = at().talk(get('/1') + get('/2') + get('/3') + get('/4') + get('/5'))
    await seen(() => answers.length === 3)
    for (const answer of answers) answer()
    expect(pathsIn(await text)).toEqual(['/1', '/2', '/3'])
    expect(problemIn(lastOf(await text))).toMatchObject({ status: 503, code: 'busy' })
  })

  it('without an end are not kept, and their callers are taken to be gone', async () => {
    const { broker, gone } = waitingBroker()
    await at().serve({ broker })
    const flood = at().talk(get('/1').repeat(20_000))
    expect(await flood).toBe('')
    await seen(() => gone.length === 128)
  })
})

describe('T16: what comes behind a sound request', () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['a head that is too large', `GET /x HTTP/1.1\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`, 431],
    ['a tunnel', 'CONNECT signet:80 HTTP/1.1\r\n\r\n', 400],
    ['a body that breaks off', 'POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx', 400],
  ])('%s: the answer of the first comes first, and then the code', async (_, bytes, status) => {
    const { broker, answers } = waitingBroker()
    await at().serve({ broker })
    const text = at().talk(get('/1') + bytes)
    await seen(() => answers.length === 1)
    await new Promise((resolve) => setTimeout(resolve, 5))
    answers[0]?.()
    expect(pathsIn(await text)).toEqual(['/1'])
    expect(problemIn(lastOf(await text))).toMatchObject({ status })
  })

  it('a POST in the same breath: its own answer comes first, too', async () => {
    await at().serve()
    const text = await at().talk('POST /1 HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}hello\r\n\r\n')
    expect(pathsIn(text)).toEqual(['/1'])
    expect(problemIn(lastOf(text))).toMatchObject({ status: 400 })
  })

  it('more after the last request of a connection changes nothing about its answer', async () => {
    await at().serve()
    const text = await at().talk(ended + get('/1'))
    expect(pathsIn(text)).toEqual(['/last'])
    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1)
  })

  it.each([
    ['after no HTTP', 'hello\r\n\r\n'],
    ['with half a request', 'GET /2 HT'],
    [
      'after a body that is too large',
      `POST /2 HTTP/1.1\r\nContent-Length: 99999\r\n\r\n${'x'.repeat(99_999)}`,
    ],
    [
      'in a body that is too large',
      `POST /2 HTTP/1.1\r\nContent-Length: 999999\r\n\r\n${'x'.repeat(500_000)}`,
    ],
    [
      'after a body that nests too deeply and another that is long',
      `POST /2 HTTP/1.1\r\nContent-Length: 10000\r\n\r\n${'['.repeat(10_000)}POST /3 HTTP/1.1\r\nContent-Length: 65535\r\n\r\n${' '.repeat(65_535)}`,
    ],
    ['with nothing more to say', ''],
  ])('who hangs up %s is gone for the broker', async (_, bytes) => {
    const { broker, answers, gone } = waitingBroker()
    await at().serve({ broker })
    const socket = at().open()
    const rest = restOf(socket)
    socket.write(get('/1') + bytes)
    await seen(() => answers.length === 1)
    socket.end()
    expect(await rest).toBe('')
    await seen(() => gone.length === 1)
  })
})

describe('T16: what only looks like HTTP/1.1', () => {
  const chunked = (body: string): string => `POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${body}`
  it.each([
    ['of another version', 'GET /v1 HTTP/2.0\r\n\r\n'],
    ['of a version before heads', 'GET /v1 HTTP/0.9\r\n\r\n'],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a tunnel', 'CONNECT signet:80 HTTP/1.1\r\n\r\n'],
    ['a target without a path', 'OPTIONS * HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['a chunk of no size', chunked('x\r\n')],
    ['a chunk of a size beyond numbers', chunked(`${'F'.repeat(20)}\r\n`)],
    ['a chunk longer than it says', chunked('2\r\n{}x\r\n0\r\n\r\n')],
    ['two lengths', 'POST /x HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
    ['a length and chunks', 'POST /x HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}'],
    ['chunks that are not last', 'POST /x HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n'],
    [
      'an unknown coding, hidden behind an upgrade',
      'POST /x HTTP/1.1\r\nTransfer-Encoding: chunke\u00e4\r\nConnection: Upgrade, close\r\nUpgrade: x\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
    ],
    ['a folded field', 'GET /v1 HTTP/1.1\r\nX: a\r\n b\r\nConnection: close\r\n\r\n'],
    ['a field with NUL', 'GET /v1 HTTP/1.1\r\nX: \u0000\r\n\r\n'],
    ['a field without a colon', 'GET /v1 HTTP/1.1\r\nX\r\n\r\n'],
    ['TLS', Buffer.from('16030100c8010000c40303', 'hex')],
  ])('%s is refused with a code, and never reaches the broker', async (_, bytes) => {
    await at().serve()
    expect(problemIn(await at().talk(bytes))).toMatchObject({ status: 400, code: 'bad_request' })
    expect(at().asked).toHaveLength(0)
  })

  it.each([
    ['websocket', 'Connection: Upgrade, close\r\nUpgrade: websocket'],
    ['h2c', 'Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AA'],
  ])('an upgrade to %s is not made: the request is answered as it is', async (_, fields) => {
    await at().serve()
    const text = await at().talk(`GET /1 HTTP/1.1\r\n${fields}\r\n\r\n`)
    expect(text).toMatch(/^HTTP\/1\.1 200 OK/)
    expect(pathsIn(text)).toEqual(['/1'])
  })

  it('a caller that waits to be told to go on is told so', async () => {
    await at().serve()
    const text = await at().talk(
      'POST /1 HTTP/1.1\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}',
    )
    expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/)
  })
})
