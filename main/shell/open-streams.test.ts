import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { StreamEnd } from '../../shared/broker/events'
import type { Broker } from '../core/broker/protocol'
import { restOf, seen, untilSaid, useBroker } from './broker-fixture'

const fixture = useBroker()

/** A broker whose every answer goes on; `tell` reaches all that listen. */
function streaming() {
  const readers = new Set<(text: string) => void>()
  const broker: Broker = {
    handle: () =>
      Promise.resolve({
        status: 200,
        body: undefined,
        headers: { 'Content-Type': 'text/event-stream' },
        stream: {
          open: (send: (text: string) => void) => {
            readers.add(send)
            send('begun\n\n')
            return () => readers.delete(send)
          },
          farewell: (why: StreamEnd) => `end: ${why}\n\n`,
        },
      }),
  }
  const tell = (text: string) => [...readers].forEach((reader) => reader(text))
  return { broker, readers, tell }
}

function listen(): Socket {
  const socket = fixture().open()
  socket.write('GET /v1/events HTTP/1.1\r\n\r\n')
  return socket
}

describe('a reply that goes on', () => {
  it('comes as it comes, past the time that a connection may be idle', async () => {
    const { broker, tell } = streaming()
    await fixture().serve({ broker, limits: { idleMs: 20, sendMs: 200 } })
    const socket = listen()
    const text = await untilSaid(socket, 'begun')
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Type: text\/event-stream\r\nConnection: close\r\n/)
    await new Promise((resolve) => setTimeout(resolve, 400))
    const told = untilSaid(socket, 'news')
    tell('news\n\n')
    expect(await told).toContain('news')
  })

  it('is forgotten once its reader is gone', async () => {
    const { broker, readers } = streaming()
    await fixture().serve({ broker })
    const socket = listen()
    await untilSaid(socket, 'begun')
    expect(readers.size).toBe(1)
    socket.destroy()
    await seen(() => readers.size === 0)
  })

  it('ends with its farewell when the host ends, at once', async () => {
    const { broker, readers } = streaming()
    const server = await fixture().serve({ broker })
    const socket = listen()
    await untilSaid(socket, 'begun')
    const rest = restOf(socket)
    const startedMs = performance.now()
    await server.close(60_000)
    expect(performance.now() - startedMs).toBeLessThan(10_000)
    expect(await rest).toContain('end: host_ended')
    expect(readers.size).toBe(0)
  })

  it('ends for a reader that does not keep up, and holds no memory for it', async () => {
    const { broker, readers, tell } = streaming()
    await fixture().serve({ broker, limits: { streamBytes: 10_000, farewellMs: 50 } })
    const lazy = listen()
    await seen(() => readers.size === 1)
    const other = listen()
    let read = 0
    other.on('data', (chunk) => (read += chunk.length))
    await seen(() => readers.size === 2)
    // Nobody reads the first one: what the kernel takes for it is soon full.
    const text = `${'x'.repeat(1000)}\n\n`
    for (let told = 0; told < 5000 && readers.size === 2; told++) {
      tell(text)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(readers.size).toBe(1)
    expect(fixture().logged).toContain('warn open-streams a reader does not keep up')
    await restOf(lazy)
    const before = read
    tell(text)
    await seen(() => read > before)
  })

  it('shares its connection with no other request', async () => {
    const { broker, readers } = streaming()
    await fixture().serve({ broker })
    const socket = listen()
    await untilSaid(socket, 'begun')
    socket.write('GET /v1 HTTP/1.1\r\n\r\n')
    await seen(() => readers.size === 0)
    expect(socket.destroyed || (await restOf(socket)) === '').toBe(true)
  })

  it('counts as a connection', async () => {
    const { broker } = streaming()
    await fixture().serve({ broker, limits: { connectionsPerProcess: 1 } })
    await untilSaid(listen(), 'begun')
    expect(await restOf(listen())).toContain('"code":"busy"')
  })
})
