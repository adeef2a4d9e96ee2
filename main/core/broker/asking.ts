// What a caller allows: whether a person may be asked for it, and how long it waits.
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
}

/** Whoever has no time to wait cannot wait for a person. */
export function askingOf({ body, signal }: Call<z.output<typeof CommonRequest>>): Asking {
  const { interactive, wait, reason } = body
  return { mayAsk: interactive && wait !== 0, waitSeconds: wait, reason, signal }
}
