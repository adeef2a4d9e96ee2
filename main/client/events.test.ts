import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SignetEvent } from '../../shared/broker/events'
import { SignetClient } from './client'
import { EventParser } from './event-parser'
import { eventsOf } from './events'
import { type Answer, problemReply, type ScriptedHost, scriptedHost } from './fakes'

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
const unlocked = 'id: a-1\nevent: unlocked\ndata: {"locked":false}\n\n'
const locked = 'id: a-2\nevent: locked\ndata: {"locked":true}\n\n'

describe('the events in a stream', () => {
  const bytes = Buffer.from(
    `retry: 1000\n\n: still here\n\n${unlocked}event: later\ndata: {"x":1}\n\n${locked}`,
  )

  it.each([1, 2, 3, 7, 1000])('are the same however it is cut: %i bytes', (size) => {
    const parser = new EventParser()
    const events: SignetEvent[] = []
    for (let at = 0; at < bytes.length; at += size) events.push(...parser.read(bytes.subarray(at, at + size)))
    expect(events).toEqual([
      { event: 'unlocked', data: { locked: false } },
      { event: 'locked', data: { locked: true } },
    ])
  })

  it('end their lines in any of three ways, and keep what is not ASCII', () => {
    const parser = new EventParser()
    const text = 'event: token\r\ndata: {"account":"é",\rdata: "expiresIn":1}\n\r\n'
    const cut = Buffer.from(text)
    const read = [...cut].flatMap((byte) => parser.read(Buffer.from([byte])))
    expect(read).toEqual([{ event: 'token', data: { account: 'é', expiresIn: 1 } }])
  })

  it.each(['event: locked\ndata: {\n\n', `data: ${'x'.repeat(2 * 1024 * 1024)}`])(
    'are JSON, and no longer than any is',
    (text) => {
      expect(() => new EventParser().read(Buffer.from(text))).toThrow('does not speak')
    },
  )
})

describe('the client, told what happens', () => {
  let folder: string
  const hosts: ScriptedHost[] = []

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'signet-events-'))
  })
  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((host) => host.close()))
    rmSync(folder, { recursive: true, force: true })
  })

  async function aHost(answer: Answer): Promise<ScriptedHost> {
    const host = await scriptedHost(() => answer, { folder })
    hosts.push(host)
    return host
  }

  function client(signal?: AbortSignal): SignetClient {
    const facts = { env: { SIGNET_SOCKET: join(folder, 'signet.sock') }, home: '/nonexistent' }
    return new SignetClient({
      facts: { ...facts, platform: process.platform, uid: process.getuid?.() ?? 0 },
      starting: null,
      ...(signal === undefined ? {} : { signal }),
    })
  }

  it('goes on with the host that takes over', async () => {
    const first = await aHost([head, chunk(unlocked)])
    const seen: string[] = []
    for await (const { event } of eventsOf(client())) {
      seen.push(event)
      if (seen.length === 1) {
        await first.close()
        hosts.splice(0)
        await aHost([head, chunk(locked)])
      } else break
    }
    expect(seen).toEqual(['unlocked', 'locked'])
    expect(first.seen[0]).toMatchObject({ method: 'GET', path: '/v1/events' })
    expect(first.seen[0]?.headers).toContain('Accept: text/event-stream')
  })

  it('says so when no other host comes', async () => {
    const host = await aHost([head, chunk(unlocked)])
    const told = eventsOf(client())
    expect((await told.next()).value).toMatchObject({ event: 'unlocked' })
    await host.close()
    hosts.splice(0)
    await expect(told.next()).rejects.toMatchObject({ code: 'host/not-running' })
  })

  it('hands on a refusal, and asks no more', async () => {
    const host = await aHost(problemReply(503, 'busy', 'Too many connections are open.'))
    await expect(eventsOf(client()).next()).rejects.toMatchObject({ problem: { code: 'busy' } })
    expect(host.seen).toHaveLength(1)
  })

  it('ends with its signal, while nothing happens', async () => {
    const pieces = [head, chunk(unlocked), ...Array.from({ length: 200 }, () => chunk(': x\n\n'))]
    await aHost(pieces)
    const aborted = new AbortController()
    const told = eventsOf(client(aborted.signal))
    await told.next()
    const next = told.next()
    aborted.abort(new Error('enough'))
    await expect(next).rejects.toThrow('enough')
  })

  it('closes its connection when nobody reads on', async () => {
    // Nothing follows: whoever leaves has read all that there is.
    const host = await aHost([head, chunk(unlocked), ...Array.from({ length: 2000 }, () => '')])
    for await (const { event } of eventsOf(client())) {
      expect(event).toBe('unlocked')
      break
    }
    await vi.waitFor(() => expect(host.openConnections()).toBe(0))
  })
})
