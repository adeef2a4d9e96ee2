// The wire client: one app client of one pool, on AWS's SDK. Nothing is retried: a repeated call may spend a one-time
// session, a code, a password attempt or a rotated refresh token (COGNITO.md §1), and the SDK would do so by default.
import type * as SdkModule from '@aws-sdk/client-cognito-identity-provider'
import type { Pool } from '../../../shared/model/pool'
import type { Clock, Log, Transport } from '../ports'
import { type AccountCalls, accountCalls } from './account-calls'
import { Caller, UnknownOperation } from './caller'
import type {
  AuthReply,
  Cognito,
  CognitoFactory,
  InitiateAuth,
  RespondToAuthChallenge,
  TokenSet,
} from './cognito'
import type { Asked } from './exceptions'
import type { OwnAccountCalls } from './own-account'
import { ownAccountCalls } from './own-account-calls'
import {
  AssociateSoftwareTokenAnswer,
  AuthAnswer,
  ConfirmDeviceAnswer,
  EmptyAnswer,
  RefreshAnswer,
  VerifySoftwareTokenAnswer,
} from './reply-schemas'

export interface CognitoFactoryOptions {
  readonly transport: Transport
  readonly clock: Clock
  readonly log: Log
  /** SECRET_HASH of `username`; core/srp has it, and this folder knows no sibling. */
  readonly secretHash: (username: string, clientId: string, clientSecret: string) => string
}

/** Makes clients that share what was learned about endpoints: which of them know GetTokensFromRefreshToken. */
export function cognitoFactory(options: CognitoFactoryOptions): CognitoFactory {
  const withoutRefreshOperation = new Set<string>()
  return (pool, clientSecret) =>
    new CognitoClient(pool, clientSecret, { ...options, withoutRefreshOperation })
}

interface Shared extends CognitoFactoryOptions {
  /** Origins of endpoints that answered "unknown operation". */
  readonly withoutRefreshOperation: Set<string>
}

const totpSetup: Asked = { kind: 'challenge', name: 'TOTP_SETUP' }

/** The operations, each as one call. */
class CognitoClient implements Cognito {
  readonly #pool: Pool
  readonly #clientSecret: string | undefined
  readonly #shared: Shared
  readonly #caller: Caller
  readonly forgotPassword: AccountCalls['forgotPassword']
  readonly confirmForgotPassword: AccountCalls['confirmForgotPassword']
  readonly signUp: AccountCalls['signUp']
  readonly confirmSignUp: AccountCalls['confirmSignUp']
  readonly resendConfirmationCode: AccountCalls['resendConfirmationCode']
  readonly ownAccount: OwnAccountCalls

  constructor(pool: Pool, clientSecret: string | undefined, shared: Shared) {
    this.#pool = pool
    this.#clientSecret = clientSecret
    this.#shared = shared
    this.#caller = new Caller(pool, shared)
    const { clientId } = pool
    const secretHash = (username: string) =>
      clientSecret === undefined ? undefined : shared.secretHash(username, clientId, clientSecret)
    const calls = accountCalls(this.#caller, { clientId, secretHash })
    this.forgotPassword = calls.forgotPassword
    this.confirmForgotPassword = calls.confirmForgotPassword
    this.signUp = calls.signUp
    this.confirmSignUp = calls.confirmSignUp
    this.resendConfirmationCode = calls.resendConfirmationCode
    this.ownAccount = ownAccountCalls(this.#caller)
  }

  clockOffsetMs(): number {
    return this.#caller.clockOffsetMs()
  }

  initiateAuth({ flow, parameters }: InitiateAuth): Promise<AuthReply> {
    const input = { AuthFlow: flow, ClientId: this.#pool.clientId, AuthParameters: present(parameters) }
    return this.#caller.call({ kind: 'sign-in' }, AuthAnswer, (sdk, client, abortSignal) =>
      client.send(new sdk.InitiateAuthCommand(input), { abortSignal }),
    )
  }

  respondToAuthChallenge({ name, challengeSession, responses }: RespondToAuthChallenge): Promise<AuthReply> {
    return this.#caller.call({ kind: 'challenge', name }, AuthAnswer, (sdk, client, abortSignal) =>
      client.send(
        new sdk.RespondToAuthChallengeCommand({
          ClientId: this.#pool.clientId,
          // The SDK's list of names is closed; which name came is the server's word, and auth/ answers known ones only.
          ChallengeName: name as SdkModule.ChallengeNameType,
          Session: challengeSession,
          ChallengeResponses: present(responses),
        }),
        { abortSignal },
      ),
    )
  }

  associateSoftwareToken({
    challengeSession,
  }: Parameters<Cognito['associateSoftwareToken']>[0]): ReturnType<Cognito['associateSoftwareToken']> {
    const input = { Session: challengeSession }
    return this.#caller.call(totpSetup, AssociateSoftwareTokenAnswer, (sdk, client, abortSignal) =>
      client.send(new sdk.AssociateSoftwareTokenCommand(input), { abortSignal }),
    )
  }

  verifySoftwareToken({
    challengeSession,
    code,
  }: Parameters<Cognito['verifySoftwareToken']>[0]): ReturnType<Cognito['verifySoftwareToken']> {
    const input = { Session: challengeSession, UserCode: code }
    return this.#caller.call(totpSetup, VerifySoftwareTokenAnswer, (sdk, client, abortSignal) =>
      client.send(new sdk.VerifySoftwareTokenCommand(input), { abortSignal }),
    )
  }

  confirmDevice(
    input: Parameters<Cognito['confirmDevice']>[0],
  ): Promise<{ readonly userConfirmationNecessary: boolean }> {
    const { accessToken, deviceKey, deviceName, salt, passwordVerifier } = input
    return this.#caller.call({ kind: 'confirm-device' }, ConfirmDeviceAnswer, (sdk, client, abortSignal) =>
      client.send(
        new sdk.ConfirmDeviceCommand({
          AccessToken: accessToken,
          DeviceKey: deviceKey,
          DeviceName: deviceName,
          DeviceSecretVerifierConfig: { Salt: salt, PasswordVerifier: passwordVerifier },
        }),
        { abortSignal },
      ),
    )
  }

  updateDeviceStatus(input: Parameters<Cognito['updateDeviceStatus']>[0]): Promise<void> {
    const { accessToken, deviceKey, remembered } = input
    return this.#caller.call({ kind: 'with-access-token' }, EmptyAnswer, (sdk, client, abortSignal) =>
      client.send(
        new sdk.UpdateDeviceStatusCommand({
          AccessToken: accessToken,
          DeviceKey: deviceKey,
          DeviceRememberedStatus: remembered ? 'remembered' : 'not_remembered',
        }),
        { abortSignal },
      ),
    )
  }

  forgetDevice({ accessToken, deviceKey }: Parameters<Cognito['forgetDevice']>[0]): Promise<void> {
    const input = { AccessToken: accessToken, DeviceKey: deviceKey }
    return this.#caller.call({ kind: 'with-access-token' }, EmptyAnswer, (sdk, client, abortSignal) =>
      client.send(new sdk.ForgetDeviceCommand(input), { abortSignal }),
    )
  }

  async refresh(input: Parameters<Cognito['refresh']>[0]): Promise<TokenSet> {
    const { withoutRefreshOperation, log } = this.#shared
    const origin = this.#caller.origin
    if (withoutRefreshOperation.has(origin)) return this.#refreshByFlow(input)
    try {
      return await this.#refreshByOperation(input)
    } catch (error) {
      if (!(error instanceof UnknownOperation)) throw error
      withoutRefreshOperation.add(origin)
      log.write('info', 'cognito', 'the endpoint does not know GetTokensFromRefreshToken')
      return this.#refreshByFlow(input)
    }
  }

  revokeToken({ refreshToken }: Parameters<Cognito['revokeToken']>[0]): Promise<void> {
    const input = { Token: refreshToken, ClientId: this.#pool.clientId, ClientSecret: this.#clientSecret }
    return this.#caller.call({ kind: 'revoke' }, EmptyAnswer, (sdk, client, abortSignal) =>
      client.send(new sdk.RevokeTokenCommand(input), { abortSignal }),
    )
  }

  globalSignOut({ accessToken }: Parameters<Cognito['globalSignOut']>[0]): Promise<void> {
    return this.#caller.call({ kind: 'with-access-token' }, EmptyAnswer, (sdk, client, abortSignal) =>
      client.send(new sdk.GlobalSignOutCommand({ AccessToken: accessToken }), { abortSignal }),
    )
  }

  /** The raw secret, no hash: the operation's own way (COGNITO.md §6). */
  #refreshByOperation({ refreshToken, deviceKey }: Parameters<Cognito['refresh']>[0]): Promise<TokenSet> {
    const input = {
      RefreshToken: refreshToken,
      ClientId: this.#pool.clientId,
      ClientSecret: this.#clientSecret,
      DeviceKey: deviceKey,
    }
    const asked: Asked = { kind: 'refresh', hasDeviceKey: deviceKey !== undefined }
    return this.#caller.call(asked, RefreshAnswer, (sdk, client, abortSignal) =>
      client.send(new sdk.GetTokensFromRefreshTokenCommand(input), { abortSignal }),
    )
  }

  #refreshByFlow({
    refreshToken,
    deviceKey,
    username,
  }: Parameters<Cognito['refresh']>[0]): Promise<TokenSet> {
    const secret = this.#clientSecret
    const parameters = {
      REFRESH_TOKEN: refreshToken,
      DEVICE_KEY: deviceKey,
      SECRET_HASH:
        secret === undefined ? undefined : this.#shared.secretHash(username, this.#pool.clientId, secret),
    }
    const input = {
      AuthFlow: 'REFRESH_TOKEN_AUTH' as const,
      ClientId: this.#pool.clientId,
      AuthParameters: present(parameters),
    }
    const asked: Asked = { kind: 'refresh', hasDeviceKey: deviceKey !== undefined }
    return this.#caller.call(asked, RefreshAnswer, (sdk, client, abortSignal) =>
      client.send(new sdk.InitiateAuthCommand(input), { abortSignal }),
    )
  }
}

/** Undefined members are left out; an empty one would be sent as a value (COGNITO.md §1). */
function present(parameters: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
