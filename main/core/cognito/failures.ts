// Whatever the SDK throws → AppError. The SDK's error itself is not kept as the cause: through its response it holds
// the request, password included, and one careless log line would print it.
import { z } from 'zod'
import { AppError, type ErrorCode } from '../../../shared/errors'
import { isCertificateFailure } from '../../../shared/tls-failures'
import { type Asked, codeOf } from './exceptions'

const Thrown = z.object({
  name: z.string(),
  message: z.string(),
  /** Of sockets, DNS and TLS: `ECONNREFUSED`. */
  code: z.string().optional(),
  $fault: z.enum(['client', 'server']).optional(),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional(),
  $response: z.object({ headers: z.record(z.string(), z.unknown()).optional() }).optional(),
})
type Thrown = z.output<typeof Thrown>

/** The error of one call, by what was asked. Texts of the server are shortened and stripped of control characters. */
export function toCognitoError(error: unknown, asked: Asked): AppError {
  if (error instanceof AppError) return error
  const parsed = Thrown.safeParse(error)
  if (!parsed.success) return new AppError('internal', 'The Cognito client threw something that is no error.')
  const thrown = parsed.data
  const status = thrown.$metadata?.httpStatusCode
  if (status === undefined) return withoutReply(thrown)
  // A refusal of the service has a fault; anything else did not parse as one: a proxy's page, a firewall's, noise.
  const isRefusal = thrown.$fault !== undefined && !namelessErrors.has(thrown.name)
  return isRefusal ? refusal(thrown, asked, status) : unreadable(thrown, status)
}

/** The failure of a request of ours that no answer came to. */
export function toNetworkError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const parsed = Thrown.safeParse(error)
  return parsed.success
    ? withoutReply(parsed.data)
    : new AppError('internal', 'The transport threw something that is no error.')
}

/** How emulators say that they lack an operation; Cognito itself has them all. */
const unknownOperations: ReadonlySet<string> = new Set([
  'UnknownOperationException',
  'UnknownOperation',
  'Unsupported',
  'NotImplemented',
  'NotImplementedException',
  'InvalidAction',
])

/** Whether the endpoint answered that it does not know the operation at all. */
export function isUnknownOperation(error: unknown): boolean {
  const parsed = Thrown.safeParse(error)
  if (!parsed.success) return false
  const { name, $metadata } = parsed.data
  return unknownOperations.has(name) || $metadata?.httpStatusCode === 501
}

/** How the SDK calls an error body without `__type`. */
const namelessErrors: ReadonlySet<string> = new Set(['Unknown', 'UnknownError', 'Error'])

function refusal(thrown: Thrown, asked: Asked, status: number): AppError {
  const name = printable(thrown.name)
  const message = printable(thrown.message)
  const code = codeOf({ name, message }, asked)
  // An unknown name with a status that speaks for itself: throttled, or broken at the other end.
  const isUnknown = code === 'auth/refused' || code === 'account/refused'
  if (isUnknown && (status === 429 || status >= 500)) return unreadable(thrown, status)
  return appError(code, isUnknown ? `${name}: ${message}` : message || name, thrown)
}

function unreadable(thrown: Thrown, status: number): AppError {
  if (status === 403)
    return appError('network/blocked', 'A firewall answered in place of Cognito (HTTP 403).', thrown)
  if (status === 429) return appError('network/throttled', 'Too many requests (HTTP 429).', thrown)
  if (status >= 500) return appError('network/server-error', `Cognito failed (HTTP ${status}).`, thrown)
  return appError(
    'network/bad-answer',
    `The endpoint answered something that Cognito does not say (HTTP ${status}).`,
    thrown,
  )
}

function withoutReply(thrown: Thrown): AppError {
  const { code } = thrown
  if (code === 'ETIMEDOUT' || (thrown.name === 'TimeoutError' && code === undefined))
    return appError('network/timed-out', 'Cognito did not answer in time.', thrown)
  if (code?.startsWith('HPE_') === true)
    return appError('network/bad-answer', `The endpoint does not speak HTTP (${code}).`, thrown)
  if (code !== undefined && isCertificateFailure(code))
    return appError(
      'network/untrusted-certificate',
      `Cognito's certificate is not trusted here (${code}).`,
      thrown,
    )
  if (code !== undefined && /^[A-Z][A-Z0-9_]+$/.test(code))
    return appError('network/unreachable', `The connection to Cognito failed (${code}).`, thrown)
  return appError('internal', `The Cognito client failed (${printable(thrown.name)}).`, thrown)
}

/** The SDK's error, reduced to what may be printed anywhere. */
function appError(code: ErrorCode, message: string, thrown: Thrown): AppError {
  const status = thrown.$metadata?.httpStatusCode
  const summary = `${printable(thrown.name)}${status === undefined ? '' : ` (HTTP ${status})`}`
  const retryAfterSeconds = retryAfterOf(thrown)
  return new AppError(code, message, {
    cause: new Error(summary),
    mayHaveHappened: mayHaveHappened(code, thrown),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  })
}

/** Failures before a request could leave: no name, no way, nobody there. Those of TLS itself are told by their pattern. */
const neverSent: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EADDRNOTAVAIL',
  'EPROTO',
])
const tlsFailure = /^ERR_(TLS|SSL)_/

/**
 * Whether Cognito may have done it, and only the answer is missing: a connection that broke, a time-out, an answer that
 * was cut or replaced on its way, a fault at the other end. In doubt, yes.
 */
function mayHaveHappened(code: ErrorCode, { code: errno = '', $metadata }: Thrown): boolean {
  switch (code) {
    case 'network/unreachable':
      return !neverSent.has(errno) && !tlsFailure.test(errno)
    case 'network/bad-answer':
      return ($metadata?.httpStatusCode ?? 200) < 300
    case 'network/timed-out':
    case 'network/server-error':
      return true
    default:
      return false
  }
}

/** Seconds of a `Retry-After`. The other form, a date, is of no use to a computer whose clock may be wrong. */
function retryAfterOf({ $response }: Thrown): number | undefined {
  const value = $response?.headers?.['retry-after']
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : undefined
}

function printable(text: string): string {
  return text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 300)
}
