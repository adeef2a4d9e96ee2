// Every vector of the published file, each on both implementations of the arithmetic.
import { describe, expect, it } from 'vitest'
import vectors from '../../../e2e/fixtures/srp-vectors.json' with { type: 'json' }
import { nativeModPow } from '../../shell/native-mod-pow'
import { bigIntModPow } from './big-int-mod-pow'
import { createDeviceVerifier } from './device-verifier'
import { ephemeralOf } from './ephemeral'
import { scriptedRandom, serverProof, serverPublicHex } from './fixtures'
import { passwordProof } from './proof'
import { secretHash } from './secret-hash'
import { privateKeyOf, scramblerOf, sessionKey, sharedSecret } from './shared-secret'
import { srpTimestamp } from './timestamp'

const number = (hex: string): bigint => BigInt(`0x${hex}`)

const proofs = [
  ...vectors.user.map((vector) => ({
    ...vector,
    secret: { namespace: vector.poolName, identity: vector.userIdForSrp, password: vector.password },
  })),
  ...vectors.device.map((vector) => ({
    ...vector,
    secret: {
      namespace: vector.deviceGroupKey,
      identity: vector.deviceKey,
      password: vector.devicePassword,
    },
  })),
]
const requestOf = (vector: (typeof proofs)[number]): Parameters<typeof passwordProof>[0] => ({
  ...vector.secret,
  saltHex: vector.salt,
  serverPublicHex: vector.srpB,
  secretBlockBase64: vector.secretBlock,
  timestamp: vector.timestamp,
})

describe.each([
  ['BigInt', bigIntModPow],
  ['OpenSSL', nativeModPow],
])('the vectors, by %s', (_, modPow) => {
  it.each(proofs)('$name: every intermediate value and the signature', async (vector) => {
    const ephemeral = ephemeralOf(number(vector.a), modPow)
    expect(ephemeral.publicHex).toBe(vector.srpA)
    const serverPublic = number(vector.srpB)
    const privateKey = privateKeyOf(vector.secret, number(vector.salt))
    const scrambler = scramblerOf(ephemeral.ephemeralPublic, serverPublic)
    const secret = await sharedSecret({ serverPublic, privateKey, scrambler }, ephemeral, modPow)
    expect({
      u: scrambler.toString(16),
      x: privateKey.toString(16),
      s: secret.toString(16),
      key: sessionKey(secret, scrambler).toString('hex'),
      signature: await passwordProof(requestOf(vector), ephemeral, modPow),
    }).toEqual(vector.expect)
  })

  it.each(vectors.deviceVerifier)('$name: the verifier as ConfirmDevice takes it', async (vector) => {
    const random = scriptedRandom(
      Buffer.from(vector.devicePasswordRandomBytes, 'hex'),
      Buffer.from(vector.saltRandomBytes, 'hex'),
      Buffer.alloc(32, 1),
      Buffer.alloc(32, 2),
    )
    const { devicePassword, salt, passwordVerifier } = await createDeviceVerifier(vector, random, modPow)
    expect(devicePassword).toBe(vector.devicePassword)
    expect({ salt, passwordVerifier }).toEqual({
      salt: vector.expect.salt,
      passwordVerifier: vector.expect.passwordVerifier,
    })
    const saltNumber = number(vector.expect.saltAsServerReturnsIt)
    const secret = { namespace: vector.deviceGroupKey, identity: vector.deviceKey, password: devicePassword }
    expect(privateKeyOf(secret, saltNumber).toString(16)).toBe(vector.expect.x)
  })

  it.each(vectors.reject)('$name: refused before the password is touched', async ({ srpB }) => {
    const vector = proofs[0]!
    const request = { ...requestOf(vector), serverPublicHex: srpB }
    const untouched = new Proxy(request, {
      get(target, field) {
        if (field === 'password') return '\ud800 would be refused with another code'
        return Reflect.get(target, field) as unknown
      },
    })
    const proof = passwordProof(untouched, ephemeralOf(number(vector.a), modPow), modPow)
    await expect(proof).rejects.toMatchObject({ code: 'auth/server-values' })
  })
})

describe('the vectors without arithmetic', () => {
  it.each(vectors.secretHash)('$name', ({ username, clientId, clientSecret, expect: hash }) => {
    expect(secretHash(username, clientId, clientSecret)).toBe(hash)
  })

  it.each(vectors.timestamp)('$name', ({ epochMs, expect: text }) => {
    expect(srpTimestamp(epochMs)).toBe(text)
  })

  it.each(proofs)('$name: an independent server arrives at the same', (vector) => {
    expect(serverPublicHex(number(vector.server.verifier), number(vector.server.b))).toBe(
      number(vector.srpB).toString(16),
    )
    const proof = serverProof({
      ...vector.secret,
      verifier: number(vector.server.verifier),
      serverPrivate: number(vector.server.b),
      publicHex: vector.srpA,
      secretBlockBase64: vector.secretBlock,
      timestamp: vector.timestamp,
    })
    expect(proof).toBe(vector.expect.signature)
  })
})

describe('where libraries differ, ours', () => {
  const divergence = (name: string): (typeof vectors.divergences)[number] =>
    vectors.divergences.find((entry) => entry.name === name)!

  it('refuses a password with a lone surrogate instead of hashing another one', async () => {
    const units = divergence('password-lone-surrogate').passwordUtf16!.split(' ')
    const password = units.map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join('')
    const vector = proofs[0]!
    const proof = passwordProof(
      { ...requestOf(vector), password },
      ephemeralOf(number(vector.a), bigIntModPow),
      bigIntModPow,
    )
    await expect(proof).rejects.toMatchObject({ code: 'auth/password-not-encodable' })
  })

  it('reads a salt as an integer: redundant zeros and letter case carry no meaning', async () => {
    const { in: padded, asInteger } = divergence('salt-with-redundant-leading-zeros')
    const vector = proofs[0]!
    const ephemeral = ephemeralOf(number(vector.a), bigIntModPow)
    const proofFor = (saltHex: string): Promise<string> =>
      passwordProof({ ...requestOf(vector), saltHex }, ephemeral, bigIntModPow)
    expect(await proofFor(padded!)).toBe(await proofFor(asInteger!))
    expect(await proofFor(vector.salt.toUpperCase())).toBe(vector.expect.signature)
  })

  it('takes a pool’s short name whole, underscores included', () => {
    const { poolId, vectorsUse } = divergence('pool-id-two-underscores')
    const vector = vectors.user.find((entry) => entry.poolId === poolId)!
    expect(vector.poolName).toBe(vectorsUse)
    expect(poolId!.slice(poolId!.indexOf('_') + 1)).toBe(vectorsUse)
  })
})
