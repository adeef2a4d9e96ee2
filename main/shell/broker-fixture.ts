// A broker's server in a folder of its own, and clients that speak bytes: what the tests of the transport share.
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import type { Broker, BrokerRequest } from '../core/broker/protocol'
import type { Caller, Peer } from '../core/ports'
import { type BrokerLimits, localApiLimits } from './broker-limits'
import { type BrokerServer, startBrokerServer } from './broker-server'

/** This very process as a peer. */
export const us: Peer = { pid: process.pid, uid: process.getuid?.() ?? 0 }

export interface Served {
  /** By default: answers with path and body of what it was asked. */
  readonly broker?: Broker
  readonly limits?: Partial<BrokerLimits>
  readonly peerOf?: () => Peer
}

/** State of one test: its folder, what it opened, what was asked and logged. */
export class BrokerFixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'signet-broker-'))
  readonly address = join(this.folder, 's', 'signet.sock')
  readonly sockets: Socket[] = []
  readonly logged: string[] = []
  readonly asked: { request: BrokerRequest; signal: AbortSignal }[] = []
  readonly #servers: BrokerServer[] = []

  async serve({ broker, limits = {}, peerOf = () => us }: Served = {}): Promise<BrokerServer> {
    const server = await startBrokerServer({
      address: this.address,
      broker: broker ?? this.#echo,
      callers: { peerOf, identify: (peer) => Promise.resolve(peer as unknown as Caller) },
      log: { write: (...line) => this.logged.push(line.join(' ')) },
      limits: { ...localApiLimits, ...limits },
    })
    this.#servers.push(server)
    return server
  }

  open(): Socket {
    const socket = connect(this.address)
    socket.on('error', () => undefined)
    this.sockets.push(socket)
    return socket
  }

  /** Sends bytes and reads until the other side closes. */
  talk(...parts: readonly (string | Buffer)[]): Promise<string> {
    const socket = this.open()
    for (const part of parts) socket.write(part)
    return restOf(socket)
  }

  async end(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await Promise.all(this.#servers.map((server) => server.close(0)))
    rmSync(this.folder, { recursive: true })
  }

  readonly #echo: Broker = {
    handle: (request, signal) => {
      this.asked.push({ request, signal })
      return Promise.resolve({ status: 200, body: { path: request.path, body: request.body ?? null } })
    },
  }
}

/** A fixture that is renewed for each test of a file. */
export function useBroker(): () => BrokerFixture {
  let fixture: BrokerFixture
  beforeEach(() => {
    fixture = new BrokerFixture()
  })
  afterEach(async () => {
    await fixture.end()
  })
  return () => fixture
}

/** All that comes until the other side closes. */
export function restOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    socket.on('close', () => resolve(text))
  })
}

/** A socket's text as soon as it holds the words. */
export function untilSaid(socket: Socket, words: string): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      if (text.includes(words)) resolve(text)
    })
  })
}

/** The bytes of a POST that closes its connection. */
export function post(body: string | Buffer): Buffer {
  const head = `POST /v1/x HTTP/1.1\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), Buffer.from(body)])
}

/** The problem in a reply, which must be one in type and status. */
export function problemIn(reply: string): { status: number; code: string; detail: string } {
  expect(reply).toContain('Content-Type: application/problem+json')
  const body = JSON.parse(reply.slice(reply.indexOf('\r\n\r\n') + 4)) as ReturnType<typeof problemIn>
  expect(reply).toMatch(new RegExp(`^HTTP/1.1 ${body.status} `))
  return body
}

/** Waits for what happens in this process without an event of its own. */
export async function seen(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000; turn++) {
    if (isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  throw new Error('it was not seen')
}
