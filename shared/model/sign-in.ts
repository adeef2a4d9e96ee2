// What a person sees of a sign-in, and what they may answer. The window and the terminal share both.
// No password, no challenge session, no token: those types exist only under main/core.
import { z } from 'zod'
import { errorCodes } from '../errors'
import { SignInMethod } from './pool'

const ErrorCodeSchema = z.enum(errorCodes)

/** How many digits the code field expects: Cognito's MFA codes have six, passwordless ones eight. */
const codeLength = z.int().min(4).max(12)

/** The challenges that a person answers; the names are Cognito's. */
export const UserChallenge = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('SOFTWARE_TOKEN_MFA'),
    codeLength,
    friendlyDeviceName: z.string().optional(),
  }),
  z.strictObject({ name: z.literal('SMS_MFA'), codeLength, destination: z.string().optional() }),
  z.strictObject({ name: z.literal('EMAIL_OTP'), codeLength, destination: z.string().optional() }),
  z.strictObject({ name: z.literal('NEW_PASSWORD_REQUIRED'), requiredAttributes: z.array(z.string()) }),
])
export type UserChallenge = z.infer<typeof UserChallenge>

/** One step of a sign-in, as a window or a terminal shows it. */
export const SignInView = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('credentials'),
    poolName: z.string(),
    /** Set when the sign-in is for an account that is already known. */
    username: z.string().optional(),
    method: SignInMethod,
    /** What went wrong with the last answer; the person may try again. */
    problem: ErrorCodeSchema.optional(),
    /** The server's own words to a problem, where it had any worth showing. */
    problemDetail: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('authenticating'), username: z.string() }),
  z.strictObject({
    kind: z.literal('challenged'),
    username: z.string(),
    challenge: UserChallenge,
    problem: ErrorCodeSchema.optional(),
    problemDetail: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('answering'), username: z.string(), challenge: UserChallenge }),
  /** The pool lets the person decide whether this device may skip MFA. */
  z.strictObject({ kind: z.literal('rememberDevice'), username: z.string(), deviceName: z.string() }),
  z.strictObject({
    kind: z.literal('signedIn'),
    username: z.string(),
    accountId: z.string(),
    device: z.enum(['remembered', 'confirmed', 'none']),
  }),
  z.strictObject({ kind: z.literal('failed'), code: ErrorCodeSchema, detail: z.string().optional() }),
])
export type SignInView = z.infer<typeof SignInView>

const code = z.string().min(1).max(2048)
/** Up to 256 characters (DevGuide "Quotas"), never trimmed or normalised. */
const password = z.string().min(1).max(256)

/** A person's answer to the step that is shown. */
export const SignInAnswer = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('credentials'),
    username: z.string().min(1).max(128),
    password,
    method: SignInMethod.optional(),
  }),
  z.strictObject({ kind: z.literal('SOFTWARE_TOKEN_MFA'), code }),
  z.strictObject({ kind: z.literal('SMS_MFA'), code }),
  z.strictObject({ kind: z.literal('EMAIL_OTP'), code }),
  z.strictObject({
    kind: z.literal('NEW_PASSWORD_REQUIRED'),
    newPassword: password,
    attributes: z.record(z.string(), z.string().max(2048)),
  }),
  z.strictObject({ kind: z.literal('rememberDevice'), remember: z.boolean() }),
])
export type SignInAnswer = z.infer<typeof SignInAnswer>
