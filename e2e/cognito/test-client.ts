// A client for the tests of this folder: bare HTTP, and Signet's own SRP code for proofs.
import { randomBytes } from 'node:crypto'
import { createDeviceVerifier } from '../../main/core/srp/device-verifier'
import { createEphemeral, type Ephemeral } from '../../main/core/srp/ephemeral'
import { passwordProof } from '../../main/core/srp/proof'
import { srpTimestamp } from '../../main/core/srp/timestamp'
import { nativeModPow } from '../../main/shell/native-mod-pow'
import { publicClientId } from './builders'
import type { EmbeddedCognito, Operation } from './embedded-cognito'

const random = { bytes: (count: number) => randomBytes(count) }

/** A reply of either auth operation, loosely: a test asserts on what it wants. */
export interface AuthAnswer {
  readonly AvailableChallenges?: readonly string[]
  readonly ChallengeName?: string
  readonly ChallengeParameters: Readonly<Record<string, string>>
  readonly Session?: string
  readonly AuthenticationResult?: {
    readonly AccessToken: string
    readonly IdToken: string
    readonly RefreshToken?: string
    readonly ExpiresIn: number
    readonly NewDeviceMetadata?: { readonly DeviceKey: string; readonly DeviceGroupKey: string }
  }
}

/** A device as a client keeps it. */
export interface ClientDevice {
  readonly deviceKey: string
  readonly deviceGroupKey: string
  readonly devicePassword: string
}

/** A refusal, by exception and text. */
export class Refused extends Error {
  readonly exception: string
  readonly status: number

  constructor(exception: string, message: string, status: number) {
    super(`${exception}: ${message}`)
    this.exception = exception
    this.status = status
  }
}

/** @throws Refused; the error of fetch when the connection ends. */
export async function call<T = AuthAnswer>(
  server: EmbeddedCognito,
  operation: Operation,
  body: unknown,
): Promise<T> {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(body),
  })
  const json = (await response.json()) as { readonly __type?: string; readonly message?: string }
  if (!response.ok) throw new Refused(json.__type ?? '', json.message ?? '', response.status)
  return json as T
}

/** InitiateAuth of the public client. */
export function initiate(
  server: EmbeddedCognito,
  flow: string,
  parameters: Record<string, string | null>,
): Promise<AuthAnswer> {
  return call(server, 'InitiateAuth', {
    AuthFlow: flow,
    ClientId: publicClientId,
    AuthParameters: parameters,
  })
}

/** RespondToAuthChallenge of the public client to the challenge of `answer`, with its Session where it has one. */
export function respond(
  server: EmbeddedCognito,
  answer: Pick<AuthAnswer, 'ChallengeName' | 'Session'>,
  responses: Record<string, string | null>,
): Promise<AuthAnswer> {
  return call(server, 'RespondToAuthChallenge', {
    ClientId: publicClientId,
    ChallengeName: answer.ChallengeName,
    ...(answer.Session === undefined ? {} : { Session: answer.Session }),
    ChallengeResponses: responses,
  })
}

/** USER_PASSWORD_AUTH. */
export function signInByPassword(
  server: EmbeddedCognito,
  username: string,
  more: Record<string, string> & { readonly PASSWORD: string },
): Promise<AuthAnswer> {
  return initiate(server, 'USER_PASSWORD_AUTH', { USERNAME: username, ...more })
}

/** InitiateAuth(USER_SRP_AUTH) and the responses that prove `password`, not yet sent. */
export async function claim(
  server: EmbeddedCognito,
  user: { readonly typed: string; readonly password: string; readonly poolName: string },
  options: { readonly timestamp?: string; readonly parameters?: Record<string, string> } = {},
): Promise<{ readonly challenge: AuthAnswer; readonly responses: Record<string, string> }> {
  const ephemeral = freshEphemeral()
  const challenge = await initiate(server, 'USER_SRP_AUTH', {
    USERNAME: user.typed,
    SRP_A: ephemeral.publicHex,
    ...options.parameters,
  })
  const username = challenge.ChallengeParameters['USER_ID_FOR_SRP'] ?? ''
  const secret = { namespace: user.poolName, identity: username, password: user.password }
  const timestamp = options.timestamp ?? srpTimestamp(server.clock.wallMs())
  return {
    challenge,
    responses: { USERNAME: username, ...(await proof(secret, challenge, { ephemeral, timestamp })) },
  }
}

/** PASSWORD_CLAIM_… and TIMESTAMP for a challenge with SALT, SRP_B and SECRET_BLOCK. */
export async function proof(
  secret: { readonly namespace: string; readonly identity: string; readonly password: string },
  challenge: AuthAnswer,
  mine: { readonly ephemeral: Ephemeral; readonly timestamp: string },
): Promise<Record<string, string>> {
  const { SALT = '', SRP_B = '', SECRET_BLOCK = '' } = challenge.ChallengeParameters
  const request = {
    ...secret,
    saltHex: SALT,
    serverPublicHex: SRP_B,
    secretBlockBase64: SECRET_BLOCK,
    timestamp: mine.timestamp,
  }
  return {
    PASSWORD_CLAIM_SIGNATURE: await passwordProof(request, mine.ephemeral, nativeModPow),
    PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
    TIMESTAMP: mine.timestamp,
  }
}

export function freshEphemeral(): Ephemeral {
  return createEphemeral(random, nativeModPow)
}

/** ConfirmDevice for the NewDeviceMetadata of `answer`. */
export async function confirmNewDevice(server: EmbeddedCognito, answer: AuthAnswer): Promise<ClientDevice> {
  const { DeviceKey: deviceKey = '', DeviceGroupKey: deviceGroupKey = '' } =
    answer.AuthenticationResult?.NewDeviceMetadata ?? {}
  const verifier = await createDeviceVerifier({ deviceGroupKey, deviceKey }, random, nativeModPow)
  await call(server, 'ConfirmDevice', {
    AccessToken: answer.AuthenticationResult?.AccessToken,
    DeviceKey: deviceKey,
    DeviceName: 'test',
    DeviceSecretVerifierConfig: { Salt: verifier.salt, PasswordVerifier: verifier.passwordVerifier },
  })
  return { deviceKey, deviceGroupKey, devicePassword: verifier.devicePassword }
}

/** Answers DEVICE_SRP_AUTH and the DEVICE_PASSWORD_VERIFIER after it. */
export async function proveDevice(
  server: EmbeddedCognito,
  challenge: AuthAnswer,
  as: ClientDevice & { readonly username: string },
): Promise<AuthAnswer> {
  const ephemeral = freshEphemeral()
  const names = { USERNAME: as.username, DEVICE_KEY: as.deviceKey }
  const verifier = await respond(server, challenge, { ...names, SRP_A: ephemeral.publicHex })
  const secret = { namespace: as.deviceGroupKey, identity: as.deviceKey, password: as.devicePassword }
  const timestamp = srpTimestamp(server.clock.wallMs())
  return respond(server, verifier, { ...names, ...(await proof(secret, verifier, { ephemeral, timestamp })) })
}
