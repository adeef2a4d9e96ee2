import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Broker } from '../core/broker/protocol'
import type { Peer } from '../core/ports'
import { post, problemIn, restOf, seen, untilSaid, us, useBroker } from './broker-fixture'

const at = useBroker()

describe('T16: what is sent past a limit', () => {
  it.each<[string, string | Buffer, object]>([
    [
      'a head of 17 KiB',
      `GET /v1 HTTP/1.1\r\nX: ${'x'.repeat(17 * 1024)}\r\n\r\n`,
      { status: 431, code: 'too_large' },
    ],
    ['a line of 10 MB', `GET /${'x'.repeat(10_000_000)}`, { status: 431, code: 'too_large' }],
    ['a body that says it is too large', post('x'.repeat(65_537)), { status: 413, code: 'too_large' }],
    [
      'a body in chunks that grows too large',
      `POST /v1/x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n${'x'.repeat(0x10001)}\r\n0\r\n\r\n`,
      { status: 413, code: 'too_large' },
    ],
    [
      'a body that is not JSON',
      post('{"use":'),
      { status: 400, detail: expect.stringContaining('JSON') as string },
    ],
    [
      'a body that is not UTF-8',
      post(Buffer.from([0x22, 0xff, 0x22])),
      { status: 400, detail: expect.stringContaining('UTF-8') as string },
    ],
    [
      'JSON of depth 33',
      post('['.repeat(33) + ']'.repeat(33)),
      { status: 400, detail: expect.stringContaining('32 levels') as string },
    ],
    [
      'JSON of depth 10,000',
      post('{"a":'.repeat(10_000)),
      { status: 400, detail: expect.stringContaining('32 levels') as string },
    ],
    ['what is not HTTP', 'hello\r\n\r\n', { status: 400, code: 'bad_request' }],
    [
      'a length that is none',
      'POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n',
      { status: 400, code: 'bad_request' },
    ],
    [
      'a proxy’s target',
      'GET http://x/v1 HTTP/1.1\r\nConnection: close\r\n\r\n',
      { status: 400, code: 'bad_request' },
    ],
    [
      'an unknown expectation',
      'GET / HTTP/1.1\r\nConnection: close\r\nExpect: x\r\n\r\n',
      { status: 400, code: 'bad_request' },
    ],
  ])(
    '%s gets its code, the connection is closed, and the broker never sees it',
    async (_, bytes, problem) => {
      await at().serve()
      expect(problemIn(await at().talk(bytes))).toMatchObject(problem)
      expect(at().asked).toHaveLength(0)
      expect(await at().talk(post('{}'))).toContain('200 OK')
    },
  )

  it.each([
    ['64 KiB of body', post(`"${'x'.repeat(65_534)}"`)],
    ['JSON of depth 32', post('['.repeat(32) + ']'.repeat(32))],
    ['brackets in a string', post(JSON.stringify('[{"\\[['.repeat(50)))],
    ['an empty body', post('')],
  ])('%s is still taken', async (_, bytes) => {
    await at().serve()
    expect(await at().talk(bytes)).toContain('200 OK')
  })

  it('does not repeat what the body held', async () => {
    await at().serve()
    const reply = await at().talk(post('{"password":"hunter2"'))
    expect(problemIn(reply)).toMatchObject({ status: 400 })
    expect(reply).not.toContain('hunter2')
  })
})

describe('T16: who is too slow', () => {
  const limits = { sendMs: 200 }

  it.each([
    ['says nothing', ''],
    ['stops in the head', 'GET /v1 HT'],
    ['stops in the body', 'POST /v1 HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"u'],
  ])('and %s is told so after the time to send a request', async (_, bytes) => {
    await at().serve({ limits })
    const socket = at().open()
    if (bytes !== '') socket.write(bytes)
    expect(problemIn(await restOf(socket))).toMatchObject({ status: 408, code: 'too_slow' })
  })

  it('and sends a byte at a time is told so too', async () => {
    await at().serve({ limits })
    const socket = at().open()
    socket.write('GET /v1 HTTP/1.1\r\nX: ')
    const timer = setInterval(() => socket.write('x'), 20)
    expect(problemIn(await restOf(socket))).toMatchObject({ status: 408, code: 'too_slow' })
    clearInterval(timer)
  })

  it('is not the one whose answer takes longer', async () => {
    const slow: Broker = {
      handle: () => new Promise((resolve) => setTimeout(() => resolve({ status: 200, body: {} }), 600)),
    }
    await at().serve({ limits, broker: slow })
    expect(await at().talk('GET /v1 HTTP/1.1\r\nConnection: close\r\n\r\n')).toContain('200 OK')
  })

  it('is closed when idle between requests', async () => {
    await at().serve({ limits: { idleMs: 100 } })
    const socket = at().open()
    socket.write('GET /v1 HTTP/1.1\r\n\r\n')
    expect(await restOf(socket)).toContain('200 OK')
  })
})

describe('T16: how many may come', () => {
  it('one more connection of a process is told that Signet is busy, and the others go on', async () => {
    await at().serve({ limits: { connectionsPerProcess: 2 } })
    const [first, second] = [at().open(), at().open()]
    await Promise.all(
      [first, second].map((socket) => new Promise((resolve) => socket.once('connect', resolve))),
    )
    first.write('GET /v1 HTTP/1.1\r\n\r\n')
    await untilSaid(first, 'null}')
    expect(problemIn(await at().talk('GET /v1 HTTP/1.1\r\n\r\n'))).toMatchObject({
      status: 503,
      code: 'busy',
    })
    expect(problemIn(await at().talk())).toMatchObject({ status: 503, code: 'busy' })
    expect(at().logged).toHaveLength(1)
    second.write('GET /v1 HTTP/1.1\r\n\r\n')
    expect(await untilSaid(second, 'null}')).toContain('200 OK')
    second.destroy()
    // The server hears of the end in its own time.
    let reply = ''
    while (!reply.includes('200 OK')) reply = await at().talk(post('{}'))
  })

  it('one process cannot take the places of others', async () => {
    let pid = 100
    await at().serve({
      limits: { connectionsPerProcess: 1, connections: 2 },
      peerOf: () => ({ ...us, pid }),
    })
    const first = at().open()
    first.write('GET /v1 HTTP/1.1\r\n\r\n')
    await untilSaid(first, 'null}')
    expect(await at().talk(post('{}'))).toContain('"busy"')
    pid = 200
    const other = at().open()
    other.write('GET /v1 HTTP/1.1\r\n\r\n')
    expect(await untilSaid(other, 'null}')).toContain('200 OK')
    pid = 300
    expect(await at().talk(post('{}'))).toContain('"busy"')
  })

  it('a flood of connections is turned away, and a well-behaved call is answered meanwhile', async () => {
    let [pid, accepted] = [1, 0]
    const peerOf = (): Peer => {
      accepted++
      return { ...us, pid }
    }
    await at().serve({ peerOf, limits: { connectionsPerProcess: 100 } })
    const flood = Array.from({ length: 600 }, () => restOf(at().open()))
    await seen(() => accepted === 600)
    expect(at().logged).toHaveLength(1)
    pid = 2
    expect(await at().talk(post('{}'))).toContain('200 OK')
    for (const socket of at().sockets) socket.end()
    const replies = await Promise.all(flood)
    expect(replies.filter((reply) => reply.includes('"busy"'))).toHaveLength(500)
  })

  it('more than there are descriptors for end nothing', async () => {
    const module = fileURLToPath(new URL('broker-server.ts', import.meta.url))
    const server = `import(${JSON.stringify(module)}).then(({ startBrokerServer }) => startBrokerServer({
      address: ${JSON.stringify(at().address)},
      broker: { handle: async () => ({ status: 200, body: {} }) },
      callers: { peerOf: () => ({ pid: 1, uid: process.getuid() }), identify: async () => ({}) },
      log: { write: () => undefined },
    })).then(() => console.log('serving'))`
    const limited = `ulimit -n 64; exec "$0" --import tsx -e "$1"`
    const child = spawn('sh', ['-c', limited, process.execPath, server], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    const flood = Array.from({ length: 200 }, () => at().open())
    await Promise.all(flood.map((socket) => once(socket, 'connect').catch(() => undefined)))
    for (const socket of flood) socket.destroy()
    let reply = ''
    while (!reply.includes('200 OK') && child.exitCode === null) reply = await at().talk(post('{}'))
    expect(reply).toContain('200 OK')
  }, 20_000)

  it('hundreds at once are all answered', async () => {
    await at().serve()
    const replies = await Promise.all(Array.from({ length: 500 }, () => at().talk(post('{}'))))
    expect(replies.every((reply) => reply.includes('200 OK'))).toBe(true)
  })
})
