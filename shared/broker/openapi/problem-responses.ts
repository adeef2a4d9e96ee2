// The problems of an operation as OpenAPI has them: one response for each status, naming the codes it may carry.
import type { ErrorCode } from '../../errors'
import { anyRequest, type Operation } from '../operation'
import { type ProblemCode, problems } from '../problems'
import type { Json } from './schemas'
import { problemMeanings } from './problem-words'

/** Statuses that tell how long to wait. */
const withRetryAfter: ReadonlySet<number> = new Set([401, 403, 429, 502, 503])

/** What an operation may be answered instead of its reply. */
export function codesOf({ problems: own, whileLocked }: Operation): readonly ProblemCode[] {
  return [...new Set<ProblemCode>([...own, ...anyRequest, ...(whileLocked ? [] : ['locked' as const])])]
}

/** By status, in order: a reference to the response of that status, with the codes of this operation. */
export function problemResponses(operation: Operation): Record<string, Json> {
  return Object.fromEntries(
    byStatus(codesOf(operation)).map(([status, codes]) => [
      String(status),
      { $ref: `#/components/responses/${responseName(status)}`, description: `${listOf(codes)}.` },
    ]),
  )
}

/** The response of each status, with every code it may carry. */
export function sharedResponses(): Record<string, Json> {
  return Object.fromEntries(
    byStatus(allCodes()).map(([status, codes]) => [responseName(status), responseOf(status, codes)]),
  )
}

function responseOf(status: number, codes: readonly ProblemCode[]): Json {
  const headers = {
    ...(withRetryAfter.has(status) ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } : {}),
    ...(codes.includes('not_found') ? { Allow: { $ref: '#/components/headers/Allow' } } : {}),
  }
  return {
    description: `${listOf(codes)}.`,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
}

const responseName = (status: number): string => `Status${status}`
const listOf = (codes: readonly ProblemCode[]): string => codes.map((code) => `\`${code}\``).join(', ')

function byStatus(codes: readonly ProblemCode[]): readonly (readonly [number, readonly ProblemCode[]])[] {
  const found = new Map<number, ProblemCode[]>()
  for (const code of codes)
    for (const status of statusesOf(code)) found.set(status, [...(found.get(status) ?? []), code])
  return [...found].sort(([a], [b]) => a - b)
}

/** Those that a host may answer. */
function allCodes(): readonly ProblemCode[] {
  return (Object.keys(problemMeanings) as ProblemCode[]).filter((code) => rowsOf(code).length > 0)
}

/** Every status under which a host answers this code. */
function statusesOf(code: ProblemCode): readonly number[] {
  return [...new Set(rowsOf(code).map(({ status }) => status))]
}

/** `host/*` is what a client or a starting host says of itself: no request is answered with it. */
function rowsOf(code: ProblemCode) {
  const errorCodes = Object.keys(problems) as ErrorCode[]
  return errorCodes.filter((error) => !error.startsWith('host/')).flatMap((error) => rowIf(error, code))
}

function rowIf(error: ErrorCode, code: ProblemCode) {
  return problems[error].code === code ? [problems[error]] : []
}

/** The schema of every problem (RFC 9457), with what each code means and how `signet` ends with it. */
export function problemSchema(): Json {
  const codes = allCodes()
  return {
    type: 'object',
    description: 'Problem details (RFC 9457). Programs switch on `code`, people act on `detail`.',
    required: ['type', 'title', 'status', 'detail', 'code'],
    properties: {
      type: { type: 'string', description: '`urn:signet:problem:` and the code.' },
      title: { type: 'string' },
      status: { type: 'integer', description: 'The HTTP status again.' },
      detail: { type: 'string', description: 'What happened, and what to do; English.' },
      code: {
        type: 'string',
        description: 'A code may be added; treat one you do not know by its status.',
        enum: codes,
      },
    },
    'x-signet-codes': Object.fromEntries(
      codes.map((code) => [code, { meaning: problemMeanings[code], exitCodes: exitsOf(code) }]),
    ),
  }
}

function exitsOf(code: ProblemCode): number[] {
  return [...new Set(rowsOf(code).map(({ exit }) => exit))].sort((a, b) => a - b)
}
