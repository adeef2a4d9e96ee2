// What an endpoint for the SDKs of AWS says where it gives nothing.
import { problems } from '../../../shared/broker/problems'
import type { AppError } from '../../../shared/errors'
import type { AwsListenerReply } from '../ports'
import { problemReply } from './problem-reply'

/** By a request over TCP: its program is nobody that a person could be asked about. */
export const askingNobody = {
  mayAsk: false,
  waitSeconds: 0,
  reason: undefined,
  signal: new AbortController().signal,
  act: () => '',
} as const

/** As the SDKs of AWS read an error of a container endpoint. */
export function refusal(error: AppError): AwsListenerReply {
  const { status, code } = problems[error.code]
  const { body } = problemReply(error)
  const Message = typeof body === 'object' && body !== null && 'detail' in body ? String(body.detail) : ''
  return { status, body: { Code: code, Message } }
}
