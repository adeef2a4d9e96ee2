// The operations of Cognito that Signet uses, in Cognito's words. cognito-client.ts implements them on the SDK;
// nothing outside this folder sees the SDK, a raw reply or an exception name.
import type { Pool } from '../../../shared/model/pool'
import type { CodeDelivery } from './code-delivery'
import type { OwnAccountCalls } from './own-account'

/** Tokens as they came; `raw` texts never leave main/core except as a caller's own token. */
export interface TokenSet {
  readonly accessToken: string
  readonly idToken: string
  /** Absent when a refresh does not rotate: the old one stays good. */
  readonly refreshToken: string | undefined
  /** Life of access and id token in seconds, from now. */
  readonly expiresInSeconds: number
}

/** `NewDeviceMetadata`: the server has made a key for this device; ConfirmDevice must follow. */
export interface NewDevice {
  readonly deviceKey: string
  readonly deviceGroupKey: string
}

export type AuthReply =
  | { readonly kind: 'tokens'; readonly tokens: TokenSet; readonly newDevice: NewDevice | undefined }
  | {
      readonly kind: 'challenge'
      /** Cognito's ChallengeName, also one that we do not know. */
      readonly name: string
      readonly challengeSession: string | undefined
      readonly parameters: Readonly<Record<string, string>>
      /** `AvailableChallenges` of SELECT_CHALLENGE. */
      readonly availableChallenges?: readonly string[]
    }

export interface InitiateAuth {
  readonly flow: 'USER_SRP_AUTH' | 'USER_PASSWORD_AUTH' | 'USER_AUTH' | 'CUSTOM_AUTH' | 'REFRESH_TOKEN_AUTH'
  /** AuthParameters; an undefined member is left out (an empty one would be a real value: COGNITO.md §1). */
  readonly parameters: Readonly<Record<string, string | undefined>>
}

export interface RespondToAuthChallenge {
  readonly name: string
  readonly challengeSession: string | undefined
  readonly responses: Readonly<Record<string, string | undefined>>
}

/**
 * One app client of one pool. Every method throws an AppError whose code says what happened
 * (`network/*`, `auth/*`, `session/*`, `pool/*`); none retries by itself.
 */
export interface Cognito {
  initiateAuth(input: InitiateAuth): Promise<AuthReply>
  respondToAuthChallenge(input: RespondToAuthChallenge): Promise<AuthReply>
  /** The secret of a new authenticator, in the middle of a sign-in. @returns base32, and the next challenge session. */
  associateSoftwareToken(input: {
    readonly challengeSession: string | undefined
  }): Promise<{ readonly secret: string; readonly challengeSession: string | undefined }>
  /** Proves that the authenticator has the secret. @returns the next challenge session. */
  verifySoftwareToken(input: {
    readonly challengeSession: string | undefined
    readonly code: string
  }): Promise<{ readonly challengeSession: string | undefined }>
  /** Sends a code for a new password. @returns where to, as far as the pool says. */
  forgotPassword(input: { readonly username: string }): Promise<CodeDelivery>
  /** @throws `auth/code-mismatch`, `auth/code-expired`, `auth/new-password-refused`: the code is then still good. */
  confirmForgotPassword(input: {
    readonly username: string
    readonly code: string
    readonly newPassword: string
  }): Promise<void>
  /** @throws `auth/name-taken`, `auth/new-password-refused`. */
  signUp(input: {
    readonly username: string
    readonly password: string
    readonly attributes: Readonly<Record<string, string>>
  }): Promise<CodeDelivery & { readonly isConfirmed: boolean }>
  confirmSignUp(input: { readonly username: string; readonly code: string }): Promise<void>
  resendConfirmationCode(input: { readonly username: string }): Promise<CodeDelivery>
  /** @returns whether the pool wants the person to decide about remembering (`UserConfirmationNecessary`). */
  confirmDevice(input: {
    readonly accessToken: string
    readonly deviceKey: string
    readonly deviceName: string
    /** Base64 of the padded big-endian integers (COGNITO.md §2.5). */
    readonly salt: string
    readonly passwordVerifier: string
  }): Promise<{ readonly userConfirmationNecessary: boolean }>
  updateDeviceStatus(input: {
    readonly accessToken: string
    readonly deviceKey: string
    readonly remembered: boolean
  }): Promise<void>
  forgetDevice(input: { readonly accessToken: string; readonly deviceKey: string }): Promise<void>
  /**
   * GetTokensFromRefreshToken, or REFRESH_TOKEN_AUTH where the endpoint does not know that operation.
   * @param input.username canonical name, for the SECRET_HASH of the fallback.
   */
  refresh(input: {
    readonly refreshToken: string
    readonly deviceKey: string | undefined
    readonly username: string
  }): Promise<TokenSet>
  revokeToken(input: { readonly refreshToken: string }): Promise<void>
  globalSignOut(input: { readonly accessToken: string }): Promise<void>
  /** What a signed-in person asks of the account. */
  readonly ownAccount: OwnAccountCalls
  /** Server time minus local time in milliseconds, from the last reply's `Date`; 0 before the first. */
  clockOffsetMs(): number
}

/** The one maker of `Cognito`; `clientSecret` comes from the keychain when the app client has one. */
export type CognitoFactory = (pool: Pool, clientSecret: string | undefined) => Cognito
