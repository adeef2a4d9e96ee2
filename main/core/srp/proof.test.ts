import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { nativeModPow } from '../../shell/native-mod-pow'
import { bigIntModPow } from './big-int-mod-pow'
import { createEphemeral, type Ephemeral } from './ephemeral'
import { scriptedRandom, serverProof, serverPublicHex, slowPow } from './fixtures'
import { integerOf, N } from './group'
import { passwordProof, type ProofRequest } from './proof'
import { privateKeyOf } from './shared-secret'
import { srpTimestamp } from './timestamp'

const random = { bytes: (count: number) => randomBytes(count) }

interface Exchange {
  readonly request: ProofRequest
  readonly ephemeral: Ephemeral
  readonly server: { readonly verifier: bigint; readonly serverPrivate: bigint }
}

/** A server that knows a verifier, and the challenge it sends to a client. */
function anExchange(password = 'Correct-Horse-9!'): Exchange {
  const secret = { namespace: 'AbCdEf123', identity: 'jdoe', password }
  const salt = integerOf(randomBytes(16))
  const server = {
    verifier: slowPow(2n, privateKeyOf(secret, salt)),
    serverPrivate: integerOf(randomBytes(32)),
  }
  const request = {
    ...secret,
    saltHex: salt.toString(16),
    serverPublicHex: serverPublicHex(server.verifier, server.serverPrivate),
    secretBlockBase64: randomBytes(1101).toString('base64'),
    timestamp: srpTimestamp(1_778_112_580_000),
  }
  return { request, server, ephemeral: createEphemeral(random, nativeModPow) }
}

const serversProof = ({ request, server, ephemeral }: Exchange): string =>
  serverProof({ ...request, ...server, publicHex: ephemeral.publicHex })

describe('the proof', () => {
  it('convinces a server that holds the verifier, whatever the random values', async () => {
    for (let round = 0; round < 40; round++) {
      const exchange = anExchange()
      const modPow = round % 2 === 0 ? nativeModPow : bigIntModPow
      expect(await passwordProof(exchange.request, exchange.ephemeral, modPow)).toBe(serversProof(exchange))
    }
  }, 60_000)

  it.each<[string, (request: ProofRequest) => Partial<ProofRequest>]>([
    ['password', () => ({ password: 'Correct-Horse-9?' })],
    ['password’s normal form', () => ({ password: 'Correct-Horse-9! ' })],
    ['identity', () => ({ identity: 'jdoe@example.com' })],
    ['namespace: the whole pool id', () => ({ namespace: 'us-east-1_AbCdEf123' })],
    ['salt', ({ saltHex }) => ({ saltHex: flipped(saltHex) })],
    ['server public value', ({ serverPublicHex: hex }) => ({ serverPublicHex: flipped(hex) })],
    ['time stamp: a day with a zero', () => ({ timestamp: 'Thu May 07 00:09:40 UTC 2026' })],
    [
      'secret block',
      ({ secretBlockBase64 }) => ({
        secretBlockBase64: Buffer.from(
          flipped(Buffer.from(secretBlockBase64, 'base64').toString('hex')),
          'hex',
        ).toString('base64'),
      }),
    ],
  ])('fails with another %s', async (_, change) => {
    const exchange = anExchange()
    const request = { ...exchange.request, ...change(exchange.request) }
    expect(await passwordProof(request, exchange.ephemeral, nativeModPow)).not.toBe(serversProof(exchange))
  })

  it('keeps composed and decomposed passwords apart', async () => {
    const exchange = anExchange('Pässwörd-1'.normalize('NFC'))
    const request = { ...exchange.request, password: 'Pässwörd-1'.normalize('NFD') }
    expect(await passwordProof(request, exchange.ephemeral, nativeModPow)).not.toBe(serversProof(exchange))
  })

  it('lets other work run between its exponentiations', async () => {
    const { request, ephemeral } = anExchange()
    const order: string[] = []
    const traced = {
      generatorPow: (exponent: bigint) => (order.push('generatorPow'), nativeModPow.generatorPow(exponent)),
      pow: (base: bigint, exponent: bigint) => (order.push('pow'), nativeModPow.pow(base, exponent)),
    }
    setImmediate(() => {
      order.push('other')
      setImmediate(() => order.push('other'))
    })
    await passwordProof(request, ephemeral, traced)
    expect(order).toEqual(['other', 'generatorPow', 'other', 'pow'])
  })
})

describe('a hostile server', () => {
  const digits = (count: number): string => 'f'.repeat(count)
  it.each<[string, Partial<ProofRequest>, RegExp]>([
    ['an empty salt', { saltHex: '' }, /SALT/],
    ['a negative salt', { saltHex: '-1f' }, /SALT/],
    ['a salt that is not hex', { saltHex: '0x1f' }, /SALT/],
    ['a huge salt', { saltHex: digits(257) }, /SALT/],
    ['an empty SRP_B', { serverPublicHex: '' }, /SRP_B/],
    ['a negative SRP_B', { serverPublicHex: '-1f' }, /SRP_B/],
    ['an SRP_B that is not hex', { serverPublicHex: 'xyz' }, /SRP_B/],
    ['an SRP_B of zeros', { serverPublicHex: '0'.repeat(768) }, /SRP_B/],
    ['SRP_B = N', { serverPublicHex: N.toString(16) }, /SRP_B/],
    ['SRP_B = 2N', { serverPublicHex: (2n * N).toString(16) }, /SRP_B/],
    ['SRP_B above N', { serverPublicHex: (N + 1n).toString(16) }, /SRP_B/],
    ['a huge SRP_B', { serverPublicHex: digits(1537) }, /SRP_B/],
    ['an empty secret block', { secretBlockBase64: '' }, /SECRET_BLOCK/],
    ['a secret block that is not base64', { secretBlockBase64: 'ab*d' }, /SECRET_BLOCK/],
    ['a cut secret block', { secretBlockBase64: 'abcde' }, /SECRET_BLOCK/],
    ['a huge secret block', { secretBlockBase64: 'a'.repeat(16_388) }, /SECRET_BLOCK/],
    ['a user id that is half a character', { identity: 'x\udc00' }, /USER_ID_FOR_SRP/],
  ])('with %s gets no proof, and no exponentiation runs', async (_, change, names) => {
    const { request, ephemeral } = anExchange()
    const never = (): never => {
      throw new Error('an exponentiation ran')
    }
    const proof = passwordProof({ ...request, ...change }, ephemeral, { generatorPow: never, pow: never })
    await expect(proof).rejects.toMatchObject({
      code: 'auth/server-values',
      message: expect.stringMatching(names) as string,
    })
  })

  it('learns from no message what the password was', async () => {
    const { request, ephemeral } = anExchange('half \ud800 a pair')
    const error: unknown = await passwordProof(request, ephemeral, nativeModPow).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'auth/password-not-encodable' })
    expect(String(error)).not.toContain('half \ud800')
  })
})

describe('the ephemeral pair', () => {
  it('takes 256 random bits and never zero', () => {
    const pair = createEphemeral(scriptedRandom(Buffer.alloc(32), Buffer.alloc(32, 255)), nativeModPow)
    expect(pair.ephemeralPrivate).toBe((1n << 256n) - 1n)
    expect(pair.ephemeralPublic).toBe(slowPow(2n, pair.ephemeralPrivate))
    expect(pair.publicHex).toBe(pair.ephemeralPublic.toString(16))
  })

  it('is refused when the arithmetic gives A mod N = 0', () => {
    for (const zero of [0n, N]) {
      const broken = { generatorPow: () => zero, pow: () => zero }
      expect(() => createEphemeral(random, broken)).toThrow('zero')
    }
  })
})

/** The same hex number with its lowest bit changed. */
function flipped(hex: string): string {
  const value = BigInt(`0x${hex}`) ^ 1n
  return value.toString(16).padStart(hex.length, '0')
}

it('hashes text as UTF-8', () => {
  const secret = { namespace: 'p', identity: 'é', password: '🔑' }
  const inner = createHash('sha256').update(Buffer.from('pé:🔑', 'utf8')).digest()
  const outer = createHash('sha256')
    .update(Buffer.from([1]))
    .update(inner)
    .digest('hex')
  expect(privateKeyOf(secret, 1n)).toBe(BigInt(`0x${outer}`))
})
