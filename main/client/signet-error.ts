// How the client library says that it has no result. The published types stand here as they are.
import type { SignetErrorCode } from './signet-error-code'

/** A refusal, or that no Signet was reached. Programs branch on `code`, people act on the message. */
export class SignetError extends Error {
  readonly code: SignetErrorCode
  /** HTTP status of the answer; 503 where there was none. */
  readonly status: number
  /** Seconds after which to ask again, where Signet said so. */
  readonly retryAfter: number | undefined

  constructor(
    message: string,
    about: {
      readonly code: string
      readonly status: number
      readonly retryAfter?: number | undefined
      readonly cause?: unknown
    },
  ) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause })
    this.name = 'SignetError'
    this.code = about.code
    this.status = about.status
    this.retryAfter = about.retryAfter
  }
}
