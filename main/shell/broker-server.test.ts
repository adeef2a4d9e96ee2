import { statSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Broker } from '../core/broker/protocol'
import { post, problemIn, restOf, seen, untilSaid, us, useBroker } from './broker-fixture'
import { startBrokerServer } from './broker-server'
import { createCallers } from './callers/linux'

const at = useBroker()

describe('the broker’s server', () => {
  it('hands over method, path without query, body and peer, and answers in JSON', async () => {
    await at().serve()
    const reply = await at().talk(
      post('{"use":"id"}').toString().replace('/v1/x', '/v1/accounts/a%20b/token?x=1'),
    )
    expect(reply).toMatch(/^HTTP\/1.1 200 OK\r\n/)
    expect(reply).toContain('Content-Type: application/json\r\n')
    expect(reply).toContain('{"path":"/v1/accounts/a%20b/token","body":{"use":"id"}}')
    expect(at().asked[0]?.request).toMatchObject({ method: 'POST', peer: us })
    expect(await at().asked[0]?.request.identify()).toBe(at().asked[0]?.request.peer)
  })

  it('serves many requests of one connection, and one without a body', async () => {
    await at().serve()
    const socket = at().open()
    for (let round = 0; round < 3; round++) {
      socket.write(`GET /v1?round=${round} HTTP/1.1\r\n\r\n`)
      expect(await untilSaid(socket, '"body":null}')).toContain('"path":"/v1"')
    }
    expect(at().asked).toHaveLength(3)
    expect(at().asked[0]?.request.peer).toBe(at().asked[2]?.request.peer)
  })

  it('counts bytes where an answer is more than ASCII', async () => {
    const body = { label: '署名 é' }
    await at().serve({ broker: { handle: () => Promise.resolve({ status: 200, body }) } })
    const reply = await at().talk('GET /v1 HTTP/1.1\r\nConnection: close\r\n\r\n')
    expect(reply).toContain(`Content-Length: ${Buffer.byteLength(JSON.stringify(body))}`)
    expect(reply.endsWith(JSON.stringify(body))).toBe(true)
  })

  it('passes a problem on with its type and headers', async () => {
    const headers = { 'Content-Type': 'application/problem+json', 'Retry-After': '7' }
    await at().serve({
      broker: { handle: () => Promise.resolve({ status: 429, body: { status: 429 }, headers }) },
    })
    const reply = await at().talk('GET /v1 HTTP/1.1\r\nConnection: close\r\n\r\n')
    expect(problemIn(reply)).toEqual({ status: 429 })
    expect(reply).toContain('Retry-After: 7')
    expect(reply.match(/Content-Type/gi)).toHaveLength(1)
  })

  it('answers 500 when the broker breaks its word, and goes on', async () => {
    let calls = 0
    const broker: Broker = {
      handle: () =>
        calls++ === 0 ? Promise.reject(new Error('secret')) : Promise.resolve({ status: 200, body: {} }),
    }
    await at().serve({ broker })
    const reply = await at().talk('GET /v1 HTTP/1.1\r\nConnection: close\r\n\r\n')
    expect(problemIn(reply)).toMatchObject({ status: 500, code: 'internal' })
    expect(reply + at().logged.join()).not.toContain('secret')
    expect(await at().talk('GET /v1 HTTP/1.1\r\nConnection: close\r\n\r\n')).toContain('200 OK')
  })

  it('tells the broker when the caller goes away, and not once it was answered', async () => {
    let answer: () => void = () => undefined
    const waiting: Broker = {
      handle: (request, signal) => {
        at().asked.push({ request, signal })
        return new Promise((resolve) => {
          answer = () => resolve({ status: 200, body: {} })
        })
      },
    }
    await at().serve({ broker: waiting })
    const socket = at().open()
    socket.write('GET /v1 HTTP/1.1\r\n\r\n')
    await seen(() => at().asked.length === 1)
    const aborted = new Promise((resolve) => at().asked[0]?.signal.addEventListener('abort', resolve))
    socket.destroy()
    await aborted
    answer()
    const patient = at().open()
    patient.write('GET /v1 HTTP/1.1\r\n\r\n')
    await seen(() => at().asked.length === 2)
    answer()
    await untilSaid(patient, '{}')
    expect(at().asked[1]?.signal.aborted).toBe(false)
  })

  it('knows a real peer and its program', async () => {
    const callers = createCallers({ commands: [] })
    const server = await startBrokerServer({
      address: at().address,
      broker: {
        handle: async ({ identify }) => ({ status: 200, body: await identify() }),
      },
      callers,
      log: { write: () => undefined },
    })
    onTestFinished(() => server.close(0))
    const reply = await at().talk('GET /v1 HTTP/1.1\r\nConnection: close\r\n\r\n')
    expect(reply).toContain(`"pid":${process.pid}`)
    expect(reply).toContain(process.execPath)
  })
})

describe('a peer that is not ours', () => {
  it.each([
    ['of another user', () => ({ pid: 1, uid: us.uid + 1 })],
    [
      'that the kernel does not name',
      () => {
        throw new Error('no credentials')
      },
    ],
  ])('%s is closed without a word, and without a byte being read', async (_, peerOf) => {
    await at().serve({ peerOf })
    expect(await at().talk('GET /v1 HTTP/1.1\r\n\r\n')).toBe('')
    expect(at().asked).toHaveLength(0)
  })
})

describe('the end of a server', () => {
  it('answers what was at().asked, closes the rest, and takes the socket away at once', async () => {
    let answer: () => void = () => undefined
    const waiting: Broker = {
      handle: () =>
        new Promise((resolve) => {
          answer = () => resolve({ status: 200, body: { done: true } })
        }),
    }
    const server = await at().serve({ broker: waiting })
    const busy = at().open()
    busy.write('GET /v1 HTTP/1.1\r\n\r\n')
    const idle = at().open()
    await new Promise((resolve) => idle.once('connect', resolve))
    await seen(() => answer.length === 0 && answer.toString().includes('resolve'))
    const closed = server.close(5000)
    expect(() => statSync(at().address)).toThrow('ENOENT')
    const reply = restOf(busy)
    answer()
    expect(await reply).toMatch(/Connection: close[\s\S]*"done":true/)
    idle.destroy()
    await closed
  })

  it('does not wait longer than it may', async () => {
    const server = await at().serve({ broker: { handle: () => new Promise(() => undefined) } })
    const socket = at().open()
    socket.write('GET /v1 HTTP/1.1\r\n\r\n')
    const rest = restOf(socket)
    await server.close(50)
    expect(await rest).toBe('')
  })

  it('waits longer for what is about to be settled, and answers that', async () => {
    const reply = { status: 200, body: { done: true } } as const
    let settle: () => void = () => undefined
    const settled = new Promise<void>((resolve) => (settle = resolve))
    const server = await at().serve({ broker: { handle: () => settled.then(() => reply) } })
    const socket = at().open()
    socket.write('GET /v1 HTTP/1.1\r\n\r\n')
    await new Promise((resolve) => socket.once('connect', resolve))
    const rest = restOf(socket)
    const closed = server.close(20, () => {
      setImmediate(settle)
      return settled
    })
    expect(await rest).toContain('"done":true')
    await closed
  })
})

it('works with Node’s own client', async () => {
  await at().serve()
  const text = await new Promise<string>((resolve, reject) => {
    const request = httpRequest({ socketPath: at().address, path: '/v1/x', method: 'POST' }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      response.on('end', () => resolve(body))
    })
    request.on('error', reject)
    request.end('{"a":1}')
  })
  expect(JSON.parse(text)).toEqual({ path: '/v1/x', body: { a: 1 } })
})
