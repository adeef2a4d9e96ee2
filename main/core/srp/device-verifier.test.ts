import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { nativeModPow } from '../../shell/native-mod-pow'
import type { ModPow } from '../ports'
import { createDeviceVerifier } from './device-verifier'
import { createEphemeral } from './ephemeral'
import { serverProof, serverPublicHex } from './fixtures'
import { integerOf } from './group'
import { passwordProof } from './proof'

const random = { bytes: (count: number) => randomBytes(count) }
const keys = { deviceGroupKey: '-q7Zb1XyC', deviceKey: 'us-east-1_0d1f2a3b-4c5d-4e6f-8a9b-0c1d2e3f4a5b' }
const bytesOf = (base64: string): Buffer => Buffer.from(base64, 'base64')

describe('a device verifier', () => {
  it('lets the device sign in at a server that holds the two uploaded strings', async () => {
    for (let round = 0; round < 10; round++) {
      const { devicePassword, salt, passwordVerifier } = await createDeviceVerifier(
        keys,
        random,
        nativeModPow,
      )
      const server = {
        verifier: integerOf(bytesOf(passwordVerifier)),
        serverPrivate: integerOf(randomBytes(32)),
      }
      const ephemeral = createEphemeral(random, nativeModPow)
      const challenge = {
        namespace: keys.deviceGroupKey,
        identity: keys.deviceKey,
        secretBlockBase64: randomBytes(900).toString('base64'),
        timestamp: 'Thu May 7 00:09:40 UTC 2026',
      }
      const proof = await passwordProof(
        {
          ...challenge,
          password: devicePassword,
          saltHex: bytesOf(salt).toString('hex'),
          serverPublicHex: serverPublicHex(server.verifier, server.serverPrivate),
        },
        ephemeral,
        nativeModPow,
      )
      expect(proof).toBe(serverProof({ ...challenge, ...server, publicHex: ephemeral.publicHex }))
    }
  }, 60_000)

  it('uploads numbers that are positive to a reader of two’s complement, and as short as they can be', async () => {
    for (let round = 0; round < 20; round++) {
      const { salt, passwordVerifier } = await createDeviceVerifier(keys, random, nativeModPow)
      for (const bytes of [bytesOf(salt), bytesOf(passwordVerifier)]) {
        expect(bytes[0]).toBeLessThan(0x80)
        if (bytes[0] === 0) expect(bytes[1]).toBeGreaterThanOrEqual(0x80)
      }
    }
  }, 60_000)

  it('never repeats a password or a salt', async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, () => createDeviceVerifier(keys, random, nativeModPow)),
    )
    expect(new Set(made.map(({ devicePassword }) => devicePassword)).size).toBe(8)
    expect(new Set(made.map(({ salt }) => salt)).size).toBe(8)
    for (const { devicePassword } of made) expect(bytesOf(devicePassword)).toHaveLength(40)
  })

  it('is not handed out when it is wrong', async () => {
    let calls = 0
    const wrongOnce: ModPow = {
      generatorPow: (exponent) => nativeModPow.generatorPow(calls++ === 0 ? exponent + 1n : exponent),
      pow: (base, exponent) => nativeModPow.pow(base, exponent),
    }
    const made = createDeviceVerifier(keys, random, wrongOnce)
    await expect(made).rejects.toMatchObject({ code: 'internal' })
  })
})
