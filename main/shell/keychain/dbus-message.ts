// The bytes of D-Bus messages, as far as the lock check needs them: calls with string arguments, replies of one value.
// https://dbus.freedesktop.org/doc/dbus-specification.html#message-protocol

export interface DBusCall {
  readonly destination: string
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly args: readonly string[]
}

/** A reply or a signal; `value` is the first value of its body where it is of a type known here. */
export interface DBusMessage {
  readonly type: 'reply' | 'error' | 'signal' | 'other'
  /** Of a signal: the object that it is from, and its name. */
  readonly path: string | undefined
  readonly member: string | undefined
  readonly replySerial: number | undefined
  readonly errorName: string | undefined
  /** The unique name of whoever sent it. The bus writes it, so that no sender can be another. */
  readonly sender: string | undefined
  readonly value: unknown
}

/** What stands first in the bytes that have come. */
export interface Decoded {
  readonly type: DBusMessage['type']
  /** Undefined: over the bound, or not to be read here; its bytes are to be skipped. */
  readonly message: DBusMessage | undefined
  /** Of a message that is skipped, more than has come. */
  readonly length: number
}

const messageTypes: Readonly<Record<number, DBusMessage['type']>> = { 2: 'reply', 3: 'error', 4: 'signal' }
/** Header fields by their codes in the specification. */
const field = {
  path: 1,
  interface: 2,
  member: 3,
  errorName: 4,
  replySerial: 5,
  destination: 6,
  sender: 7,
  signature: 8,
}
/** The specification's bound: whatever claims more is no message. */
const maxLengthBytes = 134_217_728
/** Nothing that is asked here has more than some hundred bytes. */
const maxMessageBytes = 1_048_576

const align = (offset: number, to: number): number => Math.ceil(offset / to) * to

/** State: the bytes written so far. */
class Writer {
  #bytes = Buffer.alloc(0)

  get length(): number {
    return this.#bytes.length
  }

  get bytes(): Buffer {
    return this.#bytes
  }

  pad(to: number): void {
    this.raw(Buffer.alloc(align(this.length, to) - this.length))
  }

  raw(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
  }

  uint32(value: number): void {
    this.pad(4)
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(value)
    this.raw(bytes)
  }

  string(text: string): void {
    const bytes = Buffer.from(text, 'utf8')
    this.uint32(bytes.length)
    this.raw(bytes)
    this.raw(Buffer.alloc(1))
  }

  signature(text: string): void {
    this.raw(Buffer.from([text.length, ...Buffer.from(text), 0]))
  }

  /** A header field: code, signature of its one type, value. */
  field(code: number, type: 's' | 'o' | 'g', value: string): void {
    this.pad(8)
    this.raw(Buffer.from([code]))
    this.signature(type)
    if (type === 'g') this.signature(value)
    else this.string(value)
  }
}

/** A method call, little-endian. */
export function encodeCall(call: DBusCall, serial: number): Buffer {
  const body = new Writer()
  for (const argument of call.args) body.string(argument)
  const fields = new Writer()
  fields.field(field.path, 'o', call.path)
  fields.field(field.interface, 's', call.interface)
  fields.field(field.member, 's', call.member)
  fields.field(field.destination, 's', call.destination)
  if (call.args.length > 0) fields.field(field.signature, 'g', 's'.repeat(call.args.length))
  const message = new Writer()
  // Little-endian, method call, no flags, protocol version 1.
  message.raw(Buffer.from(['l'.charCodeAt(0), 1, 0, 1]))
  message.uint32(body.length)
  message.uint32(serial)
  message.uint32(fields.length)
  message.raw(fields.bytes)
  message.pad(8)
  message.raw(body.bytes)
  return message.bytes
}

/** State: the place in the message that is read next. */
class Reader {
  readonly #bytes: Buffer
  readonly #isLittle: boolean
  offset: number

  constructor(bytes: Buffer, offset: number) {
    this.#bytes = bytes
    this.#isLittle = isLittleEndian(bytes)
    this.offset = offset
  }

  byte(): number {
    this.offset += 1
    return this.#bytes.readUInt8(this.offset - 1)
  }

  uint32(): number {
    this.offset = align(this.offset, 4) + 4
    return readUint32(this.#bytes, this.offset - 4, this.#isLittle)
  }

  text(length: number): string {
    const start = this.offset
    this.offset += length + 1
    if (this.offset > this.#bytes.length) throw new RangeError('a D-Bus message ends inside a string')
    return this.#bytes.toString('utf8', start, start + length)
  }

  /** A value of a signature; undefined, and no further step, for types not known here. */
  value(type: string): unknown {
    switch (type) {
      case 's':
      case 'o':
        return this.text(this.uint32())
      case 'g':
        return this.text(this.byte())
      case 'u':
        return this.uint32()
      case 'b':
        return this.uint32() !== 0
      case 'v':
        return this.value(this.text(this.byte()))
      default:
        return undefined
    }
  }
}

/**
 * Takes the first message off `bytes`. @returns undefined while it is not whole.
 * @throws RangeError for what is no D-Bus message, after which nothing can be read.
 */
export function decodeMessage(bytes: Buffer): Decoded | undefined {
  if (bytes.length < 16) return undefined
  const isLittle = isLittleEndian(bytes)
  const headerEnd = 16 + readUint32(bytes, 12, isLittle)
  const bodyStart = align(headerEnd, 8)
  const length = bodyStart + readUint32(bytes, 4, isLittle)
  if (length > maxLengthBytes) throw new RangeError(`a D-Bus message of ${length} bytes`)
  const type = messageTypes[bytes.readUInt8(1)] ?? 'other'
  // Anyone on the bus may send one: it is no reason to hear nothing more.
  if (length > maxMessageBytes) return { type, length, message: undefined }
  if (bytes.length < length) return undefined
  return { type, length, message: readMessage(bytes.subarray(0, length), { type, headerEnd, bodyStart }) }
}

interface Place {
  readonly type: DBusMessage['type']
  readonly headerEnd: number
  readonly bodyStart: number
}

/** @returns undefined where it cannot be read. */
function readMessage(whole: Buffer, { type, headerEnd, bodyStart }: Place): DBusMessage | undefined {
  try {
    const fields = readFields(whole, headerEnd)
    const signature = fields.get(field.signature)
    const hasValue = type === 'reply' || type === 'signal'
    const [first] = hasValue && typeof signature === 'string' ? signature : []
    return {
      type,
      path: asText(fields.get(field.path)),
      member: asText(fields.get(field.member)),
      replySerial: asNumber(fields.get(field.replySerial)),
      errorName: asText(fields.get(field.errorName)),
      sender: asText(fields.get(field.sender)),
      value: first === undefined ? undefined : new Reader(whole, bodyStart).value(first),
    }
  } catch {
    return undefined
  }
}

/** @throws RangeError for a field of a type not known here: what follows it could be taken for fields. */
function readFields(bytes: Buffer, end: number): ReadonlyMap<number, unknown> {
  const fields = new Map<number, unknown>()
  const reader = new Reader(bytes, 16)
  while (align(reader.offset, 8) < end) {
    reader.offset = align(reader.offset, 8)
    const code = reader.byte()
    const value = reader.value('v')
    if (value === undefined) throw new RangeError(`the D-Bus header field ${code} cannot be read`)
    fields.set(code, value)
  }
  return fields
}

function isLittleEndian(bytes: Buffer): boolean {
  return bytes.readUInt8(0) === 'l'.charCodeAt(0)
}

function readUint32(bytes: Buffer, offset: number, isLittle: boolean): number {
  return isLittle ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset)
}

const asNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
