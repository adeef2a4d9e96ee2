// What the tests of this folder share: fixed randomness, and the server's side of the exchange in its own words.
import { createHash, createHmac, hkdfSync } from 'node:crypto'
import type { Random } from '../ports'
import { g, integerOf, k, N, padHex } from './group'

/** Randomness that gives the listed bytes, in order, and fails when asked for any other count. */
export function scriptedRandom(...chunks: readonly Uint8Array[]): Random {
  const left = [...chunks]
  return {
    bytes(count) {
      const next = left.shift()
      if (next?.length !== count) throw new Error(`not scripted: ${count} bytes`)
      return Buffer.from(next)
    },
  }
}

/** base^exponent mod N by the schoolbook, bit by bit: slow, and independent of both ports. */
export function slowPow(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = base % N
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left % 2n === 1n) result = (result * square) % N
    square = (square * square) % N
  }
  return result
}

/** What a server keeps and is told, for one proof. */
export interface ServerSide {
  readonly namespace: string
  readonly identity: string
  readonly verifier: bigint
  readonly serverPrivate: bigint
  readonly publicHex: string
  readonly secretBlockBase64: string
  readonly timestamp: string
}

/** B = k·v + g^b. */
export function serverPublicHex(verifier: bigint, serverPrivate: bigint): string {
  return ((k * verifier + slowPow(g, serverPrivate)) % N).toString(16)
}

/** The proof that a server computes for itself, from the verifier alone and with Node's own HKDF. */
export function serverProof(side: ServerSide): string {
  const ephemeralPublic = BigInt(`0x${side.publicHex}`)
  const serverPublic = BigInt(`0x${serverPublicHex(side.verifier, side.serverPrivate)}`)
  const digest = createHash('sha256').update(padHex(ephemeralPublic)).update(padHex(serverPublic)).digest()
  const blinded = (ephemeralPublic * slowPow(side.verifier, integerOf(digest))) % N
  const secret = slowPow(blinded, side.serverPrivate)
  const key = hkdfSync(
    'sha256',
    padHex(secret),
    padHex(integerOf(digest)),
    Buffer.from('Caldera Derived Key'),
    16,
  )
  return createHmac('sha256', Buffer.from(key))
    .update(side.namespace + side.identity)
    .update(Buffer.from(side.secretBlockBase64, 'base64'))
    .update(side.timestamp)
    .digest('base64')
}
