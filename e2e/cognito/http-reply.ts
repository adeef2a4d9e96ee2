// Reading a request and writing a reply.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { CognitoError } from './errors'

const longestBody = 1_048_576

/** What goes out. */
export interface Reply {
  readonly status: number
  readonly body: string
  readonly contentType: string
  readonly headers?: Readonly<Record<string, string>>
}

/** @throws CognitoError SerializationException when the body is longer than 1 MiB or no JSON. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readText(request)
  try {
    return text === '' ? {} : (JSON.parse(text) as unknown)
  } catch {
    throw new CognitoError('SerializationException', 'The body is not JSON.')
  }
}

/** The fields of a form. @throws CognitoError SerializationException when the body is longer than 1 MiB. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams(await readText(request))
}

/** The body, up to 1 MiB. @throws CognitoError SerializationException. */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > longestBody)
      throw new CognitoError('SerializationException', 'The body is longer than 1 MiB.', 413)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Plain JSON: controls, keys, discovery. */
export function jsonReply(body: unknown, status = 200): Reply {
  return { status, body: JSON.stringify(body), contentType: 'application/json' }
}

/** AWS JSON 1.1. */
export function amzReply(body: unknown): Reply {
  return { status: 200, body: JSON.stringify(body), contentType: 'application/x-amz-json-1.1' }
}

export function errorReply(error: CognitoError): Reply {
  return {
    status: error.status,
    body: JSON.stringify({ __type: error.exception, message: error.message }),
    contentType: 'application/x-amz-json-1.1',
    headers: { 'x-amzn-errortype': `${error.exception}:`, 'x-amzn-errormessage': error.message },
  }
}

/** Sends, with the server's own time in `Date`. Resolves when the bytes are handed to the OS or the client is gone. */
export async function send(response: ServerResponse, reply: Reply, nowMs: number): Promise<void> {
  if (response.destroyed) return
  response.writeHead(reply.status, {
    'Content-Type': reply.contentType,
    'Content-Length': Buffer.byteLength(reply.body),
    'Cache-Control': 'no-store',
    Date: new Date(nowMs).toUTCString(),
    ...reply.headers,
  })
  await new Promise<void>((resolve) => {
    response.once('close', resolve)
    response.end(reply.body, resolve)
  })
}
