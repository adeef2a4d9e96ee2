import { createHash, getDiffieHellman } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import vectors from '../../../e2e/fixtures/srp-vectors.json' with { type: 'json' }
import { g, integerOf, k, N, padHex } from './group'

describe('the group', () => {
  it('is OpenSSL’s own modp15 and the vectors’ constants', () => {
    expect(N.toString(16)).toBe(getDiffieHellman('modp15').getPrime('hex'))
    expect(N.toString(16)).toBe(vectors.constants.N)
    expect(g.toString(16)).toBe(vectors.constants.g)
  })

  it('has a multiplier over N with its zero byte and g as one byte', () => {
    const hash = createHash('sha256').update(padHex(N)).update(padHex(g)).digest('hex')
    expect(k.toString(16)).toBe(hash)
    expect(hash).toBe(vectors.constants.k)
    expect(padHex(N)).toHaveLength(385)
    expect(padHex(g)).toEqual(Buffer.from([2]))
  })
})

describe('padHex', () => {
  it.each(vectors.padHex)('writes $in as $expect', ({ in: hex, expect: padded }) => {
    expect(padHex(BigInt(`0x${hex}`)).toString('hex')).toBe(padded)
  })

  it.each([
    ['7fff', '7fff'],
    ['8000', '008000'],
    ['0', '00'],
  ])('puts a zero byte before %s only when its top bit is set', (hex, padded) => {
    expect(padHex(BigInt(`0x${hex}`)).toString('hex')).toBe(padded)
  })

  it('is read back as the same integer', () => {
    for (const value of [0n, 1n, 127n, 128n, 255n, 256n, N - 1n, N])
      expect(integerOf(padHex(value))).toBe(value)
    expect(integerOf(Buffer.alloc(0))).toBe(0n)
  })
})
