// What a person sees of a sign-in, and what they may answer. The window and the terminal share both.
// No password, no challenge session, no token: those types exist only under main/core.
import { z } from 'zod'
import { errorCodes } from '../errors'
import { answerLimits } from './answer-limits'
import { FirstFactor, IdentityProvider, SignInMethod } from './pool'
import { mfaTypes } from './sign-in-methods'

const ErrorCodeSchema = z.enum(errorCodes)

/** How many digits the code field expects: Cognito's MFA codes have six, passwordless ones eight. */
const codeLength = z.int().min(4).max(12)

const MfaType = z.enum(mfaTypes)

/** What a person answers on the way; the names are those of Cognito's challenges, but where it says *ours*. */
export const UserChallenge = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('SOFTWARE_TOKEN_MFA'),
    codeLength,
    friendlyDeviceName: z.string().optional(),
  }),
  z.strictObject({ name: z.literal('SMS_MFA'), codeLength, destination: z.string().optional() }),
  z.strictObject({ name: z.literal('EMAIL_OTP'), codeLength, destination: z.string().optional() }),
  z.strictObject({ name: z.literal('SMS_OTP'), codeLength, destination: z.string().optional() }),
  z.strictObject({ name: z.literal('NEW_PASSWORD_REQUIRED'), requiredAttributes: z.array(z.string()) }),
  /** USER_AUTH: which of the ways in that this user has. */
  z.strictObject({
    name: z.literal('SELECT_CHALLENGE'),
    factors: z.array(FirstFactor),
    /** The answer `browser` is taken too: the way for a passkey. */
    browser: z.literal(true).optional(),
  }),
  z.strictObject({ name: z.literal('SELECT_MFA_TYPE'), choices: z.array(MfaType) }),
  /** The pool demands a second factor of someone who has none. */
  z.strictObject({ name: z.literal('MFA_SETUP'), choices: z.array(MfaType) }),
  /** Ours: the rest of MFA_SETUP for an authenticator app: it takes the secret, and its first code proves it. */
  z.strictObject({
    name: z.literal('TOTP_SETUP'),
    codeLength,
    /** Base32, for typing. */
    secret: z.string(),
    /** `otpauth://totp/…`, for the QR code. */
    uri: z.string(),
  }),
  /** Ours: a new password in place of a forgotten one, by a code that was sent. */
  z.strictObject({ name: z.literal('RESET_PASSWORD'), codeLength, destination: z.string().optional() }),
  /** Ours: the code that proves the address of a new account. */
  z.strictObject({ name: z.literal('CONFIRM_SIGN_UP'), codeLength, destination: z.string().optional() }),
  /** A question of the pool's own: what its trigger wants shown. */
  z.strictObject({
    name: z.literal('CUSTOM_CHALLENGE'),
    parameters: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  }),
])
export type UserChallenge = z.infer<typeof UserChallenge>

/** One step of a sign-in, as a window or a terminal shows it. */
export const SignInView = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('credentials'),
    poolName: z.string(),
    /** Set when the sign-in is for an account that is already known; the name is then the one its person types. */
    accountId: z.string().optional(),
    username: z.string().optional(),
    method: SignInMethod,
    /** The answer `browser` is taken too: the pool has sign-in pages of its own. */
    browser: z.literal(true).optional(),
    /** What went wrong with the last answer; the person may try again. */
    problem: ErrorCodeSchema.optional(),
    /** The server's own words to a problem, where it had any worth showing. */
    problemDetail: z.string().optional(),
  }),
  /** Without a name where a browser is to say who signs in. */
  z.strictObject({ kind: z.literal('authenticating'), username: z.string().optional() }),
  /** The person is at the pool's own pages in a browser; the browser comes back by itself. */
  z.strictObject({
    kind: z.literal('browser'),
    poolName: z.string(),
    username: z.string().optional(),
    /** Where the person signs in; for another browser, or another computer's. */
    url: z.string(),
    /** Whether a browser was opened there. */
    opened: z.boolean(),
    problem: ErrorCodeSchema.optional(),
    problemDetail: z.string().optional(),
  }),
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

const code = z.string().min(1).max(answerLimits.code)
const username = z.string().min(1).max(answerLimits.username)
/** Up to 256 characters (DevGuide "Quotas"), never trimmed or normalised. */
const password = z.string().min(1).max(answerLimits.password)

/** A person's answer to the step that is shown. */
export const SignInAnswer = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('credentials'),
    username,
    /** Left out where the method does not begin with it; USER_AUTH takes one as the chosen factor. */
    password: password.optional(),
    method: SignInMethod.optional(),
  }),
  z.strictObject({ kind: z.literal('SOFTWARE_TOKEN_MFA'), code }),
  z.strictObject({ kind: z.literal('SMS_MFA'), code }),
  z.strictObject({ kind: z.literal('EMAIL_OTP'), code }),
  z.strictObject({ kind: z.literal('SMS_OTP'), code }),
  /** `password` for the factor of that name. */
  z.strictObject({
    kind: z.literal('SELECT_CHALLENGE'),
    factor: FirstFactor.exclude(['WEB_AUTHN']),
    password: password.optional(),
  }),
  z.strictObject({ kind: z.literal('SELECT_MFA_TYPE'), mfa: MfaType }),
  /** `email` where the second factor is a code by e-mail. */
  z.strictObject({
    kind: z.literal('MFA_SETUP'),
    mfa: MfaType,
    email: z.string().max(answerLimits.code).optional(),
  }),
  z.strictObject({ kind: z.literal('TOTP_SETUP'), code }),
  z.strictObject({ kind: z.literal('CUSTOM_CHALLENGE'), answer: code }),
  z.strictObject({ kind: z.literal('RESET_PASSWORD'), code, newPassword: password }),
  z.strictObject({ kind: z.literal('CONFIRM_SIGN_UP'), code }),
  /** In place of credentials: a code for a new password. */
  z.strictObject({ kind: z.literal('forgotPassword'), username }),
  /** In place of credentials: an account of one's own, where the pool lets people make one. */
  z.strictObject({
    kind: z.literal('signUp'),
    username,
    password,
    attributes: z.record(z.string().max(60), z.string().max(2048)),
  }),
  /** In place of credentials: another code for an account that was never confirmed. */
  z.strictObject({ kind: z.literal('confirmAccount'), username }),
  /** Another code in place of one that did not come. */
  z.strictObject({ kind: z.literal('resend') }),
  z.strictObject({
    kind: z.literal('NEW_PASSWORD_REQUIRED'),
    newPassword: password,
    attributes: z.record(z.string(), z.string().max(2048)),
  }),
  z.strictObject({ kind: z.literal('rememberDevice'), remember: z.boolean() }),
  /**
   * In place of credentials, or of a first factor: at the pool's own pages in a browser. While one is waited for: opens
   * it once more.
   */
  z.strictObject({
    kind: z.literal('browser'),
    username: username.optional(),
    identityProvider: IdentityProvider.optional(),
  }),
  /** The address that a browser on another computer ended on; it holds the code. */
  z.strictObject({ kind: z.literal('redirected'), url: z.string().min(1).max(8192) }),
])
export type SignInAnswer = z.infer<typeof SignInAnswer>
