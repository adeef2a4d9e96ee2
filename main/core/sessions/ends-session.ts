import type { ErrorCode } from '../../../shared/errors'

/**
 * The refusals after which a refresh token is of no use any more (COGNITO.md §8.4 rule 4). Everything else (network,
 * throttling, WAF, a wrong secret, the keychain) leaves the session as it is.
 */
const definitive: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'session/expired',
  'session/revoked',
  'session/reused',
  'session/lost-answer',
  'session/user-gone',
  'session/device-unknown',
  'auth/user-disabled',
  'auth/user-not-found',
  'auth/user-not-confirmed',
  'auth/password-reset-required',
])

/** Whether this answer to a refresh means that the person must sign in again. */
export function endsSession(code: ErrorCode): boolean {
  return definitive.has(code)
}
