// Reads one HTTP/1.1 answer however its bytes are cut (RFC 9112). Strict: what is odd is not ours.
import { AppError } from '../../shared/errors'

export interface HttpReply {
  readonly status: number
  /** Names in lower case; of repeated ones the last. */
  readonly headers: ReadonlyMap<string, string>
  /** UTF-8 text. */
  readonly body: string
}

const maxHeadBytes = 16 * 1024
/** Lists of accounts and apps are long, tokens at most some kilobytes. */
const maxBodyBytes = 4 * 1024 * 1024
const lineEnd = Buffer.from('\r\n')
const headEnd = Buffer.from('\r\n\r\n')
const noBody: ReadonlySet<number> = new Set([204, 304])

type Framing = { kind: 'length'; bytes: number } | { kind: 'chunked' } | { kind: 'until-end' }

interface Head {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly framing: Framing
}

/** The answer of one connection; holds the bytes that are not read yet. */
export class ReplyParser {
  readonly #onBody: ((bytes: Buffer) => void) | undefined
  #pending: Buffer = Buffer.alloc(0)
  #head: Head | undefined
  readonly #body: Buffer[] = []
  #bodyBytes = 0
  #begun = false

  /** @param onBody takes the body of a good answer as it comes, however long; the answer itself has none then. */
  constructor(onBody?: (bytes: Buffer) => void) {
    this.#onBody = onBody
  }

  /** Whether a byte of the answer came. */
  get hasBegun(): boolean {
    return this.#begun
  }

  /**
   * Takes the next bytes.
   * @returns the answer once it is whole.
   * @throws `host/untrusted` for what is no HTTP/1.1 answer, or is too long.
   */
  read(chunk: Buffer): HttpReply | undefined {
    this.#begun = true
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
    const head = this.#readHead()
    return head === undefined ? undefined : this.#readBody(head)
  }

  /**
   * The other side closed.
   * @returns the answer, if closing is what ends it; undefined when nothing had come.
   * @throws `host/untrusted` when it was cut short.
   */
  end(): HttpReply | undefined {
    if (!this.#begun) return undefined
    if (this.#head?.framing.kind === 'until-end') return this.#whole(this.#head)
    throw malformed('the answer was cut short')
  }

  #readHead(): Head | undefined {
    while (this.#head === undefined) {
      const at = this.#pending.indexOf(headEnd)
      if ((at === -1 ? this.#pending.length : at) > maxHeadBytes) throw malformed('its head is too long')
      if (at === -1) return undefined
      const head = parseHead(this.#take(at + headEnd.length).toString('latin1'))
      // An interim answer (1xx) announces the real one.
      if (head.status >= 200) this.#head = head
    }
    return this.#head
  }

  #readBody(head: Head): HttpReply | undefined {
    const { framing } = head
    switch (framing.kind) {
      case 'length':
        if (this.#pending.length < framing.bytes) return undefined
        this.#keep(this.#take(framing.bytes))
        return this.#whole(head)
      case 'chunked':
        return this.#readChunks() ? this.#whole(head) : undefined
      case 'until-end':
        this.#keep(this.#take(this.#pending.length))
        return undefined
    }
  }

  /** @returns whether the last chunk and the trailers were read. */
  #readChunks(): boolean {
    for (;;) {
      const at = this.#pending.indexOf(lineEnd)
      if (at === -1) {
        if (this.#pending.length > maxHeadBytes) throw malformed('a chunk has no size')
        return false
      }
      const size = chunkSize(this.#pending.subarray(0, at).toString('latin1'))
      if (size === 0) return this.#hasTrailersEnd(at)
      const end = at + lineEnd.length + size
      if (size + this.#bodyBytes > maxBodyBytes) throw malformed('it is too long')
      if (this.#pending.length < end + lineEnd.length) return false
      if (!this.#pending.subarray(end, end + lineEnd.length).equals(lineEnd))
        throw malformed('a chunk is broken')
      this.#keep(this.#take(end + lineEnd.length).subarray(at + lineEnd.length, end))
    }
  }

  /** After the last chunk: trailers, if any, and an empty line. */
  #hasTrailersEnd(at: number): boolean {
    const rest = this.#pending.subarray(at)
    if (rest.length > maxHeadBytes) throw malformed('its trailers are too long')
    return rest.indexOf(headEnd) !== -1
  }

  #take(bytes: number): Buffer {
    const taken = this.#pending.subarray(0, bytes)
    this.#pending = this.#pending.subarray(bytes)
    return taken
  }

  #keep(bytes: Buffer): void {
    if (this.#onBody !== undefined && (this.#head?.status ?? 500) < 400) {
      this.#onBody(bytes)
      return
    }
    this.#bodyBytes += bytes.length
    if (this.#bodyBytes > maxBodyBytes) throw malformed('it is too long')
    this.#body.push(bytes)
  }

  #whole(head: Head): HttpReply {
    return { status: head.status, headers: head.headers, body: Buffer.concat(this.#body).toString('utf8') }
  }
}

function parseHead(text: string): Head {
  const [statusLine = '', ...lines] = text.slice(0, -headEnd.length).split('\r\n')
  const match = /^HTTP\/1\.[01] ([1-5]\d\d)(?: |$)/.exec(statusLine)
  if (match === null) throw malformed('it is not HTTP/1.1')
  const headers = new Map<string, string>()
  for (const line of lines) {
    const header = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(line)
    const [, name, value] = header ?? []
    if (name === undefined || value === undefined) throw malformed('a header is broken')
    const key = name.toLowerCase()
    if (key === 'content-length' && headers.has(key)) throw malformed('it has two lengths')
    headers.set(key, value)
  }
  const status = Number(match[1])
  return { status, headers, framing: framingOf(status, headers) }
}

function framingOf(status: number, headers: ReadonlyMap<string, string>): Framing {
  const length = headers.get('content-length')
  const coding = headers.get('transfer-encoding')
  if (coding !== undefined) {
    // Two framings in one answer are how one answer is made to look like two (RFC 9112 §6.3).
    if (length !== undefined) throw malformed('it has two framings')
    if (coding.toLowerCase() !== 'chunked') throw malformed('its coding is unknown')
    return { kind: 'chunked' }
  }
  if (status < 200 || noBody.has(status)) return { kind: 'length', bytes: 0 }
  if (length === undefined) return { kind: 'until-end' }
  if (!/^\d{1,9}$/.test(length)) throw malformed('its length is no number')
  const bytes = Number(length)
  if (bytes > maxBodyBytes) throw malformed('it is too long')
  return { kind: 'length', bytes }
}

function chunkSize(line: string): number {
  // What follows a semicolon is an extension, which a reader may ignore.
  const [size = ''] = line.split(';', 1)
  if (!/^[0-9A-Fa-f]{1,8}$/.test(size.trim())) throw malformed('a chunk has no size')
  return Number.parseInt(size, 16)
}

function malformed(fault: string): AppError {
  return new AppError(
    'host/untrusted',
    `What answers at the socket does not speak Signet's protocol: ${fault}.`,
  )
}
