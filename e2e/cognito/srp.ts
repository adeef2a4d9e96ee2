// The server's side of SRP-6a as Cognito has it (COGNITO.md §2), written apart from main/core/srp: each checks the other.
// Letters of RFC 5054 in the comments: v verifier, b and B the server's ephemeral pair, A the client's public value.
import { createHash, createHmac, DiffieHellman, getDiffieHellman, hkdfSync } from 'node:crypto'

/** N: the 3072-bit prime of RFC 3526 group 15. The generator is 2. */
export const prime = integerOf(getDiffieHellman('modp15').getPrime())
const generator = 2n
const multiplier = integerOf(sha256(signed(prime), signed(generator)))

/** Whose proof it is: pool name and canonical username, or device group key and device key. */
export interface Claimant {
  readonly namespace: string
  readonly identity: string
}

/** `wrong` spoils k in B: no honest client can then agree with the server. */
export type Mathematics = 'right' | 'wrong'

/** What the server keeps between its challenge and the answer. */
export interface ServerStep {
  readonly verifier: bigint
  readonly clientPublic: bigint
  readonly ephemeralPrivate: bigint
  readonly serverPublic: bigint
}

/** v = g^x mod N: all that is kept of a password. */
export function verifierOf(claimant: Claimant, password: string, salt: bigint): bigint {
  const inner = sha256(Buffer.from(`${claimant.namespace}${claimant.identity}:${password}`, 'utf8'))
  return power(generator, integerOf(sha256(signed(salt), inner)))
}

/** B = (k·v + g^b) mod N. */
export function openStep(options: {
  readonly verifier: bigint
  readonly clientPublic: bigint
  readonly ephemeralPrivate: bigint
  readonly mathematics: Mathematics
}): ServerStep {
  const { verifier, clientPublic, ephemeralPrivate, mathematics } = options
  const k = mathematics === 'right' ? multiplier : multiplier + 1n
  return {
    verifier,
    clientPublic,
    ephemeralPrivate,
    serverPublic: (k * verifier + power(generator, ephemeralPrivate)) % prime,
  }
}

/** The signature that only a holder of the password can have made. @returns undefined when u is 0. */
export function expectedSignature(
  step: ServerStep,
  claimant: Claimant,
  message: { readonly secretBlock: Buffer; readonly timestamp: string },
): Buffer | undefined {
  const scrambler = integerOf(sha256(signed(step.clientPublic), signed(step.serverPublic)))
  if (scrambler === 0n) return undefined
  const base = (step.clientPublic * power(step.verifier, scrambler)) % prime
  const shared = power(base, step.ephemeralPrivate)
  const key = hkdfSync('sha256', signed(shared), signed(scrambler), 'Caldera Derived Key', 16)
  return createHmac('sha256', Buffer.from(key))
    .update(claimant.namespace + claimant.identity, 'utf8')
    .update(message.secretBlock)
    .update(message.timestamp, 'utf8')
    .digest()
}

/** Two's complement of a non-negative integer: one 00 byte in front when the top bit is set. */
export function signed(value: bigint): Buffer {
  const hex = value.toString(16)
  const even = hex.length % 2 === 0 ? hex : `0${hex}`
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex')
}

/** An unsigned big-endian integer. */
export function integerOf(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}

/** base^exponent mod N by OpenSSL; group `modp15` because that one costs nothing to construct on any Node. */
export function power(base: bigint, exponent: bigint): bigint {
  const reduced = base % prime
  // OpenSSL refuses the degenerate bases; nothing honest comes to them.
  if (reduced <= 1n || reduced === prime - 1n || exponent === 0n) return slowPower(reduced, exponent)
  const group = getDiffieHellman('modp15')
  // The group object has no setter of its own; the prototype's works on it.
  DiffieHellman.prototype.setPrivateKey.call(group, signed(exponent).toString('hex'), 'hex')
  return integerOf(group.computeSecret(signed(reduced)))
}

/** Square and multiply: for the bases that OpenSSL refuses, and for the test that compares the two. */
export function slowPower(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = base % prime
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % prime
    square = (square * square) % prime
  }
  return result
}

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
