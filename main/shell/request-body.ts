// A request's body within the limits of LOCAL-API.md "Transport".
import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { AppError } from '../../shared/errors'

export interface BodyLimits {
  readonly bodyBytes: number
  readonly jsonDepth: number
}

/** Whether a message has a body to wait for (RFC 9112 §6.3). */
export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
}

/**
 * The parsed JSON of a body; undefined for an empty one.
 * @throws `request/too-large`; `request/invalid` for bad UTF-8, what is not JSON, or nested too deeply; the stream's
 * own error when the caller goes away.
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<unknown> {
  const bytes = await collect(request, limits.bodyBytes)
  if (bytes.length === 0) return undefined
  if (!isUtf8(bytes)) throw new AppError('request/invalid', 'The body is not UTF-8.')
  const text = bytes.toString('utf8')
  if (isDeeper(text, limits.jsonDepth)) {
    throw new AppError('request/invalid', `The body is nested more than ${limits.jsonDepth} levels deep.`)
  }
  try {
    return JSON.parse(text) as unknown
  } catch {
    // V8's message quotes the body, which may hold a password: neither it nor the error goes on.
    throw new AppError('request/invalid', 'The body is not JSON.')
  }
}

function collect(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = (): AppError => new AppError('request/too-large', `The body has more than ${limit} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge())
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) reject(tooLarge())
      else chunks.push(chunk)
    })
    request.once('end', () => {
      const [only] = chunks
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks))
    })
    request.once('error', reject)
  })
}

/** Whether brackets outside strings nest deeper than `limit`; read before parsing, so that depth costs nothing. */
function isDeeper(text: string, limit: number): boolean {
  let depth = 0
  let isString = false
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (isString) {
      if (character === backslash) at++
      else if (character === quote) isString = false
    } else if (character === quote) isString = true
    else if (isOpening(character) && ++depth > limit) return true
    else if (isClosing(character)) depth--
  }
  return false
}

const backslash = 0x5c
const quote = 0x22
const isOpening = (character: number): boolean => character === 0x5b || character === 0x7b
const isClosing = (character: number): boolean => character === 0x5d || character === 0x7d
