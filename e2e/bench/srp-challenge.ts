// A sound challenge for the SRP benchmark, the same for every contender.
import { createHash, randomBytes } from 'node:crypto'
import { g, integerOf, k, N } from '../../main/core/srp/group'
import { privateKeyOf } from '../../main/core/srp/shared-secret'
import { nativeModPow } from '../../main/shell/native-mod-pow'

const secret = {
  namespace: 'AbCdEf123',
  identity: '3f1c9a52-0c1e-4b7d-9a6f-2f0b6f5d1e11',
  password: 'Correct-Horse-9!',
}
const salt = integerOf(createHash('md5').update('salt').digest())
/** The exponent of the second exponentiation. */
export const privateKey = privateKeyOf(secret, salt)
export const serverPublic = (k * nativeModPow.generatorPow(privateKey) + nativeModPow.pow(g, 7n ** 90n)) % N

export const challenge = {
  ...secret,
  saltHex: salt.toString(16),
  serverPublicHex: serverPublic.toString(16),
  secretBlockBase64: Buffer.alloc(1101, 'block').toString('base64'),
  timestamp: 'Wed Jan 7 00:09:40 UTC 2026',
}

/** A random `a` with its top bit set, so that every run has as much to do. */
export function ephemeralPrivate(bits: number): bigint {
  return integerOf(randomBytes(bits / 8)) | (1n << BigInt(bits - 1))
}
