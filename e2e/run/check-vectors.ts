// Checks every vector of a file; what needs arithmetic, on both implementations: a vector passes when both do.
import { bigIntModPow } from '../../main/core/srp/big-int-mod-pow'
import { createDeviceVerifier } from '../../main/core/srp/device-verifier'
import { ephemeralOf } from '../../main/core/srp/ephemeral'
import { g, k, N, padHex } from '../../main/core/srp/group'
import { passwordProof, type ProofRequest } from '../../main/core/srp/proof'
import { secretHash } from '../../main/core/srp/secret-hash'
import { privateKeyOf, scramblerOf, sessionKey, sharedSecret } from '../../main/core/srp/shared-secret'
import { srpTimestamp } from '../../main/core/srp/timestamp'
import type { ModPow, Random } from '../../main/core/ports'
import { nativeModPow } from '../../main/shell/native-mod-pow'
import { AppError } from '../../shared/errors'
import type { Divergence, ProofVector, VectorFile, VerifierVector } from './vector-file'

/** One vector's outcome: `problem` says what differs and on which implementation; absent when it passes. */
export interface Outcome {
  readonly name: string
  readonly problem?: string
}

const implementations: readonly (readonly [string, ModPow])[] = [
  ['BigInt', bigIntModPow],
  ['OpenSSL', nativeModPow],
]

type Check = (modPow: ModPow) => Promise<void>

/** Every vector of `file`, in its order. */
export async function* checkVectors(file: VectorFile): AsyncGenerator<Outcome> {
  if (file.constants !== undefined) yield plain('constants', () => checkConstants(file.constants))
  for (const vector of [...file.user, ...file.device]) {
    yield await both(vector.name, (modPow) => checkProof(vector, modPow))
  }
  for (const vector of file.deviceVerifier) {
    yield await both(vector.name, (modPow) => checkVerifier(vector, modPow))
  }
  for (const vector of file.reject) yield await both(vector.name, (modPow) => checkReject(vector, modPow))
  for (const { name, username, clientId, clientSecret, expect } of file.secretHash) {
    yield plain(name, () => same('hash', secretHash(username, clientId, clientSecret), expect))
  }
  for (const { name, epochMs, expect } of file.timestamp) {
    yield plain(name, () => same('time stamp', srpTimestamp(epochMs), expect))
  }
  for (const { name, in: input, expect } of file.padHex) {
    yield plain(name ?? `padHex ${input.slice(0, 16)}`, () => checkPadHex(input, expect))
  }
  for (const divergence of file.divergences) {
    yield await both(divergence.name, (modPow) => checkDivergence(divergence, modPow))
  }
}

async function both(name: string, check: Check): Promise<Outcome> {
  const problems: string[] = []
  for (const [implementation, modPow] of implementations) {
    try {
      await check(modPow)
    } catch (error) {
      problems.push(`${implementation}: ${(error as Error).message}`)
    }
  }
  return problems.length === 0 ? { name } : { name, problem: problems.join('; ') }
}

function plain(name: string, check: () => void): Outcome {
  try {
    check()
    return { name }
  } catch (error) {
    return { name, problem: (error as Error).message }
  }
}

const number = (hex: string): bigint => BigInt(`0x${hex}`)

function same(what: string, found: string, expected: string | undefined): void {
  if (expected === undefined || found === expected) return
  throw new Error(`${what} is ${shortened(found)}, expected ${shortened(expected)}`)
}

function sameNumber(what: string, found: bigint, expected: string | undefined): void {
  if (expected !== undefined) same(what, found.toString(16), number(expected).toString(16))
}

const shortened = (text: string): string =>
  text.length <= 64 ? text : `${text.slice(0, 24)}…${text.slice(-8)}`

function checkConstants(constants: VectorFile['constants']): void {
  if (constants === undefined) return
  sameNumber('N', N, constants.N)
  sameNumber('g', g, String(constants.g))
  sameNumber('k', k, constants.k)
}

function checkPadHex(input: string, expected: string): void {
  same('padded', padHex(number(input)).toString('hex'), expected.toLowerCase())
}

function requestOf(vector: ProofVector): ProofRequest {
  const { salt: saltHex, srpB: serverPublicHex, secretBlock: secretBlockBase64, timestamp } = vector
  const secret =
    'poolName' in vector
      ? { namespace: vector.poolName, identity: vector.userIdForSrp, password: vector.password }
      : { namespace: vector.deviceGroupKey, identity: vector.deviceKey, password: vector.devicePassword }
  return { ...secret, saltHex, serverPublicHex, secretBlockBase64, timestamp }
}

async function checkProof(vector: ProofVector, modPow: ModPow): Promise<void> {
  const request = requestOf(vector)
  const ephemeral = ephemeralOf(number(vector.a), modPow)
  sameNumber('A', ephemeral.ephemeralPublic, vector.srpA)
  const serverPublic = number(vector.srpB)
  const privateKey = privateKeyOf(request, number(vector.salt))
  sameNumber('x', privateKey, vector.expect.x)
  const scrambler = scramblerOf(ephemeral.ephemeralPublic, serverPublic)
  sameNumber('u', scrambler, vector.expect.u)
  const secret = await sharedSecret({ serverPublic, privateKey, scrambler }, ephemeral, modPow)
  sameNumber('S', secret, vector.expect.s)
  same('K', sessionKey(secret, scrambler).toString('hex'), vector.expect.key?.toLowerCase())
  same('signature', await passwordProof(request, ephemeral, modPow), vector.expect.signature)
  if (vector.server === undefined) return
  const verifier = modPow.generatorPow(privateKey)
  sameNumber('verifier', verifier, vector.server.verifier)
  sameNumber('B', (k * verifier + modPow.generatorPow(number(vector.server.b))) % N, vector.srpB)
}

async function checkVerifier(vector: VerifierVector, modPow: ModPow): Promise<void> {
  const scripted = [vector.devicePasswordRandomBytes, vector.saltRandomBytes]
  // The password and the salt are the vector's; what the self-check draws after them may be anything but zero.
  const random: Random = {
    bytes: (count) => {
      const next = scripted.shift()
      return next === undefined ? Buffer.alloc(count, 7) : Buffer.from(next, 'hex')
    },
  }
  const made = await createDeviceVerifier(vector, random, modPow)
  same('device password', made.devicePassword, vector.devicePassword)
  same('Salt', made.salt, vector.expect.salt)
  same('PasswordVerifier', made.passwordVerifier, vector.expect.passwordVerifier)
  const salt = number(Buffer.from(made.salt, 'base64').toString('hex'))
  sameNumber('the salt as the server returns it', salt, vector.expect.saltAsServerReturnsIt)
  const secret = {
    namespace: vector.deviceGroupKey,
    identity: vector.deviceKey,
    password: made.devicePassword,
  }
  sameNumber('x', privateKeyOf(secret, salt), vector.expect.x)
}

/** A challenge in which one value is the vector's and the rest is sound. */
async function answerTo(change: Partial<ProofRequest>, modPow: ModPow): Promise<string> {
  const sound: ProofRequest = {
    namespace: 'AbCdEf123',
    identity: 'jdoe',
    password: 'Correct-Horse-9!',
    saltHex: '8f3ba31add9db6431070e03f428642e4',
    serverPublicHex: '5',
    secretBlockBase64: 'AAAA',
    timestamp: 'Wed Jan 7 00:09:40 UTC 2026',
  }
  return await passwordProof({ ...sound, ...change }, ephemeralOf(0x1234567890abcdefn, modPow), modPow)
}

async function mustRefuse(change: Partial<ProofRequest>, code: string, modPow: ModPow): Promise<void> {
  const outcome = await answerTo(change, modPow).catch((error: unknown) => error)
  if (outcome instanceof AppError && outcome.code === code) return
  const found = outcome instanceof Error ? outcome.message : 'answered'
  throw new Error(`must be refused as ${code}, was: ${found}`)
}

async function checkReject(vector: VectorFile['reject'][number], modPow: ModPow): Promise<void> {
  const change = { serverPublicHex: vector.srpB }
  if (vector.mustReject) await mustRefuse(change, 'auth/server-values', modPow)
  else await answerTo(change, modPow)
}

/** Where libraries differ: ours refuses half characters, splits at the first underscore, reads hex as an integer. */
async function checkDivergence(divergence: Divergence, modPow: ModPow): Promise<void> {
  const { passwordUtf16, poolId, vectorsUse, in: input, asInteger } = divergence
  if (passwordUtf16 !== undefined) {
    const units = passwordUtf16.split(' ')
    const password = units.map((unit) => characterOf(unit)).join('')
    await mustRefuse({ password }, 'auth/password-not-encodable', modPow)
  } else if (poolId !== undefined && vectorsUse !== undefined) {
    same('the pool’s short name', poolId.slice(poolId.indexOf('_') + 1), vectorsUse)
  } else if (input !== undefined && asInteger !== undefined) {
    checkPadHex(input, asInteger)
    same(
      'signature',
      await answerTo({ saltHex: input }, modPow),
      await answerTo({ saltHex: asInteger }, modPow),
    )
  } else {
    throw new Error('a kind of divergence that this check does not know')
  }
}

/** A UTF-16 code unit in hex of four digits; two digits are a unit of ASCII. */
function characterOf(unit: string): string {
  return String.fromCharCode(Number.parseInt(unit, 16))
}
