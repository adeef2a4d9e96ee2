// What an identity pool refuses with → our codes (COGNITO.md §13). Names first; a message only refines.
import { z } from 'zod'
import { AppError, type ErrorCode } from '../../../shared/errors'

const Refusal = z.object({
  __type: z.string(),
  message: z.string().optional(),
  Message: z.string().optional(),
})

// A map, not an object: the name is the server's word, and `constructor` is a word too.
const codes: ReadonlyMap<string, ErrorCode> = new Map(
  Object.entries({
    ResourceConflictException: 'aws/identity-refused',
    InvalidIdentityPoolConfigurationException: 'aws/configuration',
    InvalidParameterException: 'aws/refused',
    LimitExceededException: 'network/throttled',
    TooManyRequestsException: 'network/throttled',
    ThrottlingException: 'network/throttled',
    ExternalServiceException: 'network/server-error',
    InternalErrorException: 'network/server-error',
    ServiceUnavailable: 'network/server-error',
  } satisfies Record<string, ErrorCode>),
)

/** An answer that is none, as an AppError. Its words are AWS's, shortened; they hold no token. */
export function identityError(answer: {
  readonly status: number
  readonly body: unknown
  readonly retryAfter: string | undefined
}): AppError {
  const { status, retryAfter } = answer
  const parsed = Refusal.safeParse(answer.body)
  if (!parsed.success)
    return withWait(codeOfStatus(status), `The identity pool answered HTTP ${status}.`, retryAfter)
  const { __type, message, Message } = parsed.data
  const name = printable(__type.slice(__type.lastIndexOf('#') + 1))
  const said = printable(message ?? Message ?? '')
  return withWait(codeOf({ name, said, status }), said === '' ? name : said, retryAfter)
}

function codeOf({
  name,
  said,
  status,
}: {
  readonly name: string
  readonly said: string
  readonly status: number
}): ErrorCode {
  const code = codes.get(name)
  if (code !== undefined) return code
  if (name === 'NotAuthorizedException') return notAuthorized(said)
  if (name === 'ResourceNotFoundException')
    return /identity ?pool/i.test(said) ? 'aws/identity-pool-unknown' : 'aws/identity-refused'
  return status === 429 || status >= 500 ? codeOfStatus(status) : 'aws/refused'
}

function notAuthorized(said: string): ErrorCode {
  if (/token expired|expired token/i.test(said)) return 'aws/token-refused'
  // An identity that is remembered and is not this user's any more: the pool of users was made anew.
  if (/logins don't match|access to identity/i.test(said)) return 'aws/identity-refused'
  return 'aws/refused'
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 403) return 'network/blocked'
  if (status === 429) return 'network/throttled'
  return status >= 500 ? 'network/server-error' : 'network/bad-answer'
}

function withWait(code: ErrorCode, message: string, retryAfter: string | undefined): AppError {
  const isSeconds = retryAfter !== undefined && /^\d{1,9}$/.test(retryAfter)
  return new AppError(code, message, isSeconds ? { retryAfterSeconds: Number(retryAfter) } : {})
}

/** Also without what looks like a token: messages quote what they refuse. */
function printable(text: string): string {
  return text
    .replace(/[\p{C}\s]+/gu, ' ')
    .replace(/\beyJ[\w.-]{20,}/g, '…')
    .trim()
    .slice(0, 300)
}
