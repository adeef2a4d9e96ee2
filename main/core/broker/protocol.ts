// What a transport hands to the broker and gets back: one request of another program, one answer. No socket in here.
import type { StreamEnd } from '../../../shared/broker/events'
import type { Caller, Peer } from '../ports'

/** One request, head and body already read within the limits of LOCAL-API.md "Transport". */
export interface BrokerRequest {
  /** In capitals, as HTTP has it. */
  readonly method: string
  /** The request target without its query, still percent-encoded. */
  readonly path: string
  /** What follows the target's `?`, still percent-encoded; empty where nothing does. */
  readonly query: string
  /** The parsed JSON body; undefined where there was none. */
  readonly body: unknown
  /** The kernel's word on the other end, taken when the connection was accepted. */
  readonly peer: Peer
  /** Who that is now, read anew for each request. @throws `broker/untrusted-caller` */
  readonly identify: () => Promise<Caller>
}

export interface BrokerReply {
  /** HTTP status. */
  readonly status: number
  /** What to send as JSON; undefined for an answer without a body. A problem's type is application/problem+json. */
  readonly body: unknown
  /** In place of `Content-Type: application/json` alone. */
  readonly headers?: Readonly<Record<string, string>>
  /** Instead of a body: text that comes as it comes. */
  readonly stream?: ReplyStream
}

/** A reply that goes on until either side ends it. The transport bounds what a reader leaves unread. */
export interface ReplyStream {
  /** Begins; `send` takes each text. @returns what ends it. */
  readonly open: (send: (text: string) => void) => () => void
  /** What to say last where this side ends it. */
  readonly farewell: (why: StreamEnd) => string
}

export interface Broker {
  /** Never rejects: whatever goes wrong becomes a problem. `signal` aborts when the caller hangs up. */
  handle(request: BrokerRequest, signal: AbortSignal): Promise<BrokerReply>
}
