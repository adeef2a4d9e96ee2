// What a server, or whoever speaks in its place, sends for a proof: parsed before anything derived from a password.
import { AppError } from '../../../shared/errors'
import { N } from './group'

/** Cognito's salts have 32 hex digits; 128 bytes leave room and bound the work. */
const maxSaltDigits = 256
/** `B` has at most 768 digits; redundant leading zeros are tolerated up to as many again. */
const maxServerPublicDigits = 2 * 768
/** Cognito's secret blocks have 1.5 to 2.5 thousand characters. */
const maxSecretBlockCharacters = 16_384

const hex = /^[0-9a-f]+$/i
const base64 = /^[0-9a-z+/]+={0,2}$/i

/** `s`. @throws `auth/server-values` when it is not a hex number of at most 256 digits. */
export function parseSalt(saltHex: string): bigint {
  return integer('SALT', saltHex, maxSaltDigits)
}

/** `B`. @throws `auth/server-values` unless it is a hex number with 0 < B < N (RFC 5054 §2.5.3 refuses B mod N = 0). */
export function parseServerPublic(serverPublicHex: string): bigint {
  const serverPublic = integer('SRP_B', serverPublicHex, maxServerPublicDigits)
  if (serverPublic % N === 0n) throw refusal('SRP_B is zero modulo N')
  if (serverPublic > N) throw refusal('SRP_B is not below N')
  return serverPublic
}

/** The secret block's bytes. @throws `auth/server-values` when it is not base64 or longer than 16,384 characters. */
export function parseSecretBlock(secretBlockBase64: string): Buffer {
  if (secretBlockBase64.length > maxSecretBlockCharacters) throw refusal('SECRET_BLOCK is too long')
  if (secretBlockBase64.length % 4 !== 0 || !base64.test(secretBlockBase64)) {
    throw refusal('SECRET_BLOCK is not base64')
  }
  return Buffer.from(secretBlockBase64, 'base64')
}

function integer(name: string, digits: string, maxDigits: number): bigint {
  if (digits.length > maxDigits) throw refusal(`${name} has more than ${maxDigits} digits`)
  if (!hex.test(digits)) throw refusal(`${name} is not a hexadecimal number`)
  return BigInt(`0x${digits}`)
}

function refusal(message: string): AppError {
  return new AppError('auth/server-values', message)
}
