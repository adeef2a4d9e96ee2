import { describe, expect, it } from 'vitest'
import vectors from '../fixtures/srp-vectors.json'
import { expectedSignature, integerOf, openStep, power, prime, signed, slowPower, verifierOf } from './srp'

interface SrpVector {
  readonly name: string
  readonly srpA: string
  readonly salt: string
  readonly srpB: string
  readonly secretBlock: string
  readonly timestamp: string
  readonly expect: { readonly signature: string }
  readonly server: { readonly b: string; readonly verifier: string }
}

const cases = [
  ...vectors.user.map((vector) => ({
    vector: vector,
    claimant: { namespace: vector.poolName, identity: vector.userIdForSrp },
    password: vector.password,
  })),
  ...vectors.device.map((vector) => ({
    vector: vector,
    claimant: { namespace: vector.deviceGroupKey, identity: vector.deviceKey },
    password: vector.devicePassword,
  })),
]

const hex = (text: string) => BigInt(`0x${text}`)

function stepOf(vector: SrpVector) {
  return openStep({
    verifier: hex(vector.server.verifier),
    clientPublic: hex(vector.srpA),
    ephemeralPrivate: hex(vector.server.b),
    mathematics: 'right',
  })
}

describe('the server side of SRP', () => {
  it('has the vectors to check against', () => {
    expect(cases.length).toBeGreaterThan(40)
    expect(prime).toBe(hex(vectors.constants.N))
  })

  it.each(cases.map((one) => [one.vector.name, one] as const))('keeps the verifier of %s', (_name, one) => {
    expect(verifierOf(one.claimant, one.password, hex(one.vector.salt)).toString(16)).toBe(
      hex(one.vector.server.verifier).toString(16),
    )
  })

  it.each(cases.map((one) => [one.vector.name, one] as const))(
    'gives B and expects the signature of %s',
    (_name, { vector, claimant }) => {
      const step = stepOf(vector)
      const signature = expectedSignature(step, claimant, {
        secretBlock: Buffer.from(vector.secretBlock, 'base64'),
        timestamp: vector.timestamp,
      })
      expect(step.serverPublic).toBe(hex(vector.srpB))
      expect(signature?.toString('base64')).toBe(vector.expect.signature)
    },
  )

  it.each(vectors.deviceVerifier.map((vector) => [vector.name, vector] as const))(
    'reads the upload of ConfirmDevice in %s',
    (_name, vector) => {
      const salt = integerOf(Buffer.from(vector.expect.salt, 'base64'))
      const claimant = { namespace: vector.deviceGroupKey, identity: vector.deviceKey }
      const verifier = verifierOf(claimant, vector.devicePassword, salt)
      expect(signed(verifier).toString('base64')).toBe(vector.expect.passwordVerifier)
    },
  )

  it('gives another B when its mathematics is made wrong', () => {
    const [one] = cases
    const vector = one!.vector
    const wrong = openStep({ ...stepOf(vector), mathematics: 'wrong' })
    expect(wrong.serverPublic).not.toBe(hex(vector.srpB))
  })

  it.each([0n, 1n, 2n, 4n, prime - 2n, prime - 1n, prime, prime + 1n, prime + 9n])(
    'raises the base %s as plain multiplication does',
    (base) => {
      for (const exponent of [0n, 1n, 2n, 0xf123_4567_89ab_cdef_1234_5678n, prime - 2n]) {
        expect(power(base, exponent)).toBe(slowPower(base, exponent))
      }
    },
  )

  it.each([
    [0n, '00'],
    [0x7fn, '7f'],
    [0x80n, '0080'],
    [0xabcn, '0abc'],
    [0xffffn, '00ffff'],
  ])('pads %s as Java does', (value, expected) => {
    expect(signed(value).toString('hex')).toBe(expected)
  })
})
