// What a test holds of a running embedded Cognito. The same controls stand on HTTP under /_…: README.md.
import { userStates, type PoolInput } from './pool-file'

/** Operations of identity pools that the server answers. */
export const identityOperations = ['GetId', 'GetCredentialsForIdentity'] as const

/** Operations that the server answers. */
export const operations = [
  'InitiateAuth',
  'RespondToAuthChallenge',
  'ConfirmDevice',
  'UpdateDeviceStatus',
  'ForgetDevice',
  'ListDevices',
  'GetDevice',
  'GetUser',
  'GetUserAuthFactors',
  'AssociateSoftwareToken',
  'VerifySoftwareToken',
  'SetUserMFAPreference',
  'StartWebAuthnRegistration',
  'CompleteWebAuthnRegistration',
  'ListWebAuthnCredentials',
  'DeleteWebAuthnCredential',
  'GetTokensFromRefreshToken',
  'RevokeToken',
  'GlobalSignOut',
  'SignUp',
  'ConfirmSignUp',
  'ResendConfirmationCode',
  'ForgotPassword',
  'ConfirmForgotPassword',
  'ChangePassword',
  'UpdateUserAttributes',
  'GetUserAttributeVerificationCode',
  'VerifyUserAttribute',
  'DeleteUser',
  'CreateUserPool',
  'CreateUserPoolClient',
  'SetUserPoolMfaConfig',
  'AdminCreateUser',
  'AdminSetUserPassword',
  'AdminGetUser',
  'AdminConfirmSignUp',
  'AdminForgetDevice',
  'AdminUserGlobalSignOut',
  'AdminInitiateAuth',
  'AdminRespondToAuthChallenge',
  'ListUsers',
  ...identityOperations,
] as const
export type Operation = (typeof operations)[number]

/** How the server starts: pools from a file or as objects (builders.ts has `aPool`). */
export type StartOptions = {
  /** TCP port on 127.0.0.1; a free one when absent. */
  readonly port?: number
  /** Base of the server's clock; the system's when absent. A test's fake `Clock` fits. */
  readonly clock?: { wallMs(): number }
} & ({ readonly poolFile: string } | { readonly pools: readonly PoolInput[] })

/** The server's clock: its base plus an offset. Tokens, sessions, codes, lock-outs and the `Date` header follow it. */
export interface MovableClock {
  wallMs(): number
  /** Moves forward by `ms` from where it stands. */
  advance(ms: number): void
  /** Sets the distance from the base; 0 is the base itself. */
  setOffset(ms: number): void
}

/** A code that was "sent" to a user. */
export interface Message {
  readonly userPoolId: string
  readonly username: string
  readonly medium: 'SMS' | 'EMAIL'
  /** The whole address; challenges show it masked. */
  readonly destination: string
  /** Of an invitation: the temporary password. */
  readonly code: string
  readonly atMs: number
}

/** What goes wrong with the next requests of one operation (`*`: of any). */
export type Fault = {
  readonly operation: Operation | '*'
  /** How many requests it strikes; 1 when absent. */
  readonly times?: number
} & (
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** The connection ends without a reply and nothing has happened. */
  | { readonly kind: 'drop-before' }
  /** The connection ends without a reply, but the effect has happened: a lost answer. */
  | { readonly kind: 'drop-after' }
  | {
      readonly kind: 'status'
      readonly status: number
      readonly body?: string
      readonly contentType?: string
    }
  | { readonly kind: 'error'; readonly name: string; readonly message?: string; readonly status?: number }
  /** An HTML page with status 403, as a web application firewall answers. */
  | { readonly kind: 'waf' }
  /** TooManyRequestsException "Rate exceeded", status 429. */
  | { readonly kind: 'throttle' }
  /** InternalErrorException, status 500. */
  | { readonly kind: 'internal' }
)

export interface Faults {
  add(fault: Fault): void
  /** Forgets the faults that have not struck yet. */
  clear(): void
}

/** Moments in the life of a request at which a test may end the client. */
export type KillPoint = 'request-seen' | 'effect-done' | 'reply-sent'

/** The first request of `operation` that comes to `point` is held there until `release`. */
export interface ArmedKillPoint {
  readonly id: string
  /** Settles when a request has come to the point. */
  readonly reached: Promise<void>
  /** Lets the request go on; also disarms a point that was never reached. */
  release(): void
}

export interface KillPoints {
  arm(operation: Operation, point: KillPoint): ArmedKillPoint
}

export interface Counters {
  /** Requests seen, by operation, refused ones included. */
  readonly operations: Readonly<Partial<Record<Operation, number>>>
  /** Challenges given, by Cognito's name. */
  readonly challenges: Readonly<Record<string, number>>
  /** Refreshes that gave tokens, by either operation. */
  readonly refreshes: number
  /** Sign-ins that gave tokens. */
  readonly signIns: number
  /** Refusals, by exception name. */
  readonly errors: Readonly<Record<string, number>>
}

/** A user, in one pool when the name stands in several. */
export interface WhichUser {
  readonly username: string
  readonly userPoolId?: string
}

/** States that an administrator can put a user in; CONFIRMED also enables again. */
export const userStatesOfAdmin = [...userStates, 'DISABLED', 'DELETED'] as const
export type AdminUserState = (typeof userStatesOfAdmin)[number]

/** A device as the server keeps it. */
export interface KnownDevice {
  readonly deviceKey: string
  readonly deviceGroupKey: string
  readonly name: string | undefined
  readonly confirmed: boolean
  readonly remembered: boolean
}

export interface Admin {
  devices(which: WhichUser): readonly KnownDevice[]
  /** Forgets one device, or all of the user's when `deviceKey` is absent; their refresh tokens end. */
  forgetDevice(which: WhichUser & { readonly deviceKey?: string }): void
  /** Revokes the user's refresh and access tokens (AdminUserGlobalSignOut). */
  signOutUser(which: WhichUser): void
  setUserState(which: WhichUser & { readonly state: AdminUserState }): void
  /** Deletes every identity of the identity pools: GetId makes them again, the same. */
  forgetIdentities(): void
  /** Makes the server's SRP arithmetic wrong on purpose: what must be refused while it is. */
  wrongMathematics(wrong: { readonly users?: boolean; readonly devices?: boolean }): void
}

/** A running server. `close` ends open connections too. */
export interface EmbeddedCognito {
  /** `http://127.0.0.1:PORT`, without a slash at the end: a pool's `endpoint`. */
  readonly url: string
  readonly clock: MovableClock
  readonly faults: Faults
  readonly killPoints: KillPoints
  readonly admin: Admin
  /** Codes sent so far, oldest first. */
  inbox(username?: string): readonly Message[]
  /** A TOTP code that the server will take now, of a secret not verified yet where that is the only one. @throws Error when all steps in reach are used: advance the clock 30 s. */
  totp(username: string): string
  counters(): Counters
  close(): Promise<void>
}
