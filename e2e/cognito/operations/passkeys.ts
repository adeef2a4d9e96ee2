// The operations on a user's own passkeys, and the WEB_AUTHN challenge (COGNITO.md §3.1).
import { z } from 'zod'
import type { Attempt } from '../challenge-sessions'
import { knownDevice } from '../devices'
import { CognitoError, invalidParameter, notAuthorized } from '../errors'
import { openChallenge, type AuthReply } from '../open-challenge'
import { deviceOrTokens, refuseByState } from '../sign-in-steps'
import {
  challengeOf,
  creationOptions,
  newChallenge,
  offersPasskeys,
  provePasskey,
  registerPasskey,
  relyingPartyId,
  requestOptions,
} from '../webauthn/passkeys'
import type { World } from '../world'
import { openSession, type Answer } from './answer'
import { AccessTokenInput, parseInput } from './input'

const CompleteInput = AccessTokenInput.extend({ Credential: z.record(z.string(), z.unknown()) })
const DeleteInput = AccessTokenInput.extend({ CredentialId: z.string().min(1) })
const ListInput = AccessTokenInput.extend({
  MaxResults: z.int().min(0).max(20).nullish(),
  NextToken: z.string().nullish(),
})

export function startWebAuthnRegistration(world: World, body: unknown): object {
  const input = parseInput(AccessTokenInput, body)
  const nowMs = world.clock.wallMs()
  const { user, client } = world.tokens.holderOf(input.AccessToken, nowMs)
  if (!offersPasskeys(client.pool)) {
    throw new CognitoError('WebAuthnNotEnabledException', 'WebAuthn is not enabled for this user pool.')
  }
  const challenge = world.passkeyChallenges.open(user, nowMs)
  return { CredentialCreationOptions: creationOptions(client.pool, user, challenge) }
}

export function completeWebAuthnRegistration(world: World, body: unknown): object {
  const input = parseInput(CompleteInput, body)
  const nowMs = world.clock.wallMs()
  const { user, client } = world.tokens.holderOf(input.AccessToken, nowMs)
  const challenge = challengeOf(input.Credential)
  if (!world.passkeyChallenges.take(challenge, user, nowMs)) {
    throw new CognitoError('WebAuthnChallengeNotFoundException', 'Challenge not found.')
  }
  const expected = { challenge, origin: undefined, nowMs }
  registerPasskey({ pool: client.pool, user }, input.Credential, expected)
  return {}
}

/** NextToken is the number of passkeys already listed. */
export function listWebAuthnCredentials(world: World, body: unknown): object {
  const input = parseInput(ListInput, body)
  const { user } = world.tokens.holderOf(input.AccessToken, world.clock.wallMs())
  const start = Number(input.NextToken ?? '0')
  if (!Number.isSafeInteger(start) || start < 0) throw invalidParameter('Invalid NextToken.')
  const end = start + (input.MaxResults ?? 20)
  const all = [...user.passkeys.values()]
  return {
    Credentials: all.slice(start, end).map((passkey) => ({
      CredentialId: passkey.credentialId,
      FriendlyCredentialName: passkey.friendlyName,
      RelyingPartyId: relyingPartyId,
      ...(passkey.attachment === undefined ? {} : { AuthenticatorAttachment: passkey.attachment }),
      AuthenticatorTransports: passkey.transports,
      CreatedAt: passkey.createdMs / 1000,
    })),
    ...(end < all.length ? { NextToken: String(end) } : {}),
  }
}

export function deleteWebAuthnCredential(world: World, body: unknown): object {
  const input = parseInput(DeleteInput, body)
  const { user } = world.tokens.holderOf(input.AccessToken, world.clock.wallMs())
  if (!user.passkeys.delete(input.CredentialId)) {
    throw new CognitoError('ResourceNotFoundException', 'Credential does not exist.')
  }
  return {}
}

/** Asks for one of the user's passkeys. */
export function askForPasskey(world: World, attempt: Attempt): AuthReply {
  const passkeyChallenge = newChallenge()
  const options = requestOptions(attempt.user, passkeyChallenge)
  const parameters = { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(options) }
  return openChallenge(world, { challenge: 'WEB_AUTHN', attempt, passkeyChallenge }, parameters)
}

/** WEB_AUTHN. The session is spent whatever comes of it: its challenge is single-use. */
export async function webAuthn(world: World, answer: Answer): Promise<AuthReply> {
  const { session, open } = openSession(world, answer, 'WEB_AUTHN')
  const credential = parseJson(answer.responses.required('CREDENTIAL'))
  world.sessions.spend(session)
  const { client } = answer
  const user = provePasskey(client.pool, credential, { challenge: open.passkeyChallenge, origin: undefined })
  if (user !== open.attempt.user) throw notAuthorized('Invalid credential.')
  refuseByState(user)
  const deviceKey = answer.responses.optional('DEVICE_KEY') ?? open.attempt.deviceKey
  return deviceOrTokens(world, { client, user, device: knownDevice(user, deviceKey) })
}

/** @throws InvalidParameterException. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw invalidParameter('Credential is malformed: it is not JSON.')
  }
}
