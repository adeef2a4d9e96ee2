// One total table: error code inside → what the local API and the command say outside (LOCAL-API.md "Errors").
import type { ErrorCode } from '../errors'

/** The public codes of `/v1`. Additive: none is ever renamed. */
export type ProblemCode =
  | 'bad_request'
  | 'too_large'
  | 'sign_in_required'
  | 'sign_in_refused'
  | 'sign_in_in_progress'
  | 'refused'
  | 'wrong_code'
  | 'consent_denied'
  | 'consent_required'
  | 'consent_timeout'
  | 'denied_recently'
  | 'share_ended'
  | 'untrusted_caller'
  | 'account_not_found'
  | 'no_identity_pool'
  | 'not_found'
  | 'unsupported_version'
  | 'too_slow'
  | 'locked'
  | 'throttled'
  | 'internal'
  | 'server_error'
  | 'offline'
  | 'busy'
  | 'cancelled'
  | 'keychain_unavailable'
  | 'keychain_locked'
  | 'keychain_refused'
  | 'storage_failed'
  | 'not_running'

export interface Problem {
  /** HTTP status. */
  readonly status: number
  readonly code: ProblemCode
  /** Exit code of `signet`. */
  readonly exit: number
}

const row = (status: number, code: ProblemCode, exit: number): Problem => ({ status, code, exit })

const badRequest = row(400, 'bad_request', 2)
const signInRequired = row(401, 'sign_in_required', 4)
const signInRefused = row(401, 'sign_in_refused', 4)
/** The pool says no to what a signed-in person asks. */
const refused = row(403, 'refused', 1)
/** Another code may follow. */
const wrongCode = row(403, 'wrong_code', 1)
/** Nothing is wrong with the account; its pool gives no AWS credentials as it stands. */
const noIdentityPool = row(404, 'no_identity_pool', 2)
const keychainUnavailable = row(503, 'keychain_unavailable', 8)
const consentDenied = row(403, 'consent_denied', 5)
const consentRequired = row(403, 'consent_required', 5)
const consentTimedOut = row(403, 'consent_timeout', 9)
const deniedRecently = row(403, 'denied_recently', 5)
const storageFailed = row(500, 'storage_failed', 1)
const serverError = row(502, 'server_error', 1)
const throttled = row(429, 'throttled', 7)
const offline = row(503, 'offline', 7)
const notRunning = row(503, 'not_running', 3)

export const problems: Record<ErrorCode, Problem> = {
  'auth/wrong-password': signInRefused,
  'auth/attempts-exceeded': throttled,
  'auth/user-disabled': signInRefused,
  'auth/user-not-found': signInRefused,
  'auth/user-not-confirmed': signInRefused,
  'auth/password-reset-required': signInRefused,
  'auth/temporary-password-expired': signInRefused,
  'auth/password-not-encodable': badRequest,
  'auth/new-password-refused': signInRefused,
  'auth/code-mismatch': signInRefused,
  'auth/code-expired': signInRefused,
  'auth/code-already-used': signInRefused,
  'auth/code-not-delivered': serverError,
  'auth/answer-refused': signInRefused,
  'auth/name-taken': signInRefused,
  'auth/already-confirmed': signInRefused,
  'auth/recovery-unavailable': signInRefused,
  'auth/challenge-expired': signInRefused,
  'auth/unsupported-challenge': signInRefused,
  'auth/flow-not-enabled': signInRefused,
  'auth/secret-hash': signInRefused,
  'auth/mfa-unavailable': signInRefused,
  'auth/security-block': signInRefused,
  'auth/trigger-refused': signInRefused,
  'auth/refused': signInRefused,
  'auth/server-values': serverError,
  'auth/device-refused': signInRefused,
  'auth/device-not-confirmed': serverError,
  'auth/browser-unavailable': row(503, 'sign_in_refused', 4),
  'auth/redirect-ports-taken': row(503, 'busy', 7),
  'auth/redirect-invalid': badRequest,
  'auth/provider-refused': signInRefused,
  'auth/other-account': signInRefused,
  'auth/in-progress': row(409, 'sign_in_in_progress', 4),
  'auth/cancelled': row(409, 'cancelled', 9),
  'auth/timed-out': row(408, 'too_slow', 9),
  'session/none': signInRequired,
  'session/expired': signInRequired,
  'session/revoked': signInRequired,
  'session/reused': signInRequired,
  'session/user-gone': signInRequired,
  'session/device-unknown': signInRequired,
  'session/lost-answer': signInRequired,
  'session/token-rejected': serverError,
  'pool/none': row(404, 'account_not_found', 4),
  'pool/unknown': row(404, 'not_found', 2),
  'pool/exists': badRequest,
  'pool/invalid': badRequest,
  'pool/file-unavailable': offline,
  'pool/not-found': signInRefused,
  'pool/configuration': signInRefused,
  'account/none': row(404, 'account_not_found', 4),
  'account/unknown': row(404, 'account_not_found', 2),
  'account/label-taken': badRequest,
  'account/ambiguous': badRequest,
  'account/scope-missing': refused,
  'account/limit-reached': throttled,
  'account/wrong-password': refused,
  'account/new-password-refused': refused,
  'account/password-not-encodable': badRequest,
  'account/code-mismatch': wrongCode,
  'account/code-expired': wrongCode,
  'account/code-already-used': wrongCode,
  'account/code-not-delivered': serverError,
  'account/name-taken': refused,
  'account/refused': refused,
  'account/attribute-refused': refused,
  'account/mfa-refused': refused,
  'account/devices-not-tracked': refused,
  'account/device-unknown': row(404, 'not_found', 2),
  'account/device-in-use': badRequest,
  'account/more-devices': serverError,
  'aws/no-identity-pool': noIdentityPool,
  'aws/identity-pool-unknown': noIdentityPool,
  'aws/identity-refused': refused,
  'aws/token-refused': refused,
  'aws/refused': refused,
  'aws/configuration': refused,
  'person/refused': consentDenied,
  'person/needed': consentRequired,
  'person/timed-out': consentTimedOut,
  'person/refused-recently': deniedRecently,
  'keychain/unavailable': keychainUnavailable,
  'keychain/locked': row(503, 'keychain_locked', 8),
  'keychain/refused': row(503, 'keychain_refused', 8),
  'keychain/timed-out': keychainUnavailable,
  'keychain/damaged': keychainUnavailable,
  'network/unreachable': offline,
  'network/timed-out': offline,
  'network/throttled': throttled,
  'network/blocked': serverError,
  'network/server-error': serverError,
  'network/bad-answer': serverError,
  'network/untrusted-certificate': offline,
  'network/proxy-setting': offline,
  'network/proxy-unreachable': offline,
  'network/proxy-refused': offline,
  'storage/damaged': storageFailed,
  'storage/newer-version': storageFailed,
  'storage/write-failed': storageFailed,
  'storage/untrusted-folder': storageFailed,
  'autostart/other-entry': storageFailed,
  'autostart/refused': storageFailed,
  'request/invalid': badRequest,
  'request/too-large': row(413, 'too_large', 2),
  'request/head-too-large': row(431, 'too_large', 2),
  'request/too-slow': row(408, 'too_slow', 1),
  'request/unknown': row(404, 'not_found', 2),
  'request/unsupported-version': row(404, 'unsupported_version', 3),
  'broker/denied': consentDenied,
  'broker/consent-required': consentRequired,
  'broker/consent-timed-out': consentTimedOut,
  'broker/denied-recently': deniedRecently,
  'broker/untrusted-caller': row(403, 'untrusted_caller', 5),
  'broker/busy': row(503, 'busy', 7),
  'lock/locked': row(423, 'locked', 6),
  'lock/wrong-password': consentDenied,
  'lock/attempts-exceeded': throttled,
  'lock/too-soon': throttled,
  'lock/offline': offline,
  'lock/not-proved': consentDenied,
  'lock/no-password': badRequest,
  'lock/touch-id-refused': consentDenied,
  'share/ended': row(403, 'share_ended', 5),
  'share/other-account': row(404, 'account_not_found', 2),
  'share/other-token': consentDenied,
  'share/too-many': row(503, 'busy', 7),
  'host/already-running': row(409, 'bad_request', 1),
  'host/not-running': notRunning,
  'host/untrusted': notRunning,
  'host/socket-path-too-long': row(500, 'not_running', 2),
  'host/socket-in-use': notRunning,
  'host/not-served': notRunning,
  internal: row(500, 'internal', 1),
}
