// What a caller allows: whether a person may be asked for it, and how long it waits.
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { CommonRequest } from '../../../shared/broker/requests'
import type { BrokerRequest } from './protocol'
import type { Call } from './route'

export interface Asking {
  /** False: fail at once where a person would be needed. */
  readonly mayAsk: boolean
  readonly waitSeconds: number | undefined
  /** The caller's own words. */
  readonly reason: string | undefined
  /** Aborts when the caller hangs up. */
  readonly signal: AbortSignal
  /**
   * The same for requests that would do exactly the same. A question does not show all that a request carries, a
   * password above all: one yes must not do for two requests that differ in it.
   */
  readonly act: () => string
}

/** Whoever has no time to wait cannot wait for a person. */
export function askingOf({ body, request, signal }: Call<z.output<typeof CommonRequest>>): Asking {
  const { interactive, wait, reason } = body
  return {
    mayAsk: interactive && wait !== 0,
    waitSeconds: wait,
    reason,
    signal,
    // Only where a person is asked: a token by a grant does not pay for it.
    act: () => digestOf(request, body),
  }
}

/** Of a digest alone is made a key: what it is of may be a secret. */
function digestOf({ method, path }: BrokerRequest, body: z.output<typeof CommonRequest>): string {
  const { interactive: _interactive, wait: _wait, reason: _reason, ...what } = body
  return createHash('sha256')
    .update(JSON.stringify([method, path, what]))
    .digest('hex')
}
