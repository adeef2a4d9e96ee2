// What Cognito knows of the signed-in person: attributes, second factors, ways to sign in, devices. No secret in it.
// Texts of the server are made harmless and cut before they come here (shared/text/harmless.ts).
import { z } from 'zod'
import { errorCodes } from '../errors'
import { answerLimits } from './answer-limits'
import { FirstFactor } from './pool'
import { mfaTypes } from './sign-in-methods'

const MfaTypeSchema = z.enum(mfaTypes)
/** RFC 3339, UTC. */
const timestamp = z.iso.datetime()

const AttributeView = z.strictObject({
  /** Cognito's own name: `email`, `custom:team`. */
  name: z.string(),
  value: z.string(),
  /** Of `email` and `phone_number` alone. */
  verified: z.boolean().optional(),
  /** True for what no person can change (`sub`, `identities`), and for a value that is shown cut. */
  isReadOnly: z.boolean(),
})
export type AttributeView = z.infer<typeof AttributeView>

const MfaMethodView = z.strictObject({
  type: MfaTypeSchema,
  isOn: z.boolean(),
  isPreferred: z.boolean(),
})
export type MfaMethodView = z.infer<typeof MfaMethodView>

/** What a person wants of a method. */
export interface MfaWish {
  readonly type: MfaMethodView['type']
  readonly isOn: boolean
  readonly isPreferred?: boolean | undefined
}

/** A device that Cognito keeps for this person, of any computer and telephone. */
export const DeviceView = z.strictObject({
  deviceKey: z.string(),
  /** The name given here, else Cognito's DeviceName, else the key. */
  name: z.string(),
  /** Cognito's DeviceName, where another was given here. */
  serverName: z.string().optional(),
  isThisDevice: z.boolean(),
  /** Whether it may stand in for a code; absent where the server does not say. */
  remembered: z.boolean().optional(),
  createdAt: timestamp.optional(),
  lastUsedAt: timestamp.optional(),
  lastIpAddress: z.string().optional(),
})
export type DeviceView = z.infer<typeof DeviceView>

/** Each is asked for by itself: one that fails hides none of the others. */
export const accountParts = ['attributes', 'mfa', 'firstFactors', 'devices'] as const
const AccountPart = z.enum(accountParts)
export type AccountPart = z.infer<typeof AccountPart>

export const AccountDetails = z.strictObject({
  accountId: z.string(),
  attributes: z.array(AttributeView),
  /** Every method that there is, so that one that is off can be offered; none where Cognito did not say. */
  mfa: z.strictObject({ methods: z.array(MfaMethodView) }),
  /** `ConfiguredUserAuthFactors`; absent with a problem where the pool does not know the operation. */
  firstFactors: z.array(FirstFactor).optional(),
  devices: z.array(DeviceView),
  /** What could not be had, and why. */
  problems: z.array(z.strictObject({ part: AccountPart, code: z.enum(errorCodes) })),
})
export type AccountDetails = z.infer<typeof AccountDetails>

/** What an authenticator app takes; the one secret that is shown, to the person who sets it up. */
export const TotpSetUp = z.strictObject({
  /** Base32, for typing. */
  secret: z.string(),
  /** `otpauth://totp/…`, for the QR code. */
  uri: z.string(),
  /** How many digits its codes have. */
  codeLength: z.int(),
})
export type TotpSetUp = z.infer<typeof TotpSetUp>

const accountId = z.string().max(300)
/** Up to 256 characters (DevGuide "Quotas"), never trimmed or normalised. */
const password = z.string().min(1).max(answerLimits.password)
/** The service model's `[\S]+`, at most 2,048; spaces around a pasted one are taken away by whoever sends it. */
const code = z.string().min(1).max(answerLimits.code)
/** The service model's AttributeNameType. */
const attributeName = z.string().min(1).max(32)
const deviceKey = z.string().min(1).max(55)
/** The longest name that a person may give a device here. */
export const deviceNameLimit = 60

/** The members of each request that is about one account, apart from the account: the window and `/v1` share them. */
export const accountRequests = {
  changePassword: {
    /** Left out by a person who has no password yet. */
    previousPassword: password.optional(),
    proposedPassword: password,
  },
  confirmTotp: { code, friendlyDeviceName: z.string().max(deviceNameLimit).optional() },
  /** Without `isPreferred` a method that is on stays preferred or not, as it is. */
  setMfa: { type: MfaTypeSchema, isOn: z.boolean(), isPreferred: z.boolean().optional() },
  changeAttribute: { name: attributeName, value: z.string().max(2048) },
  sendAttributeCode: { name: attributeName },
  verifyAttribute: { name: attributeName, code },
  /** Nothing goes to Cognito, which cannot rename. An empty name gives the server's back. */
  renameDevice: { deviceKey, name: z.string().max(deviceNameLimit) },
  rememberDevice: { deviceKey, remembered: z.boolean() },
  forgetDevice: { deviceKey },
} as const

/** The account that a call of the window means, by its id. */
export const accountSubject = { accountId } as const

/** Where a code went, masked by the pool; absent where none was sent. */
export const CodeDestination = z.strictObject({ destination: z.string().optional() })
export type CodeDestination = z.infer<typeof CodeDestination>

export const ForgottenDevices = z.strictObject({
  forgotten: z.int(),
  /** What could not be done at the server, as sentences. */
  warnings: z.array(z.string()),
})
export type ForgottenDevices = z.infer<typeof ForgottenDevices>
