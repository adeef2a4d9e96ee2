// One HTTP/1.1 exchange over a Unix socket, on node:net alone: loading node:http costs more than the request.
// One request a connection: a command makes one, and what is left open cannot be forgotten.
import { type Socket, connect } from 'node:net'
import { AppError } from '../../shared/errors'
import { type HttpReply, ReplyParser } from './http-reply'

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Origin form, already encoded. */
  readonly path: string
  /** JSON text. */
  readonly body?: string
  /** Which kind of answer is wanted; JSON where it is not said. */
  readonly accept?: string
}

export interface ExchangeOptions {
  readonly socketPath: string
  /** Called once connected, before a byte is sent; what it throws ends the exchange. */
  readonly beforeSend?: () => void
  /** How long connection and answer may take together, in milliseconds. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** The host went away before a byte of its answer came: it may be asked again, where asking twice is harmless. */
export class ConnectionLost extends Error {
  constructor(cause?: unknown) {
    super('the connection ended before an answer', { cause })
    this.name = 'ConnectionLost'
  }
}

/**
 * Sends one request and reads its answer.
 * @throws ConnectionLost; the operating system's error where nobody listens; `host/untrusted` for an answer that is
 * not HTTP; `host/not-running` when none comes in time; the signal's reason when it aborts.
 */
export function exchange(request: HttpRequest, options: ExchangeOptions): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const { signal } = options
    if (signal?.aborted === true) {
      reject(reasonOf(signal))
      return
    }
    const socket = connect(options.socketPath)
    const parser = new ReplyParser()
    const timer = setTimeout(() => fail(tooSlow(options)), options.timeoutMs)
    const abort = (): void => {
      if (signal !== undefined) fail(reasonOf(signal))
    }
    signal?.addEventListener('abort', abort)

    function settle(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      socket.destroy()
    }
    function fail(error: unknown): void {
      settle()
      reject(error instanceof Error ? error : new Error(String(error)))
    }
    /** Runs a step whose fault ends the exchange; a reply ends it well. */
    function advance(step: () => HttpReply | undefined): void {
      try {
        const reply = step()
        if (reply === undefined) return
        settle()
        resolve(reply)
      } catch (error) {
        fail(error)
      }
    }
    socket.on('connect', () => advance(() => send(socket, request, options.beforeSend)))
    socket.on('data', (chunk) => advance(() => parser.read(chunk)))
    socket.on('end', () => advance(() => parser.end() ?? lost()))
    socket.on('error', (error) =>
      fail(isRefusal(error) || parser.hasBegun ? error : new ConnectionLost(error)),
    )
  })
}

function send(socket: Socket, request: HttpRequest, beforeSend?: () => void): undefined {
  beforeSend?.()
  socket.write(requestText(request))
  return undefined
}

/** The request as it goes over the wire. */
export function requestText(request: HttpRequest): string {
  const { method, path, body, accept = 'application/json' } = request
  // Both come from our own code and encodeURIComponent: a line end here would be a fault of ours.
  if (!/^\/[\x21-\x7e]*$/.test(path)) throw new AppError('internal', 'The request path is not encoded.')
  const head = `${method} ${path} HTTP/1.1\r\nHost: signet\r\nAccept: ${accept}\r\nConnection: close\r\n`
  if (body === undefined) return `${head}\r\n`
  const length = Buffer.byteLength(body)
  return `${head}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`
}

/** Nobody listened: nothing reached a host. */
export function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED')
  )
}

function lost(): never {
  throw new ConnectionLost()
}

function tooSlow(options: ExchangeOptions): AppError {
  const seconds = Math.round(options.timeoutMs / 1000)
  return new AppError(
    'host/not-running',
    `Signet at ${options.socketPath} did not answer within ${seconds} s.`,
  )
}

/** Why it was aborted, as an error. */
export function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason
  return reason instanceof Error ? reason : new Error('aborted')
}
