// An authenticator in software, for the tests: makes keys, signs challenges, and can lie.
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

/** What a test lets it say that is not so. */
export interface Lies {
  readonly type?: string
  readonly challenge?: string
  readonly origin?: string
  readonly crossOrigin?: boolean
  readonly rpId?: string
  readonly flags?: number
  readonly signCount?: number
  readonly userHandle?: string
  readonly id?: string
  readonly key?: KeyObject
}

/** State: the key and the count. */
export class TestAuthenticator {
  readonly #keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }
  readonly #origin: string
  readonly id = randomBytes(16).toString('base64url')
  signCount = 0

  constructor(algorithm: 'ES256' | 'RS256', origin: string) {
    this.#origin = origin
    this.#keys =
      algorithm === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('rsa', { modulusLength: 2048 })
  }

  /** RegistrationResponseJSON. */
  register(challenge: string, lies: Lies = {}): Record<string, unknown> {
    const idBytes = Buffer.from(this.id, 'base64url')
    const length = Buffer.alloc(2)
    length.writeUInt16BE(idBytes.length)
    const data = Buffer.concat([
      this.#authenticatorData({ flags: 0x45, ...lies }),
      Buffer.alloc(16),
      length,
      idBytes,
      cborOf(this.#coseKey()),
    ])
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', data],
    ])
    return {
      id: lies.id ?? this.id,
      rawId: this.id,
      type: 'public-key',
      authenticatorAttachment: 'platform',
      response: {
        clientDataJSON: this.#clientData('webauthn.create', challenge, lies).toString('base64url'),
        attestationObject: cborOf(attestation).toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  /** AuthenticationResponseJSON. */
  authenticate(challenge: string, lies: Lies = {}): Record<string, unknown> {
    this.signCount += 1
    const clientData = this.#clientData('webauthn.get', challenge, lies)
    const data = this.#authenticatorData({ flags: 0x05, ...lies })
    const signed = Buffer.concat([data, createHash('sha256').update(clientData).digest()])
    return {
      id: lies.id ?? this.id,
      rawId: this.id,
      type: 'public-key',
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, lies.key ?? this.#keys.privateKey).toString('base64url'),
        ...(lies.userHandle === undefined ? {} : { userHandle: lies.userHandle }),
      },
    }
  }

  #clientData(type: string, challenge: string, lies: Lies): Buffer {
    const { origin = this.#origin, crossOrigin = false } = lies
    return Buffer.from(
      JSON.stringify({
        type: lies.type ?? type,
        challenge: lies.challenge ?? challenge,
        origin,
        crossOrigin,
      }),
    )
  }

  #authenticatorData(lies: Lies & { readonly flags: number }): Buffer {
    const tail = Buffer.alloc(5)
    tail.writeUInt8(lies.flags)
    tail.writeUInt32BE(lies.signCount ?? this.signCount, 1)
    return Buffer.concat([
      createHash('sha256')
        .update(lies.rpId ?? 'localhost')
        .digest(),
      tail,
    ])
  }

  #coseKey(): Map<number, unknown> {
    const jwk = this.#keys.publicKey.export({ format: 'jwk' })
    const part = (name: 'x' | 'y' | 'n' | 'e') => Buffer.from(jwk[name] ?? '', 'base64url')
    return jwk.kty === 'EC'
      ? new Map<number, unknown>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, part('x')],
          [-3, part('y')],
        ])
      : new Map<number, unknown>([
          [1, 3],
          [3, -257],
          [-1, part('n')],
          [-2, part('e')],
        ])
  }
}

/** The few kinds that an authenticator writes (RFC 8949 §3). */
export function cborOf(value: unknown): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  if (!(value instanceof Map)) throw new Error('no CBOR for this')
  const pairs = [...(value as ReadonlyMap<unknown, unknown>)].flat()
  return Buffer.concat([head(5, value.size), ...pairs.map((item) => cborOf(item))])
}

function head(major: number, argument: number): Buffer {
  if (argument < 24) return Buffer.from([(major << 5) | argument])
  if (argument < 0x100) return Buffer.from([(major << 5) | 24, argument])
  return Buffer.from([(major << 5) | 25, argument >> 8, argument & 0xff])
}
