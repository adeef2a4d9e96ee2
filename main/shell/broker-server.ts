// The local API's transport: HTTP/1.1 over a Unix socket, each limit with its coded answer (LOCAL-API.md "Transport").
// Nothing is decided here about what a request means: that is core/broker.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { AppError, toAppError } from '../../shared/errors'
import { problemReply } from '../core/broker/problem-reply'
import type { Broker, BrokerReply, BrokerRequest } from '../core/broker/protocol'
import type { Log } from '../core/ports'
import { Door } from './admission'
import { type BrokerLimits, localApiLimits } from './broker-limits'
import type { LocalCallers } from './callers/local-callers'
import {
  afterAnswers,
  type Asked,
  type Connection,
  goDeaf,
  mostIgnored,
  newConnection,
  underWay,
} from './connection'
import { OpenStreams } from './open-streams'
import { type BodyLength, bodyLengthOf, readBody } from './request-body'
import { prepareSocketPlace, type SocketPlace } from './socket-place'
import { Farewell, notHttp, parserProblem, problem } from './turn-away'

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
      options.broker.end?.()
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

type ServedOptions = Required<BrokerServerOptions> & { readonly uid: number }

/** State: the open connections with their peers, and whether the end has begun. */
class ServedConnections {
  readonly server: Server
  readonly #options: ServedOptions
  readonly #connections = new WeakMap<Socket, Connection>()
  readonly #farewell = new Farewell()
  readonly #streams: OpenStreams
  #isClosing = false

  constructor(options: ServedOptions) {
    this.#options = options
    const { limits } = options
    this.#streams = new OpenStreams(options)
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
    this.server.on('request', (request, response) => this.#take(request, response))
    this.server.on('connect', (_request, stream) => {
      if (stream instanceof Socket)
        this.#refuse(stream, problem('request/invalid', 'Signet is no proxy: CONNECT is not supported.'))
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
      if (stream instanceof Socket) this.#refuse(stream, parserProblem(error))
    })
  }

  async close(graceMs: number, settled: () => Promise<void>): Promise<void> {
    this.#isClosing = true
    const closed = new Promise((resolve) => this.server.close(resolve))
    this.#streams.endAll()
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
        this.#farewell.say(socket, problem('broker/busy', 'Too many connections are open.'))
      else {
        const connection = newConnection(admission)
        socket.once('close', () => {
          door.leave(admission)
          if (connection.pending > 0) connection.hangUp.abort()
        })
        this.#connections.set(socket, connection)
        for (const listener of parse) Reflect.apply(listener, this.server, [socket])
      }
    })
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.get(request.socket)
    if (connection === undefined || !this.#mayAsk(request.socket, connection)) {
      // Its body lies before the end, which would not be seen.
      request.resume()
      return
    }
    // The parser takes HTTP/0.9 and HTTP/2.0 for the same protocol.
    if (request.httpVersionMajor !== 1) {
      this.#sendLast(response, notHttp())
      return
    }
    const asked = { request, response, connection }
    connection.pending++
    connection.before = connection.latest
    connection.latest = asked
    const length = bodyLengthOf(request)
    if (length === 0) void this.#answer(asked, undefined)
    // A tick later the parser has handed over what came with the head.
    else process.nextTick(() => void this.#read(asked, length))
  }

  #mayAsk(socket: Socket, connection: Connection): boolean {
    // Nothing can be answered after a reply that goes on.
    if (connection.isStreaming) {
      socket.destroy()
      return false
    }
    if (connection.end !== undefined) {
      connection.ignored++
      if (connection.ignored > mostIgnored) socket.destroy()
    } else if (connection.pending >= this.#options.limits.pending) {
      goDeaf(socket, connection, problem('broker/busy', 'Too many requests of this connection wait.'))
    }
    return connection.end === undefined
  }

  async #read(asked: Asked, length: BodyLength): Promise<void> {
    let body: unknown
    try {
      body = readBody(asked.request, length, this.#options.limits)
      if (body instanceof Promise) body = await body
    } catch (error) {
      const { request, response, connection } = asked
      connection.pending--
      this.#sendLast(response, toAppError(error))
      // The rest of the body is read, and dropped, for the sake of its end: the sign of a caller who hangs up.
      goDeaf(request.socket, connection, undefined)
      request.resume()
      return
    }
    await this.#answer(asked, body)
  }

  async #answer(asked: Asked, body: unknown): Promise<void> {
    const { request, response, connection } = asked
    const reply = await this.#handle(asked, body)
    if (reply.stream !== undefined) {
      this.#stream(asked, reply)
      return
    }
    connection.pending--
    this.#send(response, reply)
    if (connection.end?.words !== undefined && underWay(connection) === 0)
      afterAnswers(connection, () => this.#farewell.say(request.socket, connection.end?.words))
  }

  #stream({ response, connection }: Asked, { stream, headers = {} }: BrokerReply): void {
    const hangUp = connection.hangUp.signal
    if (stream === undefined || response.destroyed || hangUp.aborted) return
    if (connection.isStreaming || this.#isClosing) {
      connection.pending--
      this.#sendLast(response, new AppError('broker/busy', 'This host ends, or the connection has a stream.'))
      return
    }
    connection.isStreaming = true
    this.#streams.begin({ response, stream, headers, hangUp })
  }

  async #handle({ request, connection }: Asked, body: unknown): Promise<BrokerReply> {
    const { broker, callers, log } = this.#options
    const { peer, hangUp } = connection
    const target = targetOf(request.url ?? '')
    if (target === undefined) return problem('request/invalid', 'The request target must be a path.')
    try {
      const identify = (): ReturnType<typeof callers.identify> => callers.identify(peer)
      const { path, query } = target
      // Spread into an object, it would cost V8's slow way at every request.
      const asked = { method: request.method ?? '', path, query, body, peer, identify }
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

  /** The end of a connection, in words or without; after the answers that are under way, for which it could be taken. */
  #refuse(socket: Socket, words: BrokerReply | undefined): void {
    const connection = this.#connections.get(socket)
    if (connection === undefined || connection.isStreaming) socket.destroy()
    // It was told already, and goes on.
    else if (!socket.writable) return
    else if (connection.end !== undefined || underWay(connection) > 0) goDeaf(socket, connection, words)
    else afterAnswers(connection, () => this.#farewell.say(socket, words))
  }
}

/** Path and query of an origin-form target; undefined for the other forms (RFC 9112 §3.2). */
function targetOf(target: string): Pick<BrokerRequest, 'path' | 'query'> | undefined {
  if (!target.startsWith('/')) return undefined
  const at = target.indexOf('?')
  return at === -1 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) }
}
