// OpenSSL's constant-time exponentiation, reached through the predefined group `modp15`.
// Not for Electron: BoringSSL checks the group for more than a second each time one is built. Node 22 checks the base of
// `pow` at the cost of another exponentiation; Node 20 and 24 do not.
import { DiffieHellman, getDiffieHellman } from 'node:crypto'
import type { ModPow } from '../core/ports'
import { N } from '../core/srp/group'

/** The order of the subgroup of squares; base^order is 1 or N - 1 for every base, which OpenSSL refuses to hand out. */
const order = (N - 1n) / 2n

/** The OpenSSL port. Right on Node 20, 22 and 24; what Diffie-Hellman will not compute is worked out here. */
export const nativeModPow: ModPow = {
  generatorPow(exponent) {
    const reduced = exponent % (N - 1n)
    // 2 is a square modulo this N (N ≡ 7 mod 8), so its order is `order`.
    if (reduced % order === 0n) return 1n
    const group = groupWith(reduced)
    return BigInt(`0x${group.generateKeys('hex')}`)
  },

  pow(base, exponent) {
    const reducedBase = base % N
    const reduced = exponent % (N - 1n)
    if (exponent === 0n || reducedBase === 1n) return 1n
    if (reducedBase === 0n) return 0n
    if (reducedBase === N - 1n) return reduced % 2n === 0n ? 1n : N - 1n
    if (reduced === 0n) return 1n
    if (reduced === order) return isSquare(reducedBase) ? 1n : N - 1n
    return anyPow(reducedBase, reduced)
  },
}

/**
 * Node 22 with OpenSSL 3.5 takes squares alone. Minus one is none (N ≡ 3 mod 4), so of a number and its negative one is
 * taken, and both have the same power but for the sign. In a sign-in with the right password the base is a square.
 */
function anyPow(base: bigint, exponent: bigint): bigint {
  try {
    return secretOf(base, exponent)
  } catch {
    const mirrored = secretOf(N - base, exponent)
    return exponent % 2n === 0n ? mirrored : N - mirrored
  }
}

function secretOf(base: bigint, exponent: bigint): bigint {
  return BigInt(`0x${groupWith(exponent).computeSecret(hexOf(base), 'hex', 'hex')}`)
}

/** The group with the exponent as its private key; the type of `modp` groups hides the setter that they have. */
function groupWith(exponent: bigint): DiffieHellman {
  const group = getDiffieHellman('modp15') as unknown as DiffieHellman
  DiffieHellman.prototype.setPrivateKey.call(group, hexOf(exponent), 'hex')
  return group
}

function hexOf(value: bigint): string {
  const hex = value.toString(16)
  return hex.length % 2 === 0 ? hex : `0${hex}`
}

/** Euler's criterion by the Jacobi symbol: whether `value` is a square modulo N. */
function isSquare(value: bigint): boolean {
  let [a, n, positive] = [value, N, true]
  while (a !== 0n) {
    while (a % 2n === 0n) {
      a /= 2n
      if (n % 8n === 3n || n % 8n === 5n) positive = !positive
    }
    ;[a, n] = [n, a]
    if (a % 4n === 3n && n % 4n === 3n) positive = !positive
    a %= n
  }
  return positive
}
