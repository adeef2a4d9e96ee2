// x, u, S and K of [Note: SRP sign-in], each as its own function so that test vectors can look at every one.
import { createHmac, hash } from 'node:crypto'
import { AppError } from '../../../shared/errors'
import type { ModPow } from '../ports'
import type { Ephemeral } from './ephemeral'
import { k, N, padHex } from './group'
import { nextTurn } from './next-turn'

/** Whose secret is proved, and to whom. */
export interface Secret {
  /** The pool's short name, or the device group key. */
  readonly namespace: string
  /** USER_ID_FOR_SRP, or the device key. */
  readonly identity: string
  readonly password: string
}

/** `x`. The inner hash goes in as 32 raw bytes: its leading zeros count. */
export function privateKeyOf({ namespace, identity, password }: Secret, salt: bigint): bigint {
  const inner = hash('sha256', `${namespace}${identity}:${password}`, 'buffer')
  return hashed(padHex(salt), inner)
}

/**
 * `u`.
 * @throws `auth/server-values` when it is zero (RFC 5054 §2.6): the password would no longer matter.
 */
export function scramblerOf(ephemeralPublic: bigint, serverPublic: bigint): bigint {
  const scrambler = hashed(padHex(ephemeralPublic), padHex(serverPublic))
  if (scrambler === 0n) throw new AppError('auth/server-values', 'SRP_B gives a scrambling parameter of zero')
  return scrambler
}

/** SHA-256 over the parts, as an integer. In one call: hash objects cost more than what they hash. */
function hashed(...parts: readonly Buffer[]): bigint {
  return BigInt(`0x${hash('sha256', Buffer.concat(parts))}`)
}

/** The numbers that make `S`, beside the client's own pair. */
export interface Exchange {
  readonly serverPublic: bigint
  readonly privateKey: bigint
  readonly scrambler: bigint
}

/** `S`. Yields between its two exponentiations, so that a window stays alive on the BigInt port. */
export async function sharedSecret(
  { serverPublic, privateKey, scrambler }: Exchange,
  { ephemeralPrivate }: Ephemeral,
  modPow: ModPow,
): Promise<bigint> {
  await nextTurn()
  const difference = (serverPublic - k * modPow.generatorPow(privateKey)) % N
  await nextTurn()
  // `%` keeps the sign; an exponentiation wants a non-negative base.
  const base = difference < 0n ? difference + N : difference
  return modPow.pow(base, ephemeralPrivate + scrambler * privateKey)
}

const keyInfo = Buffer.from('Caldera Derived Key\u0001', 'latin1')
const keyBytes = 16

/** `K`, 16 bytes: HKDF as its two HMACs (RFC 5869), since `crypto.hkdf` fails in some versions of Electron. */
export function sessionKey(secret: bigint, scrambler: bigint): Buffer {
  const extracted = createHmac('sha256', padHex(scrambler)).update(padHex(secret)).digest()
  return createHmac('sha256', extracted).update(keyInfo).digest().subarray(0, keyBytes)
}
