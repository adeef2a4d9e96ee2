import type { Caller } from './ports'

/** One process for ever: a pid is used again, its start time is not. */
export function processName({ pid, startTime }: Pick<Caller, 'pid' | 'startTime'>): string {
  return `${pid} ${startTime}`
}
