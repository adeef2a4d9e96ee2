// What an authenticator says (WebAuthn §6.1), and the key that it made (RFC 9052 §7, RFC 8812).
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { invalidParameter } from '../errors'
import { readCbor, type Cbor } from './cbor'

/** COSE's numbers: ES256 and RS256. */
export type CoseAlgorithm = -7 | -257

export interface AuthenticatorData {
  readonly rpIdHash: Buffer
  readonly isUserPresent: boolean
  readonly isUserVerified: boolean
  readonly signCount: number
  /** Of a registration. */
  readonly credential: NewCredential | undefined
}

export interface NewCredential {
  readonly credentialId: string
  readonly publicKey: KeyObject
  readonly algorithm: CoseAlgorithm
}

const fixedLength = 37

/** @throws InvalidParameterException. */
export function readAuthenticatorData(bytes: Buffer): AuthenticatorData {
  if (bytes.length < fixedLength) throw malformed('the authenticator data is too short')
  const flags = bytes.readUInt8(32)
  return {
    rpIdHash: bytes.subarray(0, 32),
    isUserPresent: (flags & 0x01) !== 0,
    isUserVerified: (flags & 0x04) !== 0,
    signCount: bytes.readUInt32BE(33),
    credential: (flags & 0x40) === 0 ? undefined : readCredential(bytes.subarray(fixedLength)),
  }
}

function readCredential(bytes: Buffer): NewCredential {
  // 16 bytes say which model of authenticator it is; nobody asks.
  if (bytes.length < 18) throw malformed('the credential is too short')
  const end = 18 + bytes.readUInt16BE(16)
  if (end > bytes.length) throw malformed('the credential id is too long')
  return {
    credentialId: bytes.subarray(18, end).toString('base64url'),
    ...readKey(readCbor(bytes.subarray(end)).value),
  }
}

/** @throws WebAuthn's unsupported key as InvalidParameterException. */
function readKey(cose: Cbor): Pick<NewCredential, 'publicKey' | 'algorithm'> {
  if (!(cose instanceof Map)) throw malformed('the public key is no map')
  const key: ReadonlyMap<Cbor, Cbor> = cose
  const [type, algorithm] = [key.get(1), key.get(3)]
  if (type === 2 && algorithm === -7 && key.get(-1) === 1) {
    const jwk = { kty: 'EC', crv: 'P-256', x: part(key, -2), y: part(key, -3) }
    return { publicKey: importKey(jwk), algorithm }
  }
  if (type === 3 && algorithm === -257) {
    return { publicKey: importKey({ kty: 'RSA', n: part(key, -1), e: part(key, -2) }), algorithm }
  }
  throw malformed('the public key is neither ES256 nor RS256')
}

function part(key: ReadonlyMap<Cbor, Cbor>, label: number): string {
  const bytes = key.get(label)
  if (!Buffer.isBuffer(bytes)) throw malformed('the public key lacks a part')
  return bytes.toString('base64url')
}

/** A point that is not on the curve is refused here. */
function importKey(key: JsonWebKey): KeyObject {
  try {
    return createPublicKey({ key, format: 'jwk' })
  } catch {
    throw malformed('the public key is not valid')
  }
}

function malformed(what: string): Error {
  return invalidParameter(`Credential is malformed: ${what}.`)
}
