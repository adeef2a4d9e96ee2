import { createRequire } from 'node:module'
import { Message, MessageType, Variant } from 'dbus-next'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeCall } from './dbus-message'

// The independent judge of these bytes: dbus-next's own marshalling, which has no types.
const { marshallMessage } = createRequire(import.meta.url)('dbus-next/lib/marshall-compat.js') as {
  marshallMessage: (message: Message) => [Buffer]
}

function marshal(message: Message, serial: number): Buffer {
  message.serial = serial
  return marshallMessage(message)[0]
}

/** dbus-next declares a reply's serial as text, and wants the number. */
const replySerial = 7 as unknown as string

function aReply(signature: string, body: unknown[]): Buffer {
  const type = MessageType.METHOD_RETURN
  return marshal(new Message({ type, replySerial, sender: ':1.5', destination: ':1.9', signature, body }), 3)
}

describe('D-Bus messages', () => {
  it.each([
    ['no argument', []],
    ['one', ['default']],
    ['several, not only ASCII', ['a', 'bcdé', '', 'x'.repeat(300)]],
  ])('writes a call with %s as another implementation does', (_, args) => {
    const call = {
      destination: 'org.freedesktop.secrets',
      path: '/org/freedesktop/secrets',
      interface: 'org.freedesktop.Secret.Service',
      member: 'ReadAlias',
    }
    const theirs = new Message({
      ...call,
      ...(args.length > 0 ? { signature: 's'.repeat(args.length), body: args } : {}),
    })
    const [read, expected] = [encodeCall({ ...call, args }, 42), marshal(theirs, 42)]
    // The order of the header fields is free; length and body are not.
    expect(read).toHaveLength(expected.length)
    expect(read.subarray(0, 16)).toEqual(expected.subarray(0, 16))
    expect(decodeMessage(read)).toEqual(decodeMessage(expected))
    expect([...read].sort()).toEqual([...expected].sort())
  })

  it.each([
    { what: 'a path', signature: 'o', body: ['/a/b'], value: '/a/b' },
    { what: 'text', signature: 's', body: ['täxt'], value: 'täxt' },
    { what: 'a yes in a variant', signature: 'v', body: [new Variant('b', true)], value: true },
    { what: 'a no in a variant', signature: 'v', body: [new Variant('b', false)], value: false },
    { what: 'nothing', signature: '', body: [], value: undefined },
    { what: 'what it does not know', signature: 'ax', body: [[1n]], value: undefined },
  ])('reads a reply of $what', ({ signature, body, value }) => {
    const bytes = aReply(signature, body)
    expect(decodeMessage(bytes)).toEqual({
      type: 'reply',
      length: bytes.length,
      message: { type: 'reply', replySerial: 7, errorName: undefined, sender: ':1.5', value },
    })
  })

  it('reads the name of an error', () => {
    const name = 'org.freedesktop.DBus.Error.ServiceUnknown'
    const error = new Message({
      type: MessageType.ERROR,
      replySerial,
      errorName: name,
      signature: 's',
      body: ['no'],
    })
    expect(decodeMessage(marshal(error, 1))?.message).toMatchObject({
      type: 'error',
      errorName: name,
      replySerial: 7,
    })
  })

  it('waits for a message until it is whole, and leaves what follows', () => {
    const bytes = aReply('s', ['text'])
    for (let length = 0; length < bytes.length; length += 1)
      expect(decodeMessage(bytes.subarray(0, length))).toBeUndefined()
    expect(decodeMessage(Buffer.concat([bytes, bytes]))?.length).toBe(bytes.length)
  })

  it('refuses what is no message of a sane size', () => {
    expect(() => decodeMessage(Buffer.alloc(16, 0xff))).toThrow(RangeError)
    expect(() =>
      decodeMessage(Buffer.from('l\x02\0\x01\x04\0\0\0\x01\0\0\0\0\0\0\0\xff\xff\xff\xff', 'latin1')),
    ).not.toThrow()
  })

  it('passes a message over that is too long, before it has come', () => {
    const bytes = aReply('s', ['x'.repeat(1_048_576)])
    const skipped = { type: 'reply', length: bytes.length, message: undefined }
    expect(decodeMessage(bytes.subarray(0, 16))).toEqual(skipped)
    expect(decodeMessage(bytes)).toEqual(skipped)
  })

  it('takes nothing for a sender that stands inside a header field which it does not know', () => {
    const aField = (code: number, signature: string, value: Buffer) =>
      Buffer.concat([Buffer.from([code, signature.length]), Buffer.from(`${signature}\0`), value])
    // As bytes of an array, what would be the field 7 if they were read as fields.
    const forged = Buffer.from('\x07\x01s\0\x04\0\0\0:1.0\0', 'latin1')
    const unknown = aField(200, 'ay', Buffer.concat([Buffer.from([0, 0, 0, forged.length, 0, 0, 0]), forged]))
    const head = Buffer.from('l\x04\0\x01\0\0\0\0\x01\0\0\0\0\0\0\0', 'latin1')
    head.writeUInt32LE(unknown.length, 12)
    const bytes = Buffer.concat([head, unknown, Buffer.alloc((8 - (unknown.length % 8)) % 8)])
    expect(decodeMessage(bytes)).toEqual({ type: 'signal', length: bytes.length, message: undefined })
  })

  it('throws nothing but a RangeError for any damaged reply', () => {
    const bytes = aReply('v', [new Variant('s', 'text')])
    for (let index = 0; index < bytes.length; index += 1) {
      for (const value of [0x00, 0x7f, 0xff]) {
        const damaged = Buffer.from(bytes)
        damaged[index] = value
        try {
          decodeMessage(damaged)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }
    }
  })
})
