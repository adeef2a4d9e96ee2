// Both ports against a third computation: pure JavaScript, and OpenSSL's own.
import { DiffieHellmanGroup, randomBytes } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { nativeModPow } from '../../shell/native-mod-pow'
import { bigIntModPow } from './big-int-mod-pow'
import { slowPow } from './fixtures'
import { integerOf, N } from './group'

const order = (N - 1n) / 2n
const randomInteger = (bits: number): bigint => integerOf(randomBytes(bits / 8))

describe.each([
  ['BigInt', bigIntModPow],
  ['OpenSSL', nativeModPow],
])('modular exponentiation by %s', (_, modPow) => {
  it.each([8, 16, 64, 256, 520, 1024, 3072, 3600])('is right for exponents of %i bits', (bits) => {
    for (let round = 0; round < 3; round++) {
      const [base, exponent] = [randomInteger(3072), randomInteger(bits)]
      expect(modPow.pow(base, exponent)).toBe(slowPow(base, exponent))
      expect(modPow.generatorPow(exponent)).toBe(slowPow(2n, exponent))
    }
  })

  it('is right for every exponent of up to 12 bits', () => {
    const base = randomInteger(3072)
    let [expected, expectedOfTwo] = [1n, 1n]
    for (let exponent = 0n; exponent < 4096n; exponent++) {
      if (exponent < 300n) expect(modPow.pow(base, exponent)).toBe(expected)
      expect(modPow.generatorPow(exponent)).toBe(expectedOfTwo)
      expected = (expected * base) % N
      expectedOfTwo = (expectedOfTwo * 2n) % N
    }
  })

  const bases = {
    '0': 0n,
    '1': 1n,
    '2': 2n,
    'N - 1': N - 1n,
    N,
    'N + 1': N + 1n,
    'N + 5': N + 5n,
    '2N': 2n * N,
  }
  const exponents = {
    '0': 0n,
    '1': 1n,
    '2': 2n,
    '(N - 1) / 2': order,
    'N - 2': N - 2n,
    'N - 1': N - 1n,
    N,
    '3(N - 1) / 2': 3n * order,
  }
  it.each(Object.entries(bases))('holds at the edges for the base %s', (_name, base) => {
    for (const [name, exponent] of Object.entries(exponents)) {
      expect(modPow.pow(base, exponent), `exponent ${name}`).toBe(slowPow(base, exponent))
    }
  })

  it('holds at the edges for the generator', () => {
    for (const exponent of Object.values(exponents)) {
      expect(modPow.generatorPow(exponent)).toBe(slowPow(2n, exponent))
    }
  })

  it('takes squares and non-squares alike to half the group’s order', () => {
    for (let base = 2n; base < 12n; base++) expect(modPow.pow(base, order)).toBe(slowPow(base, order))
  })

  it('gives numbers whose leading bytes are zero', () => {
    const small = 1n << 3050n
    expect(modPow.generatorPow(3050n)).toBe(small)
    expect(modPow.pow(small, 1n)).toBe(small)
  })
})

it('gets a power out of an OpenSSL that refuses the base', () => {
  const base = randomInteger(3072) % N
  for (const exponent of [randomInteger(256) | 1n, randomInteger(256) << 1n]) {
    const refusal = vi.spyOn(DiffieHellmanGroup.prototype, 'computeSecret').mockImplementationOnce(() => {
      throw new RangeError('Unspecified validation error')
    })
    const nonSquare = isSquare(base) ? N - base : base
    expect(nativeModPow.pow(nonSquare, exponent)).toBe(slowPow(nonSquare, exponent))
    expect(refusal).toHaveBeenCalledTimes(2)
    refusal.mockRestore()
  }
})

/** Euler's criterion. */
function isSquare(value: bigint): boolean {
  return slowPow(value, order) === 1n
}
