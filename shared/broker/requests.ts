// The bodies of `/v1` (LOCAL-API.md). Requests are strict; answers are what the host parses before it sends them.
import { z } from 'zod'
import { AccountView } from '../model/account'
import {
  AccountDetails,
  accountRequests,
  DeviceView,
  ForgottenDevices,
  TotpSetUp,
} from '../model/account-details'
import { AuditLine, AuditReport } from '../model/audit'
import { auditSubjects } from '../model/audit-subjects'
import { AppView, CredentialUse, GrantView, TokenUse } from '../model/consent'
import { longestGrantSeconds } from '../model/grant-times'
import { NewPool, Pool, SignInMethod } from '../model/pool'
import { SignInAnswer, SignInView } from '../model/sign-in'

/** Every request may carry these. `wait` is in seconds; `reason` is shown as the caller's words. */
export const common = {
  interactive: z.boolean().default(true).describe('False: fail at once where a person would be needed.'),
  wait: z.number().min(0).max(600).optional().describe('Seconds.'),
  reason: z.string().max(300).optional().describe("Shown in quotation marks as the caller's words."),
}

export const TokenRequest = z.strictObject({
  use: TokenUse.default('access'),
  minimumTtl: z
    .number()
    .min(0)
    .max(86_400)
    .default(60)
    .describe("Seconds the token must still live; clamped to half the token's life."),
  ...common,
})
export type TokenRequest = z.infer<typeof TokenRequest>

/** A request that has nothing of its own to say. */
export const CommonRequest = z.strictObject(common)
/** `renew`: also where the account is signed in. */
export const SignInRequest = z.strictObject({ renew: z.boolean().default(false), ...common })
export const SignOutRequest = z.strictObject({
  everywhere: z.boolean().default(false),
  forgetDevice: z.boolean().default(false),
  ...common,
})

/** `account` for one that is known, else `pool` and, if known, `username`. */
export const NewSignIn = z.strictObject({
  account: z.string().max(300).optional(),
  pool: z.string().max(300).optional(),
  username: z.string().min(1).max(128).optional(),
  method: SignInMethod.optional(),
  ...common,
})
export const SignInStepRequest = z.strictObject({ answer: SignInAnswer, ...common })

/** Allowing an app by hand: an executable or a script, for one account. Only a person may, at Signet's own surface. */
export const AllowAppRequest = z.strictObject({
  path: z.string().min(1).max(4096),
  account: z.string().max(300).default('default'),
  use: CredentialUse.default('access'),
  /** Seconds; absent: always. */
  for: z.int().min(60).max(longestGrantSeconds).optional(),
  ...common,
})
/** What a person changes of the account, each by itself; the schemas are those of the window. */
export const ChangePasswordRequest = z.strictObject({ ...accountRequests.changePassword, ...common })
export const SetMfaRequest = z.strictObject({ ...accountRequests.setMfa, ...common })
export const ConfirmTotpRequest = z.strictObject({ ...accountRequests.confirmTotp, ...common })
/** One of both: a name that is this computer's alone, or whether Cognito lets the device stand in for a code. */
export const ChangeDeviceRequest = z.strictObject({
  name: accountRequests.renameDevice.name.optional(),
  remembered: z.boolean().optional(),
  ...common,
})
/** Fields of a query: text, each at most once. */
export const AuditQuery = z.strictObject({
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  /** A part of the executable's or the script's path, or the id of an app. */
  app: z.string().min(1).max(4096).optional(),
  account: z.string().min(1).max(300).optional(),
  what: z.enum(auditSubjects).optional(),
  decision: z.string().min(1).max(100).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
})
export const AddPoolRequest = z.strictObject({ ...NewPool.shape, ...common })

export const ServiceReply = z.strictObject({
  name: z.literal('signet'),
  version: z.string(),
  apiVersions: z.array(z.string()),
  host: z.enum(['desktop', 'agent']),
  pid: z.int(),
  locked: z.boolean(),
})
export const AccountsReply = z.strictObject({ accounts: z.array(AccountView) })
export const TokenReply = z.strictObject({
  token: z.string(),
  tokenType: z.literal('Bearer'),
  use: TokenUse,
  expiresAt: z.iso.datetime(),
  expiresIn: z.int(),
  account: z.string(),
})
export type TokenReply = z.infer<typeof TokenReply>
export const SignInReply = z.strictObject({ status: AccountView.shape.status })
export const SignOutReply = z.strictObject({
  status: z.literal('signed-out'),
  /** What could not be done at the server; those tokens live until they expire. */
  warnings: z.array(z.string()),
})
export const AccountDetailsReply = AccountDetails
export const DevicesReply = z.strictObject({ devices: z.array(DeviceView) })
export type DevicesReply = z.infer<typeof DevicesReply>
export const ForgottenDevicesReply = ForgottenDevices
/** The one secret that leaves the host, to the person who sets the authenticator app up. */
export const TotpSetUpReply = TotpSetUp
/** It is done; who may not see the account learns no more. */
export const DoneReply = z.strictObject({ status: z.literal('done') })
/** `name`: what the device is called now, or was; for who may see the devices. */
export const ChangedDeviceReply = DoneReply.extend({ name: z.string().optional() })
export type ChangedDeviceReply = z.infer<typeof ChangedDeviceReply>
export const SignInStepReply = z.strictObject({ id: z.string(), step: SignInView })
export const PoolsReply = z.strictObject({ pools: z.array(Pool) })
export const PoolReply = z.strictObject({
  pool: Pool,
  /** What the pool's own key document said when it was added; `unreachable`: it could not be asked. */
  check: z.enum(['found', 'unreachable']).optional(),
})
export const AppsReply = z.strictObject({ apps: z.array(GrantView) })
export const AppReply = z.strictObject({ app: AppView })
export const AuditReply = z.strictObject({
  /** Oldest first. */
  events: z.array(AuditLine),
  /** Whether older ones fit as well. */
  more: z.boolean(),
})
export type AuditReply = z.infer<typeof AuditReply>
export const AuditVerifyReply = AuditReport
export type AuditVerifyReply = AuditReport
export const LockReply = z.strictObject({ locked: z.boolean() })
export type LockReply = z.infer<typeof LockReply>
export const ResetReply = z.strictObject({ removed: z.array(z.string()), left: z.array(z.string()) })
/** `signet status`: what a person needs to know about the host, no secret in it. */
export const StatusReply = z.strictObject({
  ...ServiceReply.shape,
  socket: z.string(),
  stateFolder: z.string(),
  /** `host:port (VARIABLE)`, without name and password; absent where the way out is direct. */
  proxy: z.string().optional(),
  keychain: z.strictObject({
    backend: z.string(),
    state: z.enum(['ready', 'locked', 'unavailable', 'session-only']),
    detail: z.string().optional(),
  }),
  accounts: z.array(AccountView),
  pools: z.int(),
  /** Damaged files of this host's start, by the names they were given. */
  setAside: z.array(z.string()),
})
export type StatusReply = z.infer<typeof StatusReply>

/** RFC 9457. */
export const ProblemReply = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
})
export type ProblemReply = z.infer<typeof ProblemReply>
