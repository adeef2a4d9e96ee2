// Networks for tests: a scripted server without a socket, and the real way to one on this computer.
import { Readable } from 'node:stream'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { Transport } from './ports'

type Asked = Parameters<NodeHttpHandler['handle']>[0]
type Answered = Awaited<ReturnType<NodeHttpHandler['handle']>>

/** One request as a scripted server sees it. */
export interface ScriptedRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** The operation of `X-Amz-Target`; empty without one. */
  readonly operation: string
  readonly body: string
}

/** What a scripted server answers: an object goes out as JSON. Throwing is a broken network. */
export interface ScriptedReply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

export interface ScriptedTransport extends Transport {
  readonly requests: ScriptedRequest[]
  /** How often the handler was asked for. */
  readonly loads: number
}

/** A network of one server that answers as `answer` says. */
export function scriptedTransport(
  answer: (request: ScriptedRequest) => ScriptedReply | Promise<ScriptedReply>,
): ScriptedTransport {
  const requests: ScriptedRequest[] = []
  let loads = 0
  const handler = new ScriptedHandler(async (request) => {
    requests.push(request)
    return answer(request)
  })
  return {
    requests,
    get loads() {
      return loads
    },
    load: () => {
      loads += 1
      return Promise.resolve(handler)
    },
  }
}

/** Passes a request on, or does not; its answer likewise. */
export type OnTheWay = <Answer>(pass: () => Promise<Answer>) => Promise<Answer>

/** The real way to a server on this computer, with a list of what went over it. */
export function loopbackTransport(
  onTheWay: OnTheWay = (pass) => pass(),
): Pick<ScriptedTransport, 'load' | 'requests'> {
  const requests: ScriptedRequest[] = []
  const handler = new WatchedHandler((request) => requests.push(request), onTheWay)
  return { requests, load: () => Promise.resolve(handler) }
}

class WatchedHandler extends NodeHttpHandler {
  readonly #see: (request: ScriptedRequest) => void
  readonly #onTheWay: OnTheWay

  constructor(see: (request: ScriptedRequest) => void, onTheWay: OnTheWay) {
    super({ connectionTimeout: 2_000, requestTimeout: 10_000 })
    this.#see = see
    this.#onTheWay = onTheWay
  }

  override handle(request: Asked, options?: Parameters<NodeHttpHandler['handle']>[1]): Promise<Answered> {
    return this.#onTheWay(() => {
      this.#see(seen(request))
      return super.handle(request, options)
    })
  }
}

class ScriptedHandler extends NodeHttpHandler {
  readonly #answer: (request: ScriptedRequest) => Promise<ScriptedReply>

  constructor(answer: (request: ScriptedRequest) => Promise<ScriptedReply>) {
    super()
    this.#answer = answer
  }

  override async handle(request: Asked): Promise<Answered> {
    const reply = await this.#answer(seen(request))
    const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body)
    const response = {
      statusCode: reply.status ?? 200,
      headers: { 'content-type': 'application/x-amz-json-1.1', ...reply.headers },
      body: Readable.from([Buffer.from(text, 'utf8')]),
    }
    // The SDK looks at these three members alone; its class lies in a package that is not ours to import.
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
    return { response }
  }
}

function seen(request: Asked): ScriptedRequest {
  const target = request.headers['x-amz-target'] ?? ''
  return {
    method: request.method,
    path: request.path,
    headers: request.headers,
    operation: target.slice(target.lastIndexOf('.') + 1),
    body: textOf(request.body),
  }
}

function textOf(body: unknown): string {
  if (body instanceof Uint8Array) return new TextDecoder().decode(body)
  return typeof body === 'string' ? body : ''
}
