// The answer to PASSWORD_VERIFIER and DEVICE_PASSWORD_VERIFIER; see [Note: SRP sign-in].
import { createHmac } from 'node:crypto'
import { AppError } from '../../../shared/errors'
import type { ModPow } from '../ports'
import type { Ephemeral } from './ephemeral'
import { parseSalt, parseSecretBlock, parseServerPublic } from './server-values'
import { privateKeyOf, scramblerOf, type Secret, sessionKey, sharedSecret } from './shared-secret'

/** A challenge's parameters as they came, whose secret answers it, and the time stamp that will go with the answer. */
export interface ProofRequest extends Secret {
  readonly saltHex: string
  readonly serverPublicHex: string
  readonly secretBlockBase64: string
  readonly timestamp: string
}

const loneSurrogate = /\p{Surrogate}/u

/**
 * PASSWORD_CLAIM_SIGNATURE in base64.
 * @throws `auth/server-values` when the challenge's values are malformed or unsafe: nothing is computed from the password
 * @throws `auth/password-not-encodable` when the password has no UTF-8 form; hashing would quietly take another one
 */
export async function passwordProof(
  request: ProofRequest,
  ephemeral: Ephemeral,
  modPow: ModPow,
): Promise<string> {
  const { namespace, identity, password, timestamp } = request
  const salt = parseSalt(request.saltHex)
  const serverPublic = parseServerPublic(request.serverPublicHex)
  const secretBlock = parseSecretBlock(request.secretBlockBase64)
  const scrambler = scramblerOf(ephemeral.ephemeralPublic, serverPublic)
  if (loneSurrogate.test(namespace + identity)) {
    throw new AppError('auth/server-values', 'USER_ID_FOR_SRP is not well-formed text')
  }
  if (loneSurrogate.test(password)) {
    throw new AppError('auth/password-not-encodable', 'the password holds half of a character pair')
  }
  const privateKey = privateKeyOf(request, salt)
  const secret = await sharedSecret({ serverPublic, privateKey, scrambler }, ephemeral, modPow)
  return createHmac('sha256', sessionKey(secret, scrambler))
    .update(`${namespace}${identity}`, 'utf8')
    .update(secretBlock)
    .update(timestamp, 'utf8')
    .digest('base64')
}
