// What the host answered instead of a result: RFC 9457 problem details, as an error.
import type { ProblemReply } from '../../shared/broker/requests'
import type { HttpReply } from './http-reply'

/** A refusal of the host. Programs branch on `problem.code`, people act on `problem.detail`. */
export class ProblemError extends Error {
  readonly problem: ProblemReply
  /** How long to wait before asking again, where the host said so. */
  readonly retryAfterSeconds: number | undefined

  constructor(problem: ProblemReply, retryAfterSeconds?: number) {
    super(problem.detail)
    this.name = 'ProblemError'
    this.problem = problem
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The error of an answer whose status is 400 or more; one without problem details keeps its status alone. */
export function problemOfReply(reply: HttpReply): ProblemError {
  const wait = reply.headers.get('retry-after')
  const retryAfterSeconds = wait !== undefined && /^\d{1,6}$/.test(wait) ? Number(wait) : undefined
  return new ProblemError(detailsOf(reply), retryAfterSeconds)
}

function detailsOf(reply: HttpReply): ProblemReply {
  const value = objectOf(reply.body)
  const text = (name: string, otherwise: string): string => {
    const field = value[name]
    return typeof field === 'string' ? field : otherwise
  }
  const title = text('title', `Signet answered with status ${reply.status}.`)
  return {
    type: text('type', 'about:blank'),
    title,
    status: reply.status,
    detail: text('detail', title),
    code: text('code', 'internal'),
  }
}

function objectOf(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    // Not JSON: the status is all that was said.
    return {}
  }
}
