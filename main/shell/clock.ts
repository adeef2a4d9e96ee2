// The two hands of the clock. `process.hrtime` and `performance.now` are CLOCK_MONOTONIC on Linux, which stands still
// while the computer sleeps: a token would seem to live on for as long as the lid was shut. `os.uptime` counts that
// time: /proc/uptime (CLOCK_BOOTTIME) on Linux, time since kern.boottime on macOS, GetTickCount64 on Windows.
// Its steps are 10 ms on Linux and up to 1 s elsewhere, which is fine for what lives for minutes.
import { uptime } from 'node:os'
import type { Clock } from '../core/ports'

/** The computer's own clock. A timer of `after` keeps no process alive. */
export function systemClock(): Clock {
  return {
    wallMs: () => Date.now(),
    sinceBootMs: () => Math.round(uptime() * 1000),
    after: (delayMs, action) => {
      const timer = setTimeout(action, delayMs).unref()
      return () => clearTimeout(timer)
    },
  }
}
