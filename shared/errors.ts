// Every way Signet fails, by name. Programs branch on the code; people read shared/text.
// A new code needs a row in shared/broker/problems.ts and a text in every locale, or nothing compiles.

export const errorCodes = [
  // Signing in
  'auth/wrong-password',
  'auth/attempts-exceeded',
  'auth/user-disabled',
  'auth/user-not-found',
  'auth/user-not-confirmed',
  'auth/password-reset-required',
  'auth/temporary-password-expired',
  'auth/password-not-encodable',
  'auth/new-password-refused',
  'auth/code-mismatch',
  'auth/code-expired',
  'auth/code-already-used',
  'auth/code-not-delivered',
  'auth/answer-refused',
  'auth/name-taken',
  'auth/already-confirmed',
  'auth/recovery-unavailable',
  'auth/challenge-expired',
  'auth/unsupported-challenge',
  'auth/flow-not-enabled',
  'auth/secret-hash',
  'auth/mfa-unavailable',
  'auth/security-block',
  'auth/trigger-refused',
  'auth/refused',
  'auth/server-values',
  'auth/device-refused',
  'auth/device-not-confirmed',
  'auth/browser-unavailable',
  'auth/redirect-ports-taken',
  'auth/redirect-invalid',
  'auth/provider-refused',
  'auth/other-account',
  'auth/in-progress',
  'auth/cancelled',
  'auth/timed-out',
  // A signed-in account
  'session/none',
  'session/expired',
  'session/revoked',
  'session/reused',
  'session/user-gone',
  'session/device-unknown',
  'session/lost-answer',
  'session/token-rejected',
  // Pools and accounts
  'pool/none',
  'pool/unknown',
  'pool/exists',
  'pool/invalid',
  'pool/file-unavailable',
  'pool/not-found',
  'pool/configuration',
  'account/none',
  'account/unknown',
  'account/label-taken',
  'account/ambiguous',
  // What a signed-in person changes at Cognito
  'account/scope-missing',
  'account/limit-reached',
  'account/wrong-password',
  'account/new-password-refused',
  'account/password-not-encodable',
  'account/code-mismatch',
  'account/code-expired',
  'account/code-already-used',
  'account/code-not-delivered',
  'account/name-taken',
  'account/refused',
  'account/attribute-refused',
  'account/mfa-refused',
  'account/devices-not-tracked',
  'account/device-unknown',
  'account/device-in-use',
  'account/more-devices',
  // AWS credentials by an identity pool
  'aws/no-identity-pool',
  'aws/identity-pool-unknown',
  'aws/identity-refused',
  'aws/token-refused',
  'aws/refused',
  'aws/configuration',
  // What a person alone decides, at Signet's own surface
  'person/refused',
  'person/needed',
  'person/timed-out',
  'person/refused-recently',
  // The OS keychain
  'keychain/unavailable',
  'keychain/locked',
  'keychain/refused',
  'keychain/timed-out',
  'keychain/damaged',
  // The network and Cognito as a service
  'network/unreachable',
  'network/timed-out',
  'network/throttled',
  'network/blocked',
  'network/server-error',
  'network/bad-answer',
  'network/untrusted-certificate',
  'network/proxy-setting',
  'network/proxy-unreachable',
  'network/proxy-refused',
  // Files
  'storage/damaged',
  'storage/newer-version',
  'storage/write-failed',
  'storage/untrusted-folder',
  // Starting with the computer
  'autostart/other-entry',
  'autostart/refused',
  // The local API
  'request/invalid',
  'request/too-large',
  'request/head-too-large',
  'request/too-slow',
  'request/unknown',
  'request/unsupported-version',
  'broker/denied',
  'broker/consent-required',
  'broker/consent-timed-out',
  'broker/denied-recently',
  'broker/untrusted-caller',
  'broker/busy',
  'lock/locked',
  'lock/wrong-password',
  'lock/attempts-exceeded',
  'lock/too-soon',
  'lock/offline',
  'lock/not-proved',
  'lock/no-password',
  'lock/touch-id-refused',
  // A share: a socket of its own that gives one token
  'share/ended',
  'share/other-account',
  'share/other-token',
  'share/too-many',
  // The host itself
  'host/already-running',
  'host/not-running',
  'host/untrusted',
  'host/socket-path-too-long',
  'host/socket-in-use',
  'host/not-served',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

const known: ReadonlySet<string> = new Set(errorCodes)

/** Whether a string from outside is one of our codes. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && known.has(value)
}

export interface AppErrorOptions {
  readonly cause?: unknown
  /** How long the caller should wait, where the other side said so. */
  readonly retryAfterSeconds?: number
  /** Whether what was asked of the other side may have been done all the same: only its answer is missing. */
  readonly mayHaveHappened?: boolean
}

/**
 * The one error class. `message` is for a developer's log and for `detail` of the local API: English, names the
 * field or the fix, never holds a secret. `cause` stays inside the process.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly retryAfterSeconds: number | undefined
  readonly mayHaveHappened: boolean

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.retryAfterSeconds = options.retryAfterSeconds
    this.mayHaveHappened = options.mayHaveHappened ?? false
  }
}

/** The error as an AppError: itself, or `internal` with the original as its cause. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  return new AppError('internal', 'Signet met a fault of its own; its log says where.', { cause: error })
}
