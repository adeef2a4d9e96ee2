import { describe, expect, it } from 'vitest'
import { type HttpReply, ReplyParser } from './http-reply'

const plain = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"é":"ü"}'
const chunked =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n5;ext=1\r\npedia\r\n0\r\nX-Sum: 1\r\n\r\n'

/** Feeds the text in pieces of `size` bytes. */
function parse(text: string, size = Infinity): HttpReply | undefined {
  const parser = new ReplyParser()
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += Math.min(size, bytes.length)) {
    const reply = parser.read(bytes.subarray(at, at + size))
    if (reply !== undefined) return reply
  }
  return parser.end()
}

describe('ReplyParser', () => {
  it('reads a body of a stated length however its bytes are cut', () => {
    for (let size = 1; size <= 40; size += 1) {
      expect(parse(plain, size)?.body).toBe('{"é":"ü"}')
    }
    expect(parse(plain)?.headers.get('content-type')).toBe('application/json')
  })

  it('reads a chunked body with extensions and trailers however its bytes are cut', () => {
    for (let size = 1; size <= 40; size += 1) {
      expect(parse(chunked, size)?.body).toBe('Wikipedia')
    }
  })

  it('reads a body that ends with the connection', () => {
    expect(parse('HTTP/1.1 200 OK\r\n\r\nhello', 3)?.body).toBe('hello')
  })

  it('reads an answer without a body', () => {
    expect(parse('HTTP/1.1 204 No Content\r\n\r\n')).toMatchObject({ status: 204, body: '' })
  })

  it('passes over interim answers', () => {
    expect(parse(`HTTP/1.1 100 Continue\r\n\r\n${plain}`, 7)).toMatchObject({
      status: 200,
      body: '{"é":"ü"}',
    })
  })

  it('says that nothing came when nothing came', () => {
    const parser = new ReplyParser()
    expect(parser.hasBegun).toBe(false)
    expect(parser.end()).toBeUndefined()
  })

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n\r\n', 'it is not HTTP/1.1'],
    ['a broken header', 'HTTP/1.1 200 OK\r\nno colon here\r\n\r\n', 'a header is broken'],
    ['a folded header', 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n', 'a header is broken'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 'two lengths'],
    [
      'two framings',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'two framings',
    ],
    ['an unknown coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n', 'its coding is unknown'],
    ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', 'its length is no number'],
    ['a length past the limit', 'HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n', 'it is too long'],
    ['a chunk size that is none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxy\r\n', 'no size'],
    [
      'a chunk longer than it says',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n',
      'a chunk is broken',
    ],
    [
      'a chunk past the limit',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n',
      'too long',
    ],
    ['a cut head', 'HTTP/1.1 200 OK\r\nContent-', 'cut short'],
    ['a cut body', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', 'cut short'],
    ['an endless head', `HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(4000)}`, 'its head is too long'],
    [
      'an endless chunk size',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'0'.repeat(17_000)}`,
      'no size',
    ],
  ])('refuses %s', (_name, text, fault) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'host/untrusted' }))
    expect(() => parse(text)).toThrow(fault)
  })

  it('refuses a body without a stated end that never ends', () => {
    const parser = new ReplyParser()
    parser.read(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))
    const piece = Buffer.alloc(1024 * 1024, 'a')
    expect(() => {
      for (let index = 0; index < 5; index += 1) parser.read(piece)
    }).toThrow('it is too long')
  })
})
