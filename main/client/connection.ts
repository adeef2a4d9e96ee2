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
    const reply = await this.#reach(options)
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

  async #reach(options: SendOptions): Promise<HttpReply> {
    try {
      return await this.#once(options)
    } catch (error) {
      if (error instanceof ConnectionLost) return await this.#afterLoss(options, error)
      if (isRefusal(error)) return await this.#afterStart(options)
      throw error
    }
  }

  /** Tries each place of the socket. @throws the last refusal when nobody listens at any. */
  async #once(options: SendOptions): Promise<HttpReply> {
    const { facts } = this.#options
    let refusal: unknown = Object.assign(new Error('no socket'), { code: 'ENOENT' })
    for (const { path, onlyIn } of socketCandidates(facts)) {
      if (onlyIn !== undefined && !isOwnFolder(onlyIn, facts.uid)) continue
      const socket = checkTrusted(fitting(path, facts), facts.uid)
      if (socket === undefined) continue
      try {
        return await exchange(requestOf(options), {
          socketPath: path,
          beforeSend: () => checkStillTrusted(socket, facts.uid),
          timeoutMs: options.timeoutMs,
          ...(this.#options.signal === undefined ? {} : { signal: this.#options.signal }),
        })
      } catch (error) {
        if (!isRefusal(error)) throw error
        refusal = error
      }
    }
    throw refusal
  }

  async #afterLoss(options: SendOptions, loss: ConnectionLost): Promise<HttpReply> {
    if (options.isRepeatable === true) {
      const reply = await this.#until(options, () => handOverMs)
      if (reply !== undefined) return reply
    }
    throw new AppError('host/not-running', 'Signet ended before it answered. Try again.', { cause: loss })
  }

  async #afterStart(options: SendOptions): Promise<HttpReply> {
    const { starting, facts } = this.#options
    if (starting === null || facts.env['SIGNET_AUTOSTART'] === '0') throw notRunning()
    const { startHost } = await import('./start-host')
    const host = startHost({ ...facts, ...starting })
    let failedAtMs: number | undefined
    const reply = await this.#until(options, (elapsedMs) => {
      if (host.failure() === undefined) return startMs
      failedAtMs ??= elapsedMs
      return Math.min(startMs, failedAtMs + afterFailureMs)
    })
    if (reply === undefined) throw didNotStart(host)
    return reply
  }

  /** Tries again until somebody listens. @returns undefined when `limitMs` have passed. */
  async #until(options: SendOptions, limitMs: (elapsedMs: number) => number): Promise<HttpReply | undefined> {
    const startedMs = performance.now()
    for (;;) {
      const elapsedMs = performance.now() - startedMs
      if (elapsedMs > limitMs(elapsedMs)) return undefined
      await pause()
      this.#options.signal?.throwIfAborted()
      try {
        return await this.#once(options)
      } catch (error) {
        if (!isRefusal(error) && !(error instanceof ConnectionLost && options.isRepeatable === true))
          throw error
      }
    }
  }
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
