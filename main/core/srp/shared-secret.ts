// x, u, S and K of [Note: SRP sign-in], each as its own function so that test vectors can look at every one.
import { createHash, createHmac } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '../../../shared/errors'
import type { ModPow } from '../ports'
import type { Ephemeral } from './ephemeral'
import { integerOf, k, N, padHex } from './group'

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
  const inner = createHash('sha256').update(`${namespace}${identity}:${password}`, 'utf8').digest()
  return integerOf(createHash('sha256').update(padHex(salt)).update(inner).digest())
}

/**
 * `u`.
 * @throws `auth/server-values` when it is zero (RFC 5054 §2.6): the password would no longer matter.
 */
export function scramblerOf(ephemeralPublic: bigint, serverPublic: bigint): bigint {
  const digest = createHash('sha256').update(padHex(ephemeralPublic)).update(padHex(serverPublic)).digest()
  const scrambler = integerOf(digest)
  if (scrambler === 0n) throw new AppError('auth/server-values', 'SRP_B gives a scrambling parameter of zero')
  return scrambler
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
