// Modular exponentiation in JavaScript alone. It runs anywhere, Electron's main thread included, where building an
// OpenSSL Diffie-Hellman object takes more than a second. Its time depends on the exponent: the exponents here live
// for one sign-in, and whoever could time them on this computer could also read the password as it is typed.
import type { ModPow } from '../ports'
import { N } from './group'

/** An odd power is looked up for up to this many bits of the exponent at once. */
const windowBits = 5

/** A shift by a power below 2^6 bits makes the square at most 64 bits longer: free beside the division. */
const shiftBits = 6

/** 2^e is still below N for the first eleven bits of an exponent (N has 3,072): a shift, and no division yet. */
const firstShiftBits = 11

/** A product of two numbers below N has 6,144 bits; above this bit is a quarter of it. */
const foldBit = 4608n
const fold = (1n << foldBit) % N

/**
 * `product` modulo N. Half of the work of a division is replaced by a multiplication, which engines do faster:
 * the bits above `foldBit` stand for a multiple of 2^4608, and that is known modulo N.
 */
function reduced(product: bigint): bigint {
  return ((product >> foldBit) * fold + BigInt.asUintN(Number(foldBit), product)) % N
}

/** The pure JavaScript port: a sliding window, and for the generator 2 shifts in place of multiplications. */
export const bigIntModPow: ModPow = {
  generatorPow(exponent) {
    const bits = exponent.toString(2)
    let at = Math.min(firstShiftBits, bits.length)
    let power = 1n << BigInt(`0b${bits.slice(0, at)}`)
    while (at < bits.length) {
      const taken = Math.min(shiftBits, bits.length - at)
      for (let squares = 1; squares < taken; squares++) power = reduced(power * power)
      power = reduced((power * power) << BigInt(`0b${bits.slice(at, at + taken)}`))
      at += taken
    }
    return power
  },

  pow(base, exponent) {
    const odd = oddPowers(base % N)
    const bits = exponent.toString(2)
    let power = 1n
    let at = 0
    while (at < bits.length) {
      const window = windowAt(bits, at)
      for (let squares = 0; squares < window.length; squares++) power = reduced(power * power)
      if (window !== '0') power = reduced(power * odd(window))
      at += window.length
    }
    return power
  },
}

/** The bits to take next: a single zero, or at most `windowBits` bits that begin and end with a one. */
function windowAt(bits: string, at: number): string {
  if (bits[at] === '0') return '0'
  const most = bits.slice(at, at + windowBits)
  return most.slice(0, most.lastIndexOf('1') + 1)
}

/** base^1, base^3, … base^31, looked up by the exponent's bits. */
function oddPowers(base: bigint): (bits: string) => bigint {
  const square = reduced(base * base)
  const powers = new Map<string, bigint>()
  let power = base
  for (let exponent = 1; exponent < 1 << windowBits; exponent += 2) {
    powers.set(exponent.toString(2), power)
    power = reduced(power * square)
  }
  return (bits) => powers.get(bits) ?? 1n
}
