// Replies that go on: written as their text comes, bounded in what a reader leaves unread, ended when the host ends.
import type { ServerResponse } from 'node:http'
import type { StreamEnd } from '../../shared/broker/events'
import type { ReplyStream } from '../core/broker/protocol'
import type { Log } from '../core/ports'

export interface StreamLimits {
  /** How much may wait for one reader, in bytes. */
  readonly streamBytes: number
  /** How long a stream that was ended may take to be read to its end. */
  readonly farewellMs: number
}

export interface Streamed {
  readonly response: ServerResponse
  readonly stream: ReplyStream
  readonly headers: Readonly<Record<string, string>>
  /** Aborts when the reader hangs up. */
  readonly hangUp: AbortSignal
}

/** State: the streams that are open. */
export class OpenStreams {
  readonly #limits: StreamLimits
  readonly #log: Log
  readonly #open = new Set<(why: StreamEnd) => void>()

  constructor({ limits, log }: { readonly limits: StreamLimits; readonly log: Log }) {
    this.#limits = limits
    this.#log = log
  }

  /** Begins a stream; its connection carries nothing else, and closes with it. */
  begin({ response, stream, headers, hangUp }: Streamed): void {
    response.writeHead(200, { ...headers, Connection: 'close' })
    response.flushHeaders()
    const { streamBytes } = this.#limits
    let isOver = false
    const stop = stream.open((text) => {
      if (isOver) return
      if (response.writableLength + text.length > streamBytes) end('reader_too_slow')
      else response.write(text)
    })
    const leave = (): void => {
      isOver = true
      this.#open.delete(end)
      stop()
    }
    const end = (why: StreamEnd): void => {
      leave()
      if (why === 'reader_too_slow') this.#log.write('warn', 'open-streams', 'a reader does not keep up')
      response.end(stream.farewell(why))
      this.#destroyLater(response)
    }
    this.#open.add(end)
    hangUp.addEventListener('abort', leave, { once: true })
  }

  /** Says farewell on each: the host ends. */
  endAll(): void {
    for (const end of [...this.#open]) end('host_ended')
  }

  /** Who does not read will not read the end either. */
  #destroyLater(response: ServerResponse): void {
    const timer = setTimeout(() => response.destroy(), this.#limits.farewellMs)
    response.once('close', () => clearTimeout(timer))
  }
}
