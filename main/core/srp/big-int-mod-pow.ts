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

/**
 * `product` modulo N. Most of the work of a division is replaced by multiplications, which engines do faster: the bits
 * above a place stand for a multiple of that power of two, and the power is known modulo N. A product of two numbers
 * below N has 6,144 bits; the first fold takes half of what is above N's 3,072 away, the second half of the rest.
 */
function reduced(product: bigint): bigint {
  return foldedAt3840(foldedAt4608(product)) % N
}

const [power4608, power3840] = [(1n << 4608n) % N, (1n << 3840n) % N]
const foldedAt4608 = (value: bigint): bigint => (value >> 4608n) * power4608 + BigInt.asUintN(4608, value)
const foldedAt3840 = (value: bigint): bigint => (value >> 3840n) * power3840 + BigInt.asUintN(3840, value)

/**
 * The pure JavaScript port: a sliding window; for the generator 2 shifts in place of multiplications, and the four
 * quarters of an exponent at once where it is no longer than those of a sign-in.
 */
export const bigIntModPow: ModPow = {
  generatorPow: (exponent) =>
    exponent >> (4n * quarterBits) === 0n ? quartered(exponent) : shifted(exponent),

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

/** 2^exponent by squarings and shifts alone. */
function shifted(exponent: bigint): bigint {
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
}

/** `a` and `x` have 256 bits, a quarter of them 64. */
const quarterBits = 64n

/**
 * 2^exponent for up to 256 bits, in half the time: e = e0 + 2^64·e1 + 2^128·e2 + 2^192·e3, and the squarings of the four
 * powers 2^e0, (2^2^64)^e1, … are shared (Straus; Handbook of Applied Cryptography, algorithm 14.88). The bits of e0
 * multiply by 2: a shift.
 */
function quartered(exponent: bigint): bigint {
  const [e0, ...others] = [0n, 1n, 2n, 3n].map((quarter) => bitsOfQuarter(exponent, quarter))
  const products = (quarterProducts ??= makeQuarterProducts())
  let power = 1n
  for (let at = 0; at < Number(quarterBits); at++) {
    power = reduced((power * power) << BigInt(e0?.[at] ?? 0))
    const product = products.get(others.map((bits) => bits[at]).join(''))
    if (product !== undefined) power = reduced(power * product)
  }
  return power
}

function bitsOfQuarter(exponent: bigint, quarter: bigint): string {
  return BigInt.asUintN(Number(quarterBits), exponent >> (quarter * quarterBits))
    .toString(2)
    .padStart(Number(quarterBits), '0')
}

/** Made at the first `A`, which is computed while the person types: a third more for it, half for every later one. */
let quarterProducts: ReadonlyMap<string, bigint> | undefined

/** The products of 2^2^64, 2^2^128 and 2^2^192 that bits of the three upper quarters choose; none for `000`. */
function makeQuarterProducts(): ReadonlyMap<string, bigint> {
  const [g1, g2, g3] = [1n, 2n, 3n].map((quarter) => shifted(1n << (quarter * quarterBits))) as [
    bigint,
    bigint,
    bigint,
  ]
  const g12 = reduced(g1 * g2)
  return new Map([
    ['100', g1],
    ['010', g2],
    ['110', g12],
    ['001', g3],
    ['101', reduced(g1 * g3)],
    ['011', reduced(g2 * g3)],
    ['111', reduced(g12 * g3)],
  ])
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
