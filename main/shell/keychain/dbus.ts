// One connection to a D-Bus session bus, for asking; it offers nothing itself. Every failure is a rejected call:
// no event of the socket is left without a listener, so a bus that dies cannot take the process with it.
import { connect, type Socket } from 'node:net'
import { type DBusCall, type DBusMessage, decodeMessage, encodeCall } from './dbus-message'

/** What the other end answered: a value, or the name of its error (`org.freedesktop.DBus.Error.…`). */
export type DBusAnswer =
  { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'error'; readonly name: string }

/** What an object of the bus tells of itself. */
export interface DBusSignal {
  /** The unique name of whoever sent it: anyone on the bus may send one, also to this connection alone. */
  readonly sender: string | undefined
  readonly path: string | undefined
  readonly member: string | undefined
  readonly value: unknown
}

interface Pending {
  readonly resolve: (answer: DBusAnswer) => void
  readonly reject: (error: Error) => void
}

const maxHandshakeBytes = 4096

/** State: the socket, what it has sent and not yet been read, the calls that wait for an answer, and who listens. */
export class DBusConnection {
  readonly #socket: Socket
  readonly #pending = new Map<number, Pending>()
  #onSignal: (signal: DBusSignal) => void = () => undefined
  #onLost: (why: Error) => void = () => undefined
  #unread = Buffer.alloc(0)
  /** Bytes still to come of a message that nobody reads. */
  #toSkip = 0
  /** Messages that wait for the handshake; undefined once it is over. */
  #held: Buffer[] | undefined = []
  #serial = 0
  #failure: Error | undefined

  /** @param socketPath as `busSocketPath` gives it. */
  constructor(socketPath: string) {
    this.#socket = connect(socketPath)
    this.#socket.on('data', (bytes) => this.#take(bytes))
    this.#socket.on('error', (error) => this.#fail(error))
    this.#socket.on('close', () => this.#fail(new Error('the bus closed the connection')))
    // https://dbus.freedesktop.org/doc/dbus-specification.html#auth-mechanisms-external
    const uidHex = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
    this.#socket.write(`\0AUTH EXTERNAL ${uidHex}\r\n`)
    const hello = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', member: 'Hello' }
    // Where the bus refuses the greeting it closes the connection, and that fails the calls that matter.
    this.call({ ...hello, interface: 'org.freedesktop.DBus', args: [] }).catch(() => undefined)
  }

  /** Hands the signals over that the bus was asked for (AddMatch), to one listener. */
  onSignal(listener: (signal: DBusSignal) => void): void {
    this.#onSignal = listener
  }

  /** Tells one listener when the connection fails; not when it is closed from here. */
  onLost(listener: (why: Error) => void): void {
    this.#onLost = listener
  }

  /** Whether calls can no longer succeed. */
  get isClosed(): boolean {
    return this.#failure !== undefined
  }

  /** @throws Error when the connection fails; it never waits for a person. */
  call(call: DBusCall): Promise<DBusAnswer> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    this.#serial += 1
    const serial = this.#serial
    const bytes = encodeCall(call, serial)
    if (this.#held === undefined) this.#socket.write(bytes)
    else this.#held.push(bytes)
    return new Promise((resolve, reject) => this.#pending.set(serial, { resolve, reject }))
  }

  /** Ends the connection; calls under way are rejected. */
  close(): void {
    this.#onLost = () => undefined
    this.#fail(new Error('the connection to the bus was closed'))
  }

  #take(bytes: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, bytes])
    try {
      if (this.#held !== undefined) this.#readHandshake()
      if (this.#held === undefined) this.#readMessages()
    } catch (error) {
      this.#fail(new Error('the bus sent what is no D-Bus message', { cause: error }))
    }
  }

  #readHandshake(): void {
    const end = this.#unread.indexOf('\r\n')
    if (end < 0 && this.#unread.length <= maxHandshakeBytes) return
    const line = this.#unread.toString('latin1', 0, Math.max(end, 0))
    this.#unread = this.#unread.subarray(end + 2)
    if (!line.startsWith('OK')) {
      this.#fail(new Error('the bus does not accept this user'))
      return
    }
    this.#socket.write('BEGIN\r\n')
    for (const message of this.#held ?? []) this.#socket.write(message)
    this.#held = undefined
  }

  #readMessages(): void {
    this.#skip()
    for (let next = decodeMessage(this.#unread); next !== undefined; next = decodeMessage(this.#unread)) {
      const { type, length, message } = next
      // Who waits for it would wait for ever.
      if (message === undefined && isAnswer(type)) throw new RangeError('an answer that cannot be read')
      this.#toSkip = length
      this.#skip()
      if (message !== undefined) this.#hear(message)
    }
  }

  #skip(): void {
    const skipped = Math.min(this.#toSkip, this.#unread.length)
    this.#unread = this.#unread.subarray(skipped)
    this.#toSkip -= skipped
  }

  #hear({ type, replySerial, errorName, value, sender, path, member }: DBusMessage): void {
    if (type === 'signal') this.#onSignal({ sender, path, member, value })
    const pending = replySerial === undefined ? undefined : this.#pending.get(replySerial)
    if (pending === undefined || replySerial === undefined || !isAnswer(type)) return
    this.#pending.delete(replySerial)
    pending.resolve(
      type === 'reply' ? { kind: 'value', value } : { kind: 'error', name: errorName ?? 'unknown' },
    )
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined) return
    this.#failure = error
    this.#socket.destroy()
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
    this.#onLost(error)
  }
}

const isAnswer = (type: DBusMessage['type']): boolean => type === 'reply' || type === 'error'

/**
 * The socket of a bus address (`unix:path=…,guid=…;…`), an abstract one with its leading NUL.
 * @returns undefined when it names no Unix socket.
 * https://dbus.freedesktop.org/doc/dbus-specification.html#addresses
 */
export function busSocketPath(address: string): string | undefined {
  for (const candidate of address.split(';')) {
    if (!candidate.startsWith('unix:')) continue
    const values = new Map(
      candidate
        .slice('unix:'.length)
        .split(',')
        .map((pair) => [pair.slice(0, pair.indexOf('=')), unescape(pair.slice(pair.indexOf('=') + 1))]),
    )
    const path = values.get('path')
    if (path !== undefined) return path
    const abstract = values.get('abstract')
    if (abstract !== undefined) return `\0${abstract}`
  }
  return undefined
}

const unescape = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
