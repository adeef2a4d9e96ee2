// A device's own password and what the server keeps of it (AWS, "Working with user devices in your user pool").
import { AppError } from '../../../shared/errors'
import type { ModPow, Random } from '../ports'
import { createEphemeral } from './ephemeral'
import { integerOf, k, N, padHex } from './group'
import { nextTurn } from './next-turn'
import { privateKeyOf, scramblerOf, type Secret, sharedSecret } from './shared-secret'

const devicePasswordBytes = 40
const saltBytes = 16

/** What ConfirmDevice answered for: NewDeviceMetadata's two keys. */
export interface DeviceKeys {
  readonly deviceGroupKey: string
  /** With its region prefix. */
  readonly deviceKey: string
}

/** `salt` and `passwordVerifier` are base64, as DeviceSecretVerifierConfig takes them; the password stays here. */
export interface DeviceVerifier {
  readonly devicePassword: string
  readonly salt: string
  readonly passwordVerifier: string
}

/**
 * A fresh device password with its verifier, tried out against a server's side of the exchange: Cognito accepts a
 * wrong verifier without a word and refuses the device at the next sign-in.
 * @throws `internal` when the verifier does not verify.
 */
export async function createDeviceVerifier(
  { deviceGroupKey, deviceKey }: DeviceKeys,
  random: Random,
  modPow: ModPow,
): Promise<DeviceVerifier> {
  const devicePassword = random.bytes(devicePasswordBytes).toString('base64')
  const secret = { namespace: deviceGroupKey, identity: deviceKey, password: devicePassword }
  const salt = integerOf(random.bytes(saltBytes))
  await nextTurn()
  const verifier = modPow.generatorPow(privateKeyOf(secret, salt))
  const config = {
    salt: padHex(salt).toString('base64'),
    passwordVerifier: padHex(verifier).toString('base64'),
  }
  await tryOut(secret, config, { random, modPow })
  return { devicePassword, ...config }
}

/** One exchange with a server that holds nothing but the two uploaded strings. */
async function tryOut(
  secret: Secret,
  config: { readonly salt: string; readonly passwordVerifier: string },
  { random, modPow }: { readonly random: Random; readonly modPow: ModPow },
): Promise<void> {
  const salt = asServerReads(config.salt)
  const verifier = asServerReads(config.passwordVerifier)
  const client = createEphemeral(random, modPow)
  await nextTurn()
  const server = createEphemeral(random, modPow)
  const serverPublic = (k * verifier + server.ephemeralPublic) % N
  const scrambler = scramblerOf(client.ephemeralPublic, serverPublic)
  const privateKey = privateKeyOf(secret, salt)
  const ours = await sharedSecret({ serverPublic, privateKey, scrambler }, client, modPow)
  await nextTurn()
  const blinded = (client.ephemeralPublic * modPow.pow(verifier, scrambler)) % N
  await nextTurn()
  if (modPow.pow(blinded, server.ephemeralPrivate) !== ours) throw wrongVerifier()
}

/** As two's complement, which is how Cognito reads it: without its zero byte a number may come out negative. */
function asServerReads(base64: string): bigint {
  const bytes = Buffer.from(base64, 'base64')
  const value = BigInt.asIntN(8 * bytes.length, integerOf(bytes))
  if (value < 0n) throw wrongVerifier()
  return value
}

function wrongVerifier(): AppError {
  return new AppError('internal', 'the device verifier does not verify its own password')
}
