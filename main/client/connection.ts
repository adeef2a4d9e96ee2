// From a request to an answer: find the socket, trust it, send, and start a host or ask again where that is right.
import { lstatSync } from 'node:fs'
import { type SocketFacts, fitting, socketCandidates } from '../../shared/broker/socket-address'
import { AppError } from '../../shared/errors'
import { ConnectionLost, type HttpRequest, exchange, isRefusal } from './http'
import type { HttpReply } from './http-reply'
import { problemOfReply } from './problem-error'
import type { StartedHost } from './start-host'
import { checkStillTrusted, checkTrusted } from './trust'

/** How a host is started where none runs. */
export interface Starting {
  readonly programs: string
  readonly mayOpenWindow: boolean
  readonly node: string
}

export interface ConnectionOptions {
  readonly facts: SocketFacts
  /** Null: never start a host. SIGNET_AUTOSTART=0 has the same effect. */
  readonly starting: Starting | null
  readonly signal?: AbortSignal
}

export interface SendOptions {
  readonly method: HttpRequest['method']
  readonly path: string
  readonly body?: object
  readonly timeoutMs: number
  /** Whether asking twice is harmless: then a host that hands over to another is asked again. */
  readonly isRepeatable?: boolean
}

/** How long a starting host may take until it listens. */
const startMs = 5_000
/** A host that failed may have lost the lock to another one that listens soon. */
const afterFailureMs = 2_000
/** How long one host may take to hand over to another. */
const handOverMs = 3_000
/** Who follows a stream waits for no answer, and another host may have to be started first. */
const nextStreamMs = 10_000
const pauseMs = 25

/** Reaches the host of this user. Holds the host it started, so that none is started twice. */
export class Connection {
  readonly #options: ConnectionOptions

  constructor(options: ConnectionOptions) {
    this.#options = options
  }

  /**
   * Sends one request.
   * @returns the parsed JSON of the answer; undefined for an empty one.
   * @throws ProblemError for a refusal; `host/not-running`, `host/untrusted`, `host/socket-path-too-long`.
   */
  async send(options: SendOptions): Promise<unknown> {
    const { isRepeatable = false, timeoutMs } = options
    const attempt: Attempt<HttpReply> = (way) =>
      exchange(requestOf(options), { ...way, timeoutMs, ...this.#signal() })
    const reply = await this.#reach(attempt, isRepeatable)
    if (reply.status >= 400) throw problemOfReply(reply)
    if (reply.body === '') return undefined
    try {
      return JSON.parse(reply.body)
    } catch (error) {
      throw new AppError('host/untrusted', "What answers at the socket does not speak Signet's protocol.", {
        cause: error,
      })
    }
  }

  /**
   * The bytes of an answer that goes on; where the host hands over to another one, the other's answer, after `null`.
   * @throws as `send`; `host/not-running` when a host ended and no other one came.
   */
  async *stream(path: string): AsyncGenerator<Buffer | null, never> {
    // Loaded only then: a token needs none of it.
    const { streamOf } = await import('./http-stream')
    const attempt: Attempt<OpenStream> = (way) => opened(streamOf(path, { ...way, ...this.#signal() }))
    let stream = await this.#reach(attempt, true)
    for (;;) {
      try {
        yield stream.first
        yield* stream.rest
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error
      } finally {
        // Who leaves at the first bytes has not begun with the rest, which closes the connection.
        await stream.rest.return(undefined)
      }
      const next = await this.#until(attempt, { limitMs: () => nextStreamMs, isRepeatable: true })
      if (next === undefined) throw new AppError('host/not-running', 'Signet ended.')
      stream = next
      yield null
    }
  }

  #signal(): { readonly signal?: AbortSignal } {
    const { signal } = this.#options
    return signal === undefined ? {} : { signal }
  }

  async #reach<T>(attempt: Attempt<T>, isRepeatable: boolean): Promise<T> {
    try {
      return await this.#once(attempt)
    } catch (error) {
      if (error instanceof ConnectionLost)
        return await this.#afterLoss(attempt, { isRepeatable, loss: error })
      if (isRefusal(error)) return await this.#afterStart(attempt, isRepeatable)
      throw error
    }
  }

  /** Tries each place of the socket. @throws the last refusal when nobody listens at any. */
  async #once<T>(attempt: Attempt<T>): Promise<T> {
    const { facts } = this.#options
    let refusal: unknown = Object.assign(new Error('no socket'), { code: 'ENOENT' })
    for (const { path, onlyIn } of socketCandidates(facts)) {
      if (onlyIn !== undefined && !isOwnFolder(onlyIn, facts.uid)) continue
      const socket = checkTrusted(fitting(path, facts), facts.uid)
      if (socket === undefined) continue
      try {
        return await attempt({ socketPath: path, beforeSend: () => checkStillTrusted(socket, facts.uid) })
      } catch (error) {
        if (!isRefusal(error)) throw error
        refusal = error
      }
    }
    throw refusal
  }

  async #afterLoss<T>(
    attempt: Attempt<T>,
    { isRepeatable, loss }: { readonly isRepeatable: boolean; readonly loss: ConnectionLost },
  ): Promise<T> {
    if (isRepeatable) {
      const reply = await this.#until(attempt, { limitMs: () => handOverMs, isRepeatable })
      if (reply !== undefined) return reply
    }
    throw new AppError('host/not-running', 'Signet ended before it answered. Try again.', { cause: loss })
  }

  async #afterStart<T>(attempt: Attempt<T>, isRepeatable: boolean): Promise<T> {
    const { starting, facts } = this.#options
    if (starting === null || facts.env['SIGNET_AUTOSTART'] === '0') throw notRunning()
    const { startHost } = await import('./start-host')
    const host = startHost({ ...facts, ...starting })
    let failedAtMs: number | undefined
    const limitMs = (elapsedMs: number): number => {
      if (host.failure() === undefined) return startMs
      failedAtMs ??= elapsedMs
      return Math.min(startMs, failedAtMs + afterFailureMs)
    }
    const reply = await this.#until(attempt, { limitMs, isRepeatable })
    if (reply === undefined) throw didNotStart(host)
    return reply
  }

  /** Tries again until somebody listens. @returns undefined when `limitMs` have passed. */
  async #until<T>(attempt: Attempt<T>, { limitMs, isRepeatable }: Patience): Promise<T | undefined> {
    const startedMs = performance.now()
    for (;;) {
      const elapsedMs = performance.now() - startedMs
      if (elapsedMs > limitMs(elapsedMs)) return undefined
      await pause()
      this.#options.signal?.throwIfAborted()
      try {
        return await this.#once(attempt)
      } catch (error) {
        if (!isRefusal(error) && !(error instanceof ConnectionLost && isRepeatable)) throw error
      }
    }
  }
}

/** How long it is tried again. */
interface Patience {
  readonly limitMs: (elapsedMs: number) => number
  readonly isRepeatable: boolean
}

/** One try at one socket. */
type Attempt<T> = (way: { readonly socketPath: string; readonly beforeSend: () => void }) => Promise<T>

interface OpenStream {
  readonly first: Buffer
  readonly rest: AsyncGenerator<Buffer>
}

/** A stream is open once something came of it. */
async function opened(stream: AsyncGenerator<Buffer>): Promise<OpenStream> {
  const first = await stream.next()
  if (first.done === true) throw new ConnectionLost()
  return { first: first.value, rest: stream }
}

function requestOf(options: SendOptions): HttpRequest {
  const { method, path, body } = options
  return { method, path, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
}

function isOwnFolder(path: string, uid: number): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats !== undefined && stats.isDirectory() && stats.uid === uid
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pauseMs))
}

function notRunning(): AppError {
  return new AppError('host/not-running', 'Nothing listens at its socket.')
}

function didNotStart(host: StartedHost): AppError {
  const { command, logPath } = host
  const why = host.failure() ?? 'it does not listen yet'
  return new AppError(
    'host/not-running',
    `Signet's ${command.kind} was started and cannot be reached: ${why}. See ${logPath}.`,
  )
}
