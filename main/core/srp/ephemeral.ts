// The client's half of the exchange; see [Note: SRP sign-in].
import { AppError } from '../../../shared/errors'
import type { ModPow, Random } from '../ports'
import { integerOf, N } from './group'

/** RFC 5054 §2.5.4: at least 256 bits. */
const ephemeralPrivateBytes = 32

/** One exchange's ephemeral pair; used for one proof and dropped. */
export interface Ephemeral {
  /** `a`. */
  readonly ephemeralPrivate: bigint
  /** `A` = g^a mod N. */
  readonly ephemeralPublic: bigint
  /** `A` as SRP_A carries it: lower-case hex without padding. */
  readonly publicHex: string
}

/** A fresh pair. It depends on no password: compute it while the person types. */
export function createEphemeral(random: Random, modPow: ModPow): Ephemeral {
  let ephemeralPrivate = 0n
  while (ephemeralPrivate === 0n) ephemeralPrivate = integerOf(random.bytes(ephemeralPrivateBytes))
  return ephemeralOf(ephemeralPrivate, modPow)
}

/**
 * The pair of a given `a`, 1 ≤ a < N.
 * @throws `internal` when the arithmetic yields `A mod N` = 0 or `a` is out of range: no pair then proves anything.
 */
export function ephemeralOf(ephemeralPrivate: bigint, modPow: ModPow): Ephemeral {
  if (ephemeralPrivate < 1n || ephemeralPrivate >= N) {
    throw new AppError('internal', 'the ephemeral private value is out of range')
  }
  const ephemeralPublic = modPow.generatorPow(ephemeralPrivate)
  if (ephemeralPublic % N === 0n) throw new AppError('internal', 'the ephemeral public value is zero')
  return { ephemeralPrivate, ephemeralPublic, publicHex: ephemeralPublic.toString(16) }
}
