// One connection of the local API: the requests of it that are under way, and its end when it has gone wrong.
import { setMaxListeners } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { BrokerReply } from '../core/broker/protocol'
import type { Peer } from '../core/ports'

/** What is known of an open connection. */
export interface Connection {
  readonly peer: Peer
  /** Aborts when it closes with a request unanswered. One for all of them: making one costs like parsing a request. */
  readonly hangUp: AbortController
  /** Requests that are not answered yet. */
  pending: number
  /** The last request that has begun, the only one whose end may be missing; and the one before it. */
  latest: Asked | undefined
  before: Asked | undefined
  /** Set once nothing more is taken: what is said when they are answered. */
  end: { readonly words: BrokerReply | undefined } | undefined
  /** Requests that came after that. */
  ignored: number
  /** Whether a reply that goes on has begun. */
  isStreaming: boolean
}

/** More than one read can bring: who goes on after the end is not waited for. */
export const mostIgnored = 4096

/** A request that has begun. */
export interface Asked {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly connection: Connection
}

/** A connection that was admitted and has asked for nothing yet. */
export function newConnection(peer: Peer): Connection {
  const hangUp = new AbortController()
  // Each request that waits for a person listens.
  setMaxListeners(0, hangUp.signal)
  return {
    peer,
    hangUp,
    pending: 0,
    latest: undefined,
    before: undefined,
    end: undefined,
    ignored: 0,
    isStreaming: false,
  }
}

/** Requests that are whole and not answered. */
export function underWay({ pending, latest }: Connection): number {
  return latest?.request.complete === false ? pending - 1 : pending
}

/** Answers leave in the order of the requests: the last whole one’s is the last. */
export function afterAnswers({ latest, before }: Connection, action: () => void): void {
  const last = latest?.request.complete === false ? before : latest
  if (last === undefined || last.response.writableFinished) action()
  else last.response.once('finish', action)
}

/** Takes nothing more. The parser, which may have given up, does not see who hangs up. */
export function goDeaf(socket: Socket, connection: Connection, words: BrokerReply | undefined): void {
  if (socket.readableEnded) socket.destroy()
  else if (connection.end === undefined) socket.once('end', () => socket.destroy())
  connection.end ??= { words }
}
