// What the OAuth library throws → AppError. Its own error is not kept as the cause: it may hold a response with tokens.
import { z } from 'zod'
import { AppError, type ErrorCode } from '../../../../shared/errors'

const Refused = z.object({ error: z.string(), error_description: z.string().optional() })
const Coded = z.object({ name: z.string(), message: z.string(), code: z.string().optional() })

/** RFC 6749 §4.1.2.1 and §5.2. What is not here the person's provider or the pool's trigger has said. */
const codes: Readonly<Record<string, ErrorCode>> = {
  invalid_client: 'auth/secret-hash',
  unauthorized_client: 'pool/configuration',
  unsupported_grant_type: 'pool/configuration',
  unsupported_response_type: 'pool/configuration',
  invalid_scope: 'pool/configuration',
  redirect_mismatch: 'pool/configuration',
  invalid_grant: 'auth/refused',
  server_error: 'network/server-error',
  temporarily_unavailable: 'network/server-error',
}

/** The error of a browser's return, or of the exchange of its code. */
export function toOauthError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const refused = Refused.safeParse(error)
  if (refused.success) return refusal(refused.data)
  return unusable(error)
}

function refusal({ error: name, error_description: words = '' }: z.output<typeof Refused>): AppError {
  const code = codes[name] ?? 'auth/provider-refused'
  return new AppError(code, words === '' ? name : `${name}: ${words}`)
}

function unusable(error: unknown): AppError {
  const { name, message, code = '' } = Coded.safeParse(error).data ?? { name: 'unknown', message: 'unknown' }
  const cause = new Error(`${name} ${code}`)
  // The library's own messages name what is wrong, never a value.
  if (code.startsWith('OAUTH_JWT_') || code === 'OAUTH_INVALID_RESPONSE')
    return new AppError('session/token-rejected', `Cognito sent tokens that do not fit: ${message}`, {
      cause,
    })
  if (name === 'WWWAuthenticateChallengeError')
    return new AppError('auth/secret-hash', 'The token endpoint does not know this client.', { cause })
  return new AppError('network/bad-answer', `The token endpoint's answer cannot be used: ${message}`, {
    cause,
  })
}
