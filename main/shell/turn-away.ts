// What is said to whom no request can be answered, without the parser, and the end of the connection after it.
import type { Socket } from 'node:net'
import { AppError, type ErrorCode } from '../../shared/errors'
import { problemReply } from '../core/broker/problem-reply'
import type { BrokerReply } from '../core/broker/protocol'

/** What to say to whom the parser cannot follow; undefined where nobody is left to hear it. */
export function parserProblem({ code }: NodeJS.ErrnoException): BrokerReply | undefined {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return problem('request/head-too-large', 'The head of the request is too large.')
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problem('request/too-slow', 'The request was not sent in time.')
    // More has come after a request that was to be the last.
    case 'HPE_CLOSED_CONNECTION':
      return undefined
    case 'ECONNRESET':
    case 'EPIPE':
      return undefined
    default:
      return problemReply(notHttp())
  }
}

/** Writes an answer without the parser, if there is one, and closes. */
export function turnAway(socket: Socket, reply: BrokerReply | undefined): void {
  socket.on('error', () => socket.destroy())
  // Where the last answer was the end already, nothing may follow it.
  if (reply !== undefined && socket.writable) socket.write(bytesOf(reply))
  socket.destroySoon()
}

function bytesOf({ status, body, headers }: BrokerReply): string {
  const text = JSON.stringify(body)
  const lines = [
    `HTTP/1.1 ${status} ${statusTexts[status] ?? 'Refused'}`,
    ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ]
  return `${lines.join('\r\n')}\r\n\r\n${text}`
}

const statusTexts: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
  503: 'Service Unavailable',
}

export function notHttp(): AppError {
  return new AppError('request/invalid', 'The request is not HTTP/1.1.')
}

export function problem(code: ErrorCode, message: string): BrokerReply {
  return problemReply(new AppError(code, message))
}
