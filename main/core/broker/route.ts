// One row of the table of requests: what is taken, what is given, both parsed; and how a path finds its row.
import type { z } from 'zod'
import { AppError } from '../../../shared/errors'
import type { BrokerReply, BrokerRequest } from './protocol'
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
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** `*` stands for a variable part; there are two at most. */
  readonly path: string
  /** Answered while Signet is locked, too: it gives nothing out and takes nothing in. */
  readonly whileLocked: boolean
  readonly answer: (call: Omit<Call<unknown>, 'body'>) => Promise<BrokerReply>
}

/** A row whose body and reply hold to their schemas: what `reply` does not declare never leaves the host. */
export function route<Body extends z.ZodType, Reply extends z.ZodType>(row: {
  readonly method: Route['method']
  readonly path: string
  readonly body: Body
  /** Where its fields come from; a query has each once, as text. */
  readonly fields?: 'body' | 'query'
  readonly reply: Reply
  readonly status?: number
  readonly whileLocked?: boolean
  readonly run: (call: Call<z.output<Body>>) => z.input<Reply> | Promise<z.input<Reply>>
}): Route {
  const { method, path, run, fields = 'body', status = 200, whileLocked = false } = row
  return {
    method,
    path,
    whileLocked,
    answer: async (call) => {
      const { body, query } = call.request
      const given = fields === 'body' ? body : Object.fromEntries(new URLSearchParams(query))
      const reply = await run({ ...call, body: parseBody(row.body, given) })
      return { status, body: row.reply.parse(reply) }
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
    this.#routes = routes.map((row) => ({ route: row, segments: row.path.split('/') }))
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
      if (candidate.method === method) return { route: candidate, ...variablesIn(pattern, segments) }
      methods.push(candidate.method)
    }
    return methods
  }
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.length !== segments.length) return false
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === '*' ? segments[at] === '' : pattern[at] !== segments[at]) return false
  }
  return true
}

function variablesIn(
  pattern: readonly string[],
  segments: readonly string[],
): Pick<Match, 'name' | 'member'> {
  const [name = '', member = ''] = segments.filter((_segment, at) => pattern[at] === '*').map(decoded)
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
