// Requests over the Transport port that are none of the SDK's.
import { AppError } from '../../../shared/errors'
import type { Transport } from '../ports'

type HandlerRequest = Parameters<Awaited<ReturnType<Transport['load']>>['handle']>[0]

export interface PlainRequest {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** The request as the transport's handler takes it. A query in the address is not sent: none of ours has one. */
export function plainRequest(asked: PlainRequest): HandlerRequest {
  const { method, url, headers, body } = asked
  const request = {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    path: url.pathname,
    query: {},
    headers: { host: url.host, ...headers },
    ...(body === undefined ? {} : { body }),
    clone: () => plainRequest(asked),
  }
  // The handler reads these members alone; the class lies in a package that is not ours to import.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
  return request
}

/** The body of an answer. @throws `network/bad-answer` where it is longer than `maxBytes`. */
export async function readAtMost(body: unknown, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  // The handler's answers are streams of bytes; its types leave that open.
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > maxBytes)
      throw new AppError('network/bad-answer', 'The endpoint answered more than Cognito ever does.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
