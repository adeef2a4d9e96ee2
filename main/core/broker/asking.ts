// What a caller allows: whether a person may be asked for it, and how long it waits.
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { CommonRequest } from '../../../shared/broker/requests'
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
  const { interactive, wait, reason, ...what } = body
  const act = () => digestOf([request.method, request.path, what])
  return { mayAsk: interactive && wait !== 0, waitSeconds: wait, reason, signal, act }
}

/** Of a digest alone is made a key: what it is of may be a secret. */
function digestOf(what: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(what)).digest('hex')
}
