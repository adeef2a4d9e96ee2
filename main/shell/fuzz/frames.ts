// Hostile frames: a sound request that was bent in its parts, then written down, then bent in its bytes.
import type { Dice } from './dice'
import { bentBody } from './bent-body'
import { endingRequests, type Spoken, soundRequests } from './requests'

/** Frame `index` of a seed's row of frames; the same two give the same bytes. */
export function hostileFrame(dice: Dice): Buffer {
  const parts = [written(dice)]
  // Requests behind one another on one connection.
  while (dice.below(8) === 0 && parts.length < 4) parts.push(written(dice))
  return bentBytes(dice, Buffer.concat(parts))
}

/** Most frames are bent in one place: two faults hide each other. */
function written(dice: Dice): Buffer {
  const spoken = dice.pick(dice.below(200) === 0 ? endingRequests : soundRequests)
  const line = requestLine(dice, spoken)
  const body = bodyOf(dice, spoken)
  const fields = dice.below(4) === 0 ? bentFields(dice, body) : [`Content-Length: ${body.length}`]
  const isChunked = fields.includes(chunked)
  const end = dice.below(40) === 0 ? dice.pick(['\n', '\r', '\n\r', '\r\r\n', '']) : '\r\n'
  const head = [line, ...fields, '', ''].join(end)
  return Buffer.concat([Buffer.from(head, 'latin1'), isChunked ? inChunks(dice, body) : body])
}

function bodyOf(dice: Dice, { body }: Spoken): Buffer {
  if (dice.below(3) > 0) return Buffer.from(body === undefined ? '' : JSON.stringify(body))
  return bentBody(dice, body ?? {})
}

const methods = [
  'get',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PUT',
  'PRI',
  'DELETE',
  'PATCH',
  'P\u0000ST',
  '',
]
const versions = ['HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/1.11', 'http/1.1', 'HTTP/1.', 'ICE/1.0', '']

function requestLine(dice: Dice, { method, target }: Spoken): string {
  const words = [method, target, 'HTTP/1.1']
  if (dice.below(4) > 0) return words.join(' ')
  const at = dice.below(4)
  if (at === 0) words[0] = dice.pick(methods)
  else if (at === 1) words[2] = dice.pick(versions)
  else words[1] = bentTarget(dice, target)
  return words.join(dice.pick([' ', ' ', ' ', '  ', '\t', '']))
}

function bentTarget(dice: Dice, target: string): string {
  const segments = target.split('/')
  const at = dice.below(segments.length + 1)
  const odd = dice.pick(oddSegments)
  return dice.pick([
    () => segments.toSpliced(at, 1, odd).join('/'),
    () => segments.toSpliced(at, 0, odd).join('/'),
    () => segments.toSpliced(at, 1).join('/'),
    () => `${target}?${odd}=${odd}&what=${odd}&limit=${odd}&since=${odd}`,
    () => `http://signet${target}`,
    () => target.replace('/v1', dice.pick(['/v2', '/v0', '/v10', '/V1', '/v1.0', '', '//v1', '/v1/v1'])),
    () => dice.pick(['*', 'signet:80', '', '?', '#', '//', '/..', '\\v1', '%2Fv1', '/v1;a=b', '/v1#x']),
  ])()
}

const oddSegments = [
  ...['', '.', '..', '%', '%zz', '%ff', '%00', '%2e%2e', '%2F', '%0d%0a', '%E2%80%AE', '%F0%9F%92%A9'],
  ...['*', 'default', 'ada', 'nobody', '__proto__', 'constructor', 'toString', '\u00ff', '\u0000', '"', '+'],
  ...['x'.repeat(300), 'x'.repeat(5000), '-1', '1e9', 'NaN', '2026-13-40T99:99:99Z'],
]

const chunked = 'Transfer-Encoding: chunked'

function bentFields(dice: Dice, { length }: Buffer): readonly string[] {
  const sound = `Content-Length: ${length}`
  const odd = dice.pick(oddFields(length))
  return dice.pick([
    [chunked],
    [sound, odd],
    [odd, sound],
    [odd],
    [sound, sound],
    [chunked, odd],
    [chunked, sound],
  ])
}

const oddFields = (length: number): readonly string[] => [
  ...['-1', '+1', '0x10', '1e3', ' ', '9'.repeat(30), '70000', `${length}, ${length}`, `${length} 1`].map(
    (value) => `Content-Length: ${value}`,
  ),
  `Content-Length: ${length + 1}`,
  `Content-Length: ${Math.max(0, length - 1)}`,
  ...['gzip', 'gzip, chunked', 'chunked, chunked', 'identity', 'xchunked', 'chunked\u000b', ''].map(
    (value) => `Transfer-Encoding: ${value}`,
  ),
  ...['100-continue', 'x', '100-continue, x', ''].map((value) => `Expect: ${value}`),
  ...['upgrade', 'close', 'keep-alive', 'close, keep-alive', '\u0000'].map((value) => `Connection: ${value}`),
  'Connection: Upgrade\r\nUpgrade: websocket',
  'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA',
  ...['Content-Encoding: gzip', 'Host: evil.test', 'Host: a\r\nHost: b', 'Origin: http://evil.test'],
  ...[
    'X: a\r\n b',
    ' X: a',
    'X : a',
    'X',
    ': a',
    'X\u0000: a',
    'X: \u0000',
    'X: \u00ff',
    'X:a\rb',
    'X: a\nY: b',
  ],
  `X: ${'x'.repeat(17_000)}`,
  Array.from({ length: 500 }, (_, at) => `X-${at}: a`).join('\r\n'),
]

const chunkFaults = [
  'x',
  '-1',
  '0x1',
  'FFFFFFFFFFFFFFFFF',
  '10001',
  '',
  ' 1',
  '1 ',
  '1;a="',
  '1;a=b',
  '00000001',
]

function inChunks(dice: Dice, body: Buffer): Buffer {
  const at = dice.below(body.length + 1)
  const chunks = [body.subarray(0, at), body.subarray(at)].filter((chunk) => chunk.length > 0)
  const fault = dice.below(3) === 0 ? dice.below(3) : undefined
  const sizes = chunks.map((chunk) => (fault === 0 ? dice.pick(chunkFaults) : chunk.length.toString(16)))
  const framed = chunks.flatMap((chunk, index) => [
    Buffer.from(`${sizes[index] ?? ''}\r\n`),
    chunk,
    Buffer.from(fault === 1 ? dice.pick(['', '\n', '\r', 'x\r\n']) : '\r\n'),
  ])
  const end =
    fault === 2
      ? dice.pick(['', '0', '0\r\n', '0\r\nX: y\r\n\r\n', '0\r\nContent-Length: 5\r\n\r\n'])
      : '0\r\n\r\n'
  return Buffer.concat([...framed, Buffer.from(end)])
}

/** Nothing in half of the frames; else a byte, a stretch or the end is changed. */
function bentBytes(dice: Dice, frame: Buffer): Buffer {
  if (dice.below(2) === 0 || frame.length === 0) return frame
  const at = dice.below(frame.length)
  const to = Math.min(frame.length, at + 1 + dice.below(40))
  const [before, middle, after] = [frame.subarray(0, at), frame.subarray(at, to), frame.subarray(to)]
  return dice.pick([
    () => Buffer.concat([before, dice.bytes(1), frame.subarray(at + 1)]),
    () =>
      Buffer.concat([before, Buffer.from([(frame[at] ?? 0) ^ (1 << dice.below(8))]), frame.subarray(at + 1)]),
    () => Buffer.concat([before, dice.bytes(1 + dice.below(4)), frame.subarray(at)]),
    () => Buffer.concat([before, after]),
    () => Buffer.concat([before, middle, middle, after]),
    () => before,
    () => after,
  ])()
}
