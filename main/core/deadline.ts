// An end set in advance: it has come as soon as either hand of the clock says so (DESIGN.md "Time").
import type { Clock } from './ports'

export interface Deadline {
  /** By the wall clock: what a person is shown, and what a restart knows. */
  readonly untilMs: number
  /** By the time since boot, time asleep included: nobody sets that hand. */
  readonly untilBootMs: number
}

/** How long a timer runs at most before the clock is read again: it stands still while the computer sleeps. */
const stepMs = 60_000

/** An end `afterMs` from now. */
export function deadlineIn(clock: Clock, afterMs: number): Deadline {
  return { untilMs: clock.wallMs() + afterMs, untilBootMs: clock.sinceBootMs() + afterMs }
}

/**
 * An end that was set by an earlier host, `wholeMs` before it: a clock that was set back meanwhile gives it no more
 * than its whole time again.
 */
export function deadlineAt(
  clock: Clock,
  { untilMs, wholeMs }: { readonly untilMs: number; readonly wholeMs: number },
): Deadline {
  return { untilMs, untilBootMs: clock.sinceBootMs() + Math.min(untilMs - clock.wallMs(), wholeMs) }
}

/** Milliseconds until the end by the stricter hand; zero or less when it has come. */
export function leftMs(clock: Clock, { untilMs, untilBootMs }: Deadline): number {
  return Math.min(untilMs - clock.wallMs(), untilBootMs - clock.sinceBootMs())
}

export function isOver(clock: Clock, deadline: Deadline): boolean {
  return leftMs(clock, deadline) <= 0
}

/** Runs `action` once the end has come. @returns the function that calls it off. */
export function atDeadline(clock: Clock, deadline: Deadline, action: () => void): () => void {
  let callOff: () => void
  const wait = (): void => {
    callOff = clock.after(Math.min(leftMs(clock, deadline), stepMs), () => {
      if (isOver(clock, deadline)) action()
      else wait()
    })
  }
  wait()
  return () => callOff()
}
