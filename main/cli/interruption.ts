// What ends a command before it has ended itself.
import { Interrupted } from './world'

/** Signals that end the command, with their numbers. SIGHUP: the terminal went away. */
export const endings = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15 } as const
export type Ending = keyof typeof endings

/** Aborts, with an Interrupted as its reason, at the first of these signals; the next one ends the process. */
export function interruption(): AbortSignal {
  const ended = new AbortController()
  for (const [name, number] of Object.entries(endings))
    process.once(name, () => ended.abort(new Interrupted(number)))
  return ended.signal
}
