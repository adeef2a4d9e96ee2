// A request's body within the limits of LOCAL-API.md "Transport".
import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { AppError } from '../../shared/errors'

export interface BodyLimits {
  readonly bodyBytes: number
  readonly jsonDepth: number
}

/** Bytes that a message has after its head (RFC 9112 §6.3), or how else they are told; `unknown` cannot be read. */
export type BodyLength = number | 'chunked' | 'unknown'

/**
 * What the head says of the body. Read from the raw fields: Node makes an object of all of them for whoever asks for
 * `headers`, which costs more than the answer. The parser has seen to it that the fields are sound and agree, but for the
 * coding of a request that asks for another protocol as well: it takes that for one without a body.
 */
export function bodyLengthOf({ rawHeaders }: IncomingMessage): BodyLength {
  let length = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (name.length === contentLength.length && name.toLowerCase() === contentLength)
      length = Number(rawHeaders[at + 1])
    else if (name.length === transferEncoding.length && name.toLowerCase() === transferEncoding)
      return isChunked(rawHeaders[at + 1] ?? '') ? 'chunked' : 'unknown'
  }
  return length
}

function isChunked(codings: string): boolean {
  return /(?:^|,)[ \t]*chunked[ \t,]*$/i.test(codings)
}

const contentLength = 'content-length'
const transferEncoding = 'transfer-encoding'

/**
 * The parsed JSON of a body; undefined for an empty one. At once where the whole body came with the head, which is the
 * way of nearly every request; call it a tick after the head was parsed, when the parser has handed over the rest.
 * @throws `request/too-large`; `request/invalid` for bad UTF-8, what is not JSON, or nested too deeply, or a coding that is
 * not known; the stream's own error when the caller goes away.
 */
export function readBody(request: IncomingMessage, length: BodyLength, limits: BodyLimits): unknown {
  if (length === 'unknown')
    throw new AppError('request/invalid', 'Transfer-Encoding: nothing but chunked is supported.')
  if (typeof length === 'number' && length > limits.bodyBytes) throw tooLarge(limits.bodyBytes)
  const bytes = request.read() as Buffer | null
  if (bytes !== null && bytes.length === length) return parsed(bytes, limits)
  return collect(request, bytes, limits.bodyBytes).then((all) => parsed(all, limits))
}

function parsed(bytes: Buffer, limits: BodyLimits): unknown {
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

function tooLarge(limit: number): AppError {
  return new AppError('request/too-large', `The body has more than ${limit} bytes.`)
}

/** A body that comes in several parts. */
function collect(request: IncomingMessage, first: Buffer | null, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks = first === null ? [] : [first]
    let length = first?.length ?? 0
    if (length > limit) reject(tooLarge(limit))
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) reject(tooLarge(limit))
      else chunks.push(chunk)
    })
    request.once('end', () => resolve(Buffer.concat(chunks)))
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
