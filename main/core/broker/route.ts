// One row of the table of requests: what is taken, what is given, both parsed; and how a path finds its row.
import type { z } from 'zod'
import type { Operation } from '../../../shared/broker/operation'
import { AppError } from '../../../shared/errors'
import type { BrokerReply, BrokerRequest, ReplyStream } from './protocol'
import { parseBody } from './request-body'

/** A request whose path and body were understood. */
export interface Call<Body> {
  readonly body: Body
  readonly request: BrokerRequest
  /** Aborts when the caller hangs up. */
  readonly signal: AbortSignal
  /** The first variable part of the path, decoded; empty where the path has none. */
  readonly name: string
  /** The second one, alike. */
  readonly member: string
}

export interface Route {
  readonly operation: Operation
  readonly answer: (call: Omit<Call<unknown>, 'body'>) => Promise<BrokerReply>
}

type Run<Body extends z.ZodType, Reply extends z.ZodType> = (
  call: Call<z.output<Body>>,
) => z.input<Reply> | Promise<z.input<Reply>>

/**
 * How an operation of shared/broker/operations is answered. Body and reply hold to its schemas: what `reply` does not
 * declare never leaves the host.
 */
export function route<Body extends z.ZodType, Reply extends z.ZodType>(
  operation: Operation<Body, Reply>,
  run: Run<Body, Reply>,
): Route {
  const { fields, status } = operation
  return {
    operation,
    answer: async ({ request, signal, name, member }) => {
      const given = fields === 'body' ? request.body : Object.fromEntries(new URLSearchParams(request.query))
      // Each field by its name: V8 is slow at objects that another one is spread into.
      const reply = await run({ body: parseBody(operation.body, given), request, signal, name, member })
      return { status, body: operation.reply.parse(reply) }
    },
  }
}

/** How an operation is answered whose reply goes on. */
export function streamRoute(operation: Operation, open: () => ReplyStream): Route {
  return {
    operation,
    answer: ({ request }) => {
      parseBody(operation.body, request.body)
      const headers = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' }
      return Promise.resolve({ status: operation.status, body: undefined, headers, stream: open() })
    },
  }
}

export interface Match {
  readonly route: Route
  readonly name: string
  readonly member: string
}

/** Paths whose row is remembered: programs ask for the same few, again and again. */
const mostKnown = 64

/** Finds rows by method and path. State: the rows of the paths asked for lately. */
export class RouteTable {
  readonly #routes: readonly { readonly route: Route; readonly segments: readonly string[] }[]
  readonly #known = new Map<string, Match>()

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((row) => ({ route: row, segments: row.operation.path.split('/') }))
  }

  /**
   * The row for a request.
   * @returns the methods of the path instead where it has another one; none: there is no such path.
   * @throws `request/invalid` when the variable part is not percent-encoded UTF-8.
   */
  find({ method, path }: { readonly method: string; readonly path: string }): Match | readonly string[] {
    const line = `${method} ${path}`
    const known = this.#known.get(line)
    if (known !== undefined) return known
    const found = this.#look(method, path)
    if ('route' in found) this.#remember(line, found)
    return found
  }

  #remember(line: string, match: Match): void {
    if (this.#known.size >= mostKnown) this.#known.clear()
    this.#known.set(line, match)
  }

  #look(method: string, path: string): Match | readonly string[] {
    const segments = path.split('/')
    const methods: string[] = []
    for (const { route: candidate, segments: pattern } of this.#routes) {
      if (!fits(pattern, segments)) continue
      if (candidate.operation.method === method)
        return { route: candidate, ...variablesIn(pattern, segments) }
      methods.push(candidate.operation.method)
    }
    return methods
  }
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.length !== segments.length) return false
  for (let at = 0; at < pattern.length; at++) {
    if (isVariable(pattern[at]) ? segments[at] === '' : pattern[at] !== segments[at]) return false
  }
  return true
}

function isVariable(segment: string | undefined): boolean {
  return segment?.startsWith('{') === true
}

function variablesIn(
  pattern: readonly string[],
  segments: readonly string[],
): Pick<Match, 'name' | 'member'> {
  const [name = '', member = ''] = segments.filter((_segment, at) => isVariable(pattern[at])).map(decoded)
  return { name, member }
}

function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch (cause) {
    throw new AppError('request/invalid', `The path holds something that is not percent-encoded UTF-8.`, {
      cause,
    })
  }
}
