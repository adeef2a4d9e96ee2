// The local API's transport: HTTP/1.1 over a Unix socket, each limit with its coded answer (LOCAL-API.md "Transport").
// Nothing is decided here about what a request means: that is core/broker.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { AppError, type ErrorCode, toAppError } from '../../shared/errors'
import { problemReply } from '../core/broker/problem-reply'
import type { Broker, BrokerReply, BrokerRequest } from '../core/broker/protocol'
import type { Log, Peer } from '../core/ports'
import { type AdmissionLimits, Door } from './admission'
import type { LocalCallers } from './callers/local-callers'
import { type BodyLength, type BodyLimits, bodyLengthOf, readBody } from './request-body'
import { prepareSocketPlace, type SocketPlace } from './socket-place'

export interface BrokerLimits extends AdmissionLimits, BodyLimits {
  readonly headBytes: number
  /** How long a request may take to arrive. */
  readonly sendMs: number
  /** How long a connection may stay open between requests. */
  readonly idleMs: number
}

/** LOCAL-API.md "Limits". */
export const localApiLimits: BrokerLimits = {
  headBytes: 16 * 1024,
  bodyBytes: 64 * 1024,
  jsonDepth: 32,
  sendMs: 10_000,
  idleMs: 120_000,
  connections: 2048,
  connectionsPerProcess: 1024,
}

export interface BrokerServerOptions {
  /** Absolute path of the socket. */
  readonly address: string
  readonly broker: Broker
  readonly callers: Pick<LocalCallers, 'peerOf' | 'identify'>
  readonly log: Log
  readonly limits?: BrokerLimits
}

export interface BrokerServer {
  readonly address: string
  /**
   * Takes the socket away, answers what was asked for at most `graceMs` and until `settled` says that nothing is under
   * way whose end is near, then closes every connection: who is cut off asks the next host, which must be near, too.
   */
  close(graceMs: number, settled?: () => Promise<void>): Promise<void>
}

/** As many as may connect before the first of them is accepted. */
const backlog = 2048

/**
 * Binds the socket and serves the broker on it. Call it under the host's lock.
 * @throws `host/socket-path-too-long`, `host/socket-in-use`, `storage/untrusted-folder`; `host/not-served` on Windows: a
 * pipe that Node makes is open to every user, and says of nobody who it is.
 */
export async function startBrokerServer(options: BrokerServerOptions): Promise<BrokerServer> {
  const uid = process.getuid?.()
  if (uid === undefined) {
    throw new AppError('host/not-served', 'Signet does not serve other programs on Windows yet.')
  }
  const place = await prepareSocketPlace(options.address, uid)
  const served = new ServedConnections({ ...options, limits: options.limits ?? localApiLimits, uid })
  await listen(served.server, place)
  return {
    address: options.address,
    close: async (graceMs, settled = () => Promise.resolve()) => {
      place.withdraw()
      await served.close(graceMs, settled)
    },
  }
}

function listen(server: Server, place: SocketPlace): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new AppError('host/socket-in-use', 'The socket cannot be bound.', { cause: error }))
    })
    server.listen({ path: place.bindAt, backlog }, () => {
      try {
        place.publish()
        resolve()
      } catch (error) {
        server.close()
        reject(new AppError('host/socket-in-use', 'The socket cannot be put in its place.', { cause: error }))
      }
    })
  })
}

/** What is known of an open connection. */
interface Connection {
  readonly peer: Peer
  /** Aborts when it closes with a request unanswered. One for all of them: making one costs like parsing a request. */
  readonly hangUp: AbortController
  /** Requests that were read and are not answered yet. */
  pending: number
}

interface Asked {
  readonly request: IncomingMessage
  readonly body: unknown
  readonly connection: Connection
}

type ServedOptions = Required<BrokerServerOptions> & { readonly uid: number }

/** State: the open connections with their peers, and whether the end has begun. */
class ServedConnections {
  readonly server: Server
  readonly #options: ServedOptions
  readonly #connections = new WeakMap<Socket, Connection>()
  #isClosing = false

  constructor(options: ServedOptions) {
    this.#options = options
    const { limits } = options
    this.server = createServer({
      maxHeaderSize: limits.headBytes,
      headersTimeout: limits.sendMs,
      requestTimeout: limits.sendMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: Math.min(1000, limits.sendMs / 2),
      // Over a Unix socket there is no host to tell apart.
      requireHostHeader: false,
      noDelay: false,
    })
    this.#guard(new Door(options))
    this.server.on('request', (request, response) => {
      const length = bodyLengthOf(request)
      if (length === 0) void this.#answer(request, response, undefined)
      // A tick later the parser has handed over what came with the head.
      else process.nextTick(() => void this.#read(request, response, length))
    })
    this.server.on('checkExpectation', (request, response) => {
      this.#send(response, problem('request/invalid', 'Expect: this expectation is not supported.'))
      request.resume()
    })
    // A connection that cannot be accepted, for want of descriptors above all, is no reason to end.
    this.server.on('error', (error: NodeJS.ErrnoException) => {
      options.log.write('error', 'broker-server', `a connection could not be accepted: ${error.code ?? ''}`)
    })
    this.server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
      if (stream instanceof Socket) this.#refuse(stream, error)
    })
  }

  async close(graceMs: number, settled: () => Promise<void>): Promise<void> {
    this.#isClosing = true
    const closed = new Promise((resolve) => this.server.close(resolve))
    this.server.closeIdleConnections()
    const cutOff = () => this.server.closeAllConnections()
    // A turn later: what has just settled is being answered.
    const timer = setTimeout(() => void settled().finally(() => setImmediate(cutOff)), graceMs)
    await closed
    clearTimeout(timer)
  }

  /** Puts the door before HTTP: the parser, which reads, is attached to admitted connections alone. */
  #guard(door: Door): void {
    const parse = this.server.listeners('connection')
    this.server.removeAllListeners('connection')
    this.server.on('connection', (socket: Socket) => {
      const admission = door.admit(socket)
      if (admission === 'foreign') socket.destroy()
      else if (admission === 'busy')
        turnAway(socket, problem('broker/busy', 'Too many connections are open.'))
      else {
        const connection = { peer: admission, hangUp: new AbortController(), pending: 0 }
        socket.once('close', () => {
          door.leave(admission)
          if (connection.pending > 0) connection.hangUp.abort()
        })
        this.#connections.set(socket, connection)
        for (const listener of parse) Reflect.apply(listener, this.server, [socket])
      }
    })
  }

  async #read(request: IncomingMessage, response: ServerResponse, length: BodyLength): Promise<void> {
    let body: unknown
    try {
      body = readBody(request, length, this.#options.limits)
      if (body instanceof Promise) body = await body
    } catch (error) {
      // The rest of the body is not waited for.
      this.#sendLast(response, toAppError(error))
      return
    }
    await this.#answer(request, response, body)
  }

  async #answer(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
    const connection = this.#connections.get(request.socket)
    if (connection === undefined) return
    connection.pending++
    const reply = await this.#handle({ request, body, connection })
    connection.pending--
    this.#send(response, reply)
  }

  async #handle({ request, body, connection }: Asked): Promise<BrokerReply> {
    const { broker, callers, log } = this.#options
    const { peer, hangUp } = connection
    const target = targetOf(request.url ?? '')
    if (target === undefined) return problem('request/invalid', 'The request target must be a path.')
    try {
      const identify = (): ReturnType<typeof callers.identify> => callers.identify(peer)
      const asked = { method: request.method ?? '', ...target, body, peer, identify }
      return await broker.handle(asked, hangUp.signal)
    } catch (error) {
      // The broker words its own failures; what still comes out is a fault of ours and must end no connection.
      log.write('error', 'broker-server', error instanceof Error ? error.name : 'not an error')
      return problemReply(toAppError(error))
    }
  }

  #send(response: ServerResponse, { status, body, headers }: BrokerReply): void {
    if (response.destroyed) return
    const text = body === undefined ? '' : JSON.stringify(body)
    const length = Buffer.byteLength(text)
    response.writeHead(status, this.#headers(length, headers))
    // Nearly every answer is ASCII, which needs no encoder.
    response.end(text, length === text.length ? 'latin1' : 'utf8')
  }

  /** Names and values in turn: what Node writes down fastest. */
  #headers(length: number, own: BrokerReply['headers']): (string | number)[] {
    const headers = own === undefined ? ['Content-Type', 'application/json'] : Object.entries(own).flat()
    headers.push('Content-Length', String(length))
    if (this.#isClosing && own?.['Connection'] === undefined) headers.push('Connection', 'close')
    return headers
  }

  #sendLast(response: ServerResponse, error: AppError): void {
    const reply = problemReply(error)
    this.#send(response, { ...reply, headers: { ...reply.headers, Connection: 'close' } })
  }

  /** What the parser refuses. Where an answer is under way, a second one would be taken for it: only the end is left. */
  #refuse(socket: Socket, error: NodeJS.ErrnoException): void {
    const reply = parserProblem(error)
    if (reply === undefined || !socket.writable || this.#connections.get(socket)?.pending !== 0) {
      socket.destroy()
      return
    }
    turnAway(socket, reply)
  }
}

/** What to say to whom the parser cannot follow; undefined where nobody is left to hear it. */
function parserProblem({ code }: NodeJS.ErrnoException): BrokerReply | undefined {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return problem('request/head-too-large', 'The head of the request is too large.')
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problem('request/too-slow', 'The request was not sent in time.')
    case 'ECONNRESET':
    case 'EPIPE':
      return undefined
    default:
      return problem('request/invalid', 'The request is not HTTP/1.1.')
  }
}

/** Writes an answer without the parser, and closes. */
function turnAway(socket: Socket, { status, body, headers }: BrokerReply): void {
  const text = JSON.stringify(body)
  const lines = [
    `HTTP/1.1 ${status} ${statusTexts[status] ?? 'Refused'}`,
    ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ]
  socket.on('error', () => socket.destroy())
  socket.write(`${lines.join('\r\n')}\r\n\r\n${text}`)
  socket.destroySoon()
}

const statusTexts: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
  503: 'Service Unavailable',
}

function problem(code: ErrorCode, message: string): BrokerReply {
  return problemReply(new AppError(code, message))
}

/** Path and query of an origin-form target; undefined for the other forms (RFC 9112 §3.2). */
function targetOf(target: string): Pick<BrokerRequest, 'path' | 'query'> | undefined {
  if (!target.startsWith('/')) return undefined
  const at = target.indexOf('?')
  return at === -1 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) }
}
