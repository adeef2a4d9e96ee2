// An answer that goes on, over a connection of its own. Loaded only where one is asked for.
import { connect, type Socket } from 'node:net'
import { AppError } from '../../shared/errors'
import { ConnectionLost, isRefusal, reasonOf, requestText } from './http'
import { ReplyParser } from './http-reply'
import { ProblemError, problemOfReply } from './problem-error'

export interface StreamOptions {
  readonly socketPath: string
  /** Called once connected, before a byte is sent; what it throws ends the stream. */
  readonly beforeSend: () => void
  readonly signal?: AbortSignal
}

/** A host says something at least every 30 s: one that is silent for longer is gone, or stopped. */
const silenceMs = 75_000

/**
 * The bytes of the answer as they come; who stops reading it closes the connection.
 * @throws ProblemError for a refusal; ConnectionLost when the host goes away; the operating system's error where
 * nobody listens; the signal's reason when it aborts.
 */
export async function* streamOf(path: string, options: StreamOptions): AsyncGenerator<Buffer> {
  const { signal } = options
  signal?.throwIfAborted()
  const socket = connect(options.socketPath)
  const abort = (): void => void socket.destroy(signal === undefined ? undefined : reasonOf(signal))
  signal?.addEventListener('abort', abort)
  socket.setTimeout(silenceMs, () => socket.destroy(new ConnectionLost()))
  try {
    yield* bodyOf(socket, path, options.beforeSend)
  } catch (error) {
    signal?.throwIfAborted()
    throw isOurs(error) ? error : new ConnectionLost(error)
  } finally {
    signal?.removeEventListener('abort', abort)
    socket.destroy()
  }
}

async function* bodyOf(socket: Socket, path: string, beforeSend: () => void): AsyncGenerator<Buffer> {
  await connected(socket)
  beforeSend()
  socket.write(requestText({ method: 'GET', path, accept: 'text/event-stream' }))
  const parts: Buffer[] = []
  const parser = new ReplyParser((bytes) => parts.push(bytes))
  for await (const chunk of socket) {
    const reply = parser.read(chunk as Buffer)
    if (reply !== undefined && reply.status >= 400) throw problemOfReply(reply)
    yield* parts.splice(0)
    if (reply !== undefined) return
  }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
}

/** What says more than that the connection ended. */
function isOurs(error: unknown): boolean {
  return error instanceof AppError || error instanceof ProblemError || isRefusal(error)
}
