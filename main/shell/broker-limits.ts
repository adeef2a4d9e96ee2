// How much the local API takes (LOCAL-API.md "Transport").
import type { AdmissionLimits } from './admission'
import type { StreamLimits } from './open-streams'
import type { BodyLimits } from './request-body'

export interface BrokerLimits extends AdmissionLimits, BodyLimits, StreamLimits {
  readonly headBytes: number
  /** How long a request may take to arrive. */
  readonly sendMs: number
  /** How long a connection may stay open between requests. */
  readonly idleMs: number
  /** Unanswered requests of one connection. */
  readonly pending: number
}

/** LOCAL-API.md "Limits". */
export const localApiLimits: BrokerLimits = {
  headBytes: 16 * 1024,
  bodyBytes: 64 * 1024,
  jsonDepth: 32,
  sendMs: 10_000,
  idleMs: 120_000,
  pending: 128,
  connections: 2048,
  connectionsPerProcess: 1024,
  streamBytes: 64 * 1024,
  farewellMs: 5_000,
}
