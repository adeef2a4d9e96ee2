// [Note: A password without a sign-in]
// Cognito answers PASSWORD_VERIFIER with tokens or with another challenge only where the password is right, so either
// is proof. No device key rides in it: a remembered device is neither used up nor asked for. What the exchange brings
// is given back at once; what it asks for next is left unanswered, and its session dies within minutes.
import { AppError } from '../../../shared/errors'
import type { Pool, SignInMethod } from '../../../shared/model/pool'
import type { AuthReply, Cognito, InitiateAuth } from '../cognito/cognito'
import type { Clock, Log } from '../ports'
import { createEphemeral } from '../srp/ephemeral'
import { passwordProof } from '../srp/proof'
import { secretHash } from '../srp/secret-hash'
import { srpTimestamp } from '../srp/timestamp'
import type { Vault } from '../vault/account-record'
import { parseChallenge, type PasswordVerifier } from './challenge'
import type { SrpPorts } from './device'
import type { Errands } from './errands'
import { encodable } from './responses'
import { takeBack } from './take-back'

export interface ProveDeps extends SrpPorts {
  readonly clock: Clock
  readonly log: Log
  readonly errands: Errands
  /** Of the keychain, the app client's secret is read and nothing else. */
  readonly vault: Pick<Vault, 'readClientSecret'>
  readonly cognitoFor: (pool: Pool) => Promise<Cognito>
}

export interface Whose {
  readonly pool: Pool
  readonly method: SignInMethod
  /** Canonical: an alias may by now lead to somebody else. */
  readonly username: string
}

type Beginning = Pick<InitiateAuth, 'flow'> & { readonly parameters: Readonly<Record<string, string>> }
const beginnings: Partial<Record<SignInMethod, Beginning>> = {
  USER_SRP_AUTH: { flow: 'USER_SRP_AUTH', parameters: {} },
  USER_AUTH: { flow: 'USER_AUTH', parameters: { PREFERRED_CHALLENGE: 'PASSWORD_SRP' } },
  CUSTOM_AUTH_WITH_SRP: { flow: 'CUSTOM_AUTH', parameters: { CHALLENGE_NAME: 'SRP_A' } },
}

/**
 * Passes when the password is this user's.
 * @throws `auth/wrong-password`, `auth/attempts-exceeded`, `auth/*`, `network/*`, `keychain/*`.
 */
export async function provePassword(whose: Whose, password: string, deps: ProveDeps): Promise<void> {
  const { pool, method, username } = whose
  const beginning = beginnings[method]
  if (beginning === undefined) throw new AppError('auth/flow-not-enabled', `${method} proves no password.`)
  encodable(password)
  const clientSecret = pool.hasClientSecret
    ? await deps.vault.readClientSecret(pool.userPoolId, pool.clientId)
    : undefined
  const cognito = await deps.cognitoFor(pool)
  const identity = {
    USERNAME: username,
    SECRET_HASH: clientSecret === undefined ? undefined : secretHash(username, pool.clientId, clientSecret),
  }
  const ephemeral = createEphemeral(deps.random, deps.modPow)
  const challenge = passwordChallenge(
    await cognito.initiateAuth({
      flow: beginning.flow,
      parameters: { ...identity, ...beginning.parameters, SRP_A: ephemeral.publicHex },
    }),
    username,
  )
  const { saltHex, serverPublicHex, secretBlockBase64, challengeSession } = challenge
  const timestamp = srpTimestamp(deps.clock.wallMs() + cognito.clockOffsetMs())
  const namespace = pool.userPoolId.slice(pool.userPoolId.indexOf('_') + 1)
  const signature = await passwordProof(
    { namespace, identity: username, password, saltHex, serverPublicHex, secretBlockBase64, timestamp },
    ephemeral,
    deps.modPow,
  )
  const reply = await cognito.respondToAuthChallenge({
    name: challenge.name,
    challengeSession,
    responses: {
      ...identity,
      PASSWORD_CLAIM_SIGNATURE: signature,
      PASSWORD_CLAIM_SECRET_BLOCK: secretBlockBase64,
      TIMESTAMP: timestamp,
    },
  })
  // No one waits for it: that a network is dying changes nothing about the proof.
  if (reply.kind === 'tokens')
    takeBack(reply.tokens, { ...deps, cognito, deviceKey: reply.newDevice?.deviceKey })
}

function passwordChallenge(reply: AuthReply, username: string): PasswordVerifier {
  if (reply.kind === 'tokens') throw new AppError('auth/server-values', 'Tokens came before any proof.')
  const challenge = parseChallenge(reply)
  if (challenge.name !== 'PASSWORD_VERIFIER')
    throw new AppError('auth/flow-not-enabled', `The pool asks for ${challenge.name}, not for a password.`)
  if (challenge.userIdForSrp !== username)
    throw new AppError('auth/server-values', 'The name of the account leads to another user.')
  return challenge
}
