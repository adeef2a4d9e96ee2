// Requests and replies read by the letter of RFC 9112, by other code than the server's: the judge of a frame.
import { TokenRequest } from '../../../shared/broker/requests'
import { parseJson } from '../../../shared/parse-json'

/** One reply of a connection. */
export interface StrictReply {
  readonly status: number
  readonly fields: ReadonlyMap<string, string>
  readonly body: string
}

/**
 * All replies of a connection, in order.
 * @param isHead whether a reply may have no body though its length is said.
 * @throws Error at the first byte that is no reply.
 */
export function strictReplies(text: string, isHead: boolean): readonly StrictReply[] {
  const replies: StrictReply[] = []
  let rest = text
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) throw new Error('a head without an end')
    const { status, fields } = headOf(rest.slice(0, end))
    rest = rest.slice(end + 4)
    if (status === 100) continue
    const body = isHead && /^(HTTP\/1\.1 |$)/.test(rest) ? '' : bodyOf(fields, rest)
    replies.push({ status, fields, body })
    rest = rest.slice(body.length)
  }
  return replies
}

function bodyOf(fields: StrictReply['fields'], rest: string): string {
  const length = Number(fields.get('content-length') ?? Number.NaN)
  // NaN, too.
  if (!(rest.length >= length)) throw new Error('a body without a length, or cut off')
  return rest.slice(0, length)
}

function headOf(head: string): Pick<StrictReply, 'status' | 'fields'> {
  const [first = '', ...lines] = head.split('\r\n')
  const status = /^HTTP\/1\.1 (\d{3}) [\x20-\x7e]+$/.exec(first)?.[1]
  if (status === undefined) throw new Error(`no status line: ${first.slice(0, 200)}`)
  const fields = lines.map((line) => {
    const [, name, value] = /^([\w-]+): ([\x20-\x7e]*)$/.exec(line) ?? []
    if (name === undefined || value === undefined) throw new Error(`no field: ${line.slice(0, 200)}`)
    return [name.toLowerCase(), value] as const
  })
  return { status: Number(status), fields: new Map(fields) }
}

/**
 * How many sound requests for a token of one of `names` a frame holds at the most: every place where one could begin
 * is tried, so that a server that reads on after a fault is not wronged, and one that makes up a request is caught.
 */
export function soundTokenRequests(frame: Buffer, names: readonly string[]): number {
  const text = frame.toString('latin1')
  // No part of it can match in two ways.
  // eslint-disable-next-line security/detect-unsafe-regex
  const starts = text.matchAll(/POST +\/v1\/accounts\/([^ /?#]+)\/token(?:\?[^ #]*)? +HTTP\/1\.[01]\r\n/g)
  return [...starts].filter(({ index, 0: line, 1: name = '' }) => {
    const isKnown = names.includes(decoded(name))
    return isKnown && isSoundRest(frame.subarray(index + line.length - 2))
  }).length
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return ''
  }
}

/** Whether fields and body, from the end of the request line on, are those of a token request. */
function isSoundRest(rest: Buffer): boolean {
  const end = rest.indexOf('\r\n\r\n')
  if (end < 0) return false
  const body = bodyAfter(rest.toString('latin1', 0, end).split('\r\n'), rest.subarray(end + 4))
  const json = body?.length === 0 ? null : parseJson(body?.toString('utf8') ?? '')
  return TokenRequest.safeParse(json === null ? {} : json).success
}

/** @returns undefined where the fields do not say which bytes it is, or some of them are missing. */
function bodyAfter(lines: readonly string[], after: Buffer): Buffer | undefined {
  const valuesOf = (field: string) =>
    lines
      .filter((line) => line.toLowerCase().startsWith(`${field}:`))
      .flatMap((line) => line.slice(field.length + 1).split(','))
      .map((value) => value.trim().toLowerCase())
  const lengths = valuesOf('content-length')
  // Empty elements of a list count for nothing (RFC 9110 §5.6.1).
  const coding = valuesOf('transfer-encoding').findLast((value) => value !== '')
  if (coding !== undefined) return coding === 'chunked' && lengths.length === 0 ? dechunked(after) : undefined
  const length = Number(lengths[0] ?? 0)
  return lengths.length <= 1 && after.length >= length ? after.subarray(0, length) : undefined
}

function dechunked(bytes: Buffer): Buffer | undefined {
  const chunks: Buffer[] = []
  let at = 0
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    const size =
      lineEnd < 0 ? undefined : /^([0-9a-f]+) *(;|$)/i.exec(bytes.toString('latin1', at, lineEnd))?.[1]
    if (size === undefined) return undefined
    const length = Number.parseInt(size, 16)
    if (length === 0) return Buffer.concat(chunks)
    at = lineEnd + 2 + length
    if (bytes.toString('latin1', at, at + 2) !== '\r\n') return undefined
    chunks.push(bytes.subarray(lineEnd + 2, at))
    at += 2
  }
}
