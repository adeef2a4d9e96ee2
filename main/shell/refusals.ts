// What is said to whom no request could be read from, and to whom there is no place for.
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
    case 'ECONNRESET':
    case 'EPIPE':
      return undefined
    default:
      return problem('request/invalid', 'The request is not HTTP/1.1.')
  }
}

/** Writes an answer without the parser, and closes. */
export function turnAway(socket: Socket, { status, body, headers }: BrokerReply): void {
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

/** A refusal of the transport's own. */
export function problem(code: ErrorCode, message: string): BrokerReply {
  return problemReply(new AppError(code, message))
}
