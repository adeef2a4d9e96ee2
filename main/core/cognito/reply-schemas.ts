// What a reply must look like to be believed. Members that we do not use are dropped; a missing one is a bad answer.
import { z } from 'zod'
import type { CodeDelivery } from './code-delivery'
import type { AuthReply, NewDevice, TokenSet } from './cognito'

/** A token or session is opaque and has no documented upper bound; this one keeps memory ours. */
export const opaque = z.string().min(1).max(65_536)
/** Pattern of the service model: `[\w-]+_[0-9a-f-]+`, at most 55. */
export const deviceKey = z
  .string()
  .max(55)
  .regex(/^[\w-]+_[0-9a-f-]+$/)

const NewDeviceMetadata = z.object({ DeviceKey: deviceKey, DeviceGroupKey: z.string().min(1).max(256) })

const AuthenticationResult = z.object({
  AccessToken: opaque,
  IdToken: opaque,
  RefreshToken: opaque.optional(),
  ExpiresIn: z.int().min(1).max(86_400),
  TokenType: z.literal('Bearer').optional(),
  NewDeviceMetadata: NewDeviceMetadata.optional(),
})

const Challenge = z.object({
  ChallengeName: z.string().min(1).max(100),
  Session: opaque.optional(),
  ChallengeParameters: z.record(z.string(), z.string().max(65_536)).optional(),
  AvailableChallenges: z.array(z.string().max(100)).max(50).optional(),
})

/** InitiateAuth and RespondToAuthChallenge: a challenge where one is named, else tokens. */
export const AuthAnswer: z.ZodType<AuthReply> = z.union([
  Challenge.transform((reply): AuthReply => ({
    kind: 'challenge',
    name: reply.ChallengeName,
    challengeSession: reply.Session,
    parameters: reply.ChallengeParameters ?? {},
    ...(reply.AvailableChallenges === undefined ? {} : { availableChallenges: reply.AvailableChallenges }),
  })),
  z.object({ AuthenticationResult }).transform(({ AuthenticationResult: result }): AuthReply => ({
    kind: 'tokens',
    tokens: tokenSet(result),
    newDevice: newDevice(result.NewDeviceMetadata),
  })),
])

/** GetTokensFromRefreshToken and REFRESH_TOKEN_AUTH: tokens, never a challenge. */
export const RefreshAnswer: z.ZodType<TokenSet> = z
  .object({ AuthenticationResult })
  .transform((reply) => tokenSet(reply.AuthenticationResult))

/** ConfirmDevice. Absent means false (AWS's clients read it so). */
export const ConfirmDeviceAnswer = z
  .object({ UserConfirmationNecessary: z.boolean().optional() })
  .transform((reply) => ({ userConfirmationNecessary: reply.UserConfirmationNecessary ?? false }))

/** AssociateSoftwareToken: base32, at least 80 bits. */
export const AssociateSoftwareTokenAnswer = z
  .object({ SecretCode: z.string().regex(/^[A-Z2-7]{16,256}$/), Session: opaque.optional() })
  .transform((reply) => ({ secret: reply.SecretCode, challengeSession: reply.Session }))

/** VerifySoftwareToken. */
export const VerifySoftwareTokenAnswer = z
  .object({ Status: z.literal('SUCCESS'), Session: opaque.optional() })
  .transform((reply) => ({ challengeSession: reply.Session }))

const CodeDeliveryDetails = z.object({ Destination: z.string().max(2048).optional() }).optional()

/** ForgotPassword, ResendConfirmationCode. */
export const CodeDeliveryAnswer: z.ZodType<CodeDelivery> = z
  .object({ CodeDeliveryDetails })
  .transform((reply) => ({ destination: reply.CodeDeliveryDetails?.Destination }))

/** SignUp; `isConfirmed` where the pool wants no code. */
export const SignUpAnswer = z
  .object({ UserConfirmed: z.boolean(), CodeDeliveryDetails })
  .transform((reply) => ({
    isConfirmed: reply.UserConfirmed,
    destination: reply.CodeDeliveryDetails?.Destination,
  }))

/** Replies whose arrival is all they say. */
export const EmptyAnswer = z.object({}).transform(() => undefined)

function tokenSet(result: z.output<typeof AuthenticationResult>): TokenSet {
  return {
    accessToken: result.AccessToken,
    idToken: result.IdToken,
    refreshToken: result.RefreshToken,
    expiresInSeconds: result.ExpiresIn,
  }
}

function newDevice(metadata: z.output<typeof NewDeviceMetadata> | undefined): NewDevice | undefined {
  if (metadata === undefined) return undefined
  return { deviceKey: metadata.DeviceKey, deviceGroupKey: metadata.DeviceGroupKey }
}
