// CBOR, as far as authenticators write it (RFC 8949 §3, WebAuthn §6): definite lengths, no tags, no floats.
import { invalidParameter } from '../errors'

export type Cbor = number | string | boolean | null | Buffer | readonly Cbor[] | ReadonlyMap<Cbor, Cbor>

/** The first item of the bytes, and where it ends. @throws InvalidParameterException for anything else. */
export function readCbor(bytes: Buffer): { readonly value: Cbor; readonly length: number } {
  const reader = new Reader(bytes)
  const value = reader.item(0)
  return { value, length: reader.position }
}

const deepest = 8

/** State: the position. */
class Reader {
  readonly #bytes: Buffer
  position = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  item(depth: number): Cbor {
    const initial = this.#take(1).readUInt8()
    const [major, info] = [initial >> 5, initial & 0x1f]
    if (major === 7) return simple(info)
    const argument = this.#argument(info)
    switch (major) {
      case 0:
        return argument
      case 1:
        return -1 - argument
      case 2:
        return this.#take(argument)
      case 3:
        return this.#take(argument).toString('utf8')
      default:
        return this.#collection(major, argument, depth)
    }
  }

  #collection(major: number, count: number, depth: number): Cbor {
    // Every item has a byte at least: a greater count is a lie.
    if (depth >= deepest || count > this.#bytes.length) throw malformed()
    if (major === 4) return Array.from({ length: count }, () => this.item(depth + 1))
    if (major !== 5) throw malformed()
    return new Map(Array.from({ length: count }, () => [this.item(depth + 1), this.item(depth + 1)] as const))
  }

  #argument(info: number): number {
    if (info < 24) return info
    if (info === 24) return this.#take(1).readUInt8()
    if (info === 25) return this.#take(2).readUInt16BE()
    if (info === 26) return this.#take(4).readUInt32BE()
    throw malformed()
  }

  #take(count: number): Buffer {
    const end = this.position + count
    if (end > this.#bytes.length) throw malformed()
    const taken = this.#bytes.subarray(this.position, end)
    this.position = end
    return taken
  }
}

function simple(info: number): Cbor {
  if (info === 20 || info === 21) return info === 21
  if (info === 22) return null
  throw malformed()
}

function malformed(): Error {
  return invalidParameter('Credential is malformed: its CBOR cannot be read.')
}
