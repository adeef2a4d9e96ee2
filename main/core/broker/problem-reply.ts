// Errors as the local API words them (RFC 9457): the code for programs, title and detail for people.
import type { ProblemReply } from '../../../shared/broker/requests'
import { problems } from '../../../shared/broker/problems'
import type { AppError } from '../../../shared/errors'
import { errorsEn } from '../../../shared/text/errors.en'
import { sentences } from '../../../shared/text/sentences'
import type { BrokerReply } from './protocol'

const contentType = 'application/problem+json'

/** The one way an error leaves the host. Its `cause` stays inside. */
export function problemReply(error: AppError): BrokerReply {
  const { status, code } = problems[error.code]
  const body: ProblemReply = {
    type: `urn:signet:problem:${code}`,
    title: errorsEn[error.code].title,
    status,
    detail: detailOf(error),
    code,
  }
  return { status, body, headers: headersOf(error) }
}

/** What happened here and what fixes it; what the message says already is not said again. */
function detailOf({ code, message }: AppError): string {
  const { title, advice } = errorsEn[code]
  if (message === '' || message === title) return advice
  return message.includes(advice) ? message : sentences(message, advice)
}

function headersOf({ retryAfterSeconds }: AppError): Readonly<Record<string, string>> {
  if (retryAfterSeconds === undefined) return { 'Content-Type': contentType }
  return { 'Content-Type': contentType, 'Retry-After': String(Math.max(1, Math.ceil(retryAfterSeconds))) }
}
