// The two hands of the clock. `process.hrtime` and `performance.now` are CLOCK_MONOTONIC on Linux, which stands still
// while the computer sleeps: a token would seem to live on for as long as the lid was shut. On Linux CLOCK_BOOTTIME
// counts that time; elsewhere `os.uptime` does, from kern.boottime on macOS and GetTickCount64 on Windows, in steps
// of up to 1 s, which is fine for what lives for minutes. On Linux `os.uptime` reads a file: every request for a token
// asks for the time, so there it is the kernel's own call.
import { uptime } from 'node:os'
import type { Clock } from '../core/ports'
import { libc } from './libc'

/** The computer's own clock. A timer of `after` keeps no process alive. */
export function systemClock(): Clock {
  return {
    wallMs: () => Date.now(),
    sinceBootMs: process.platform === 'linux' ? linuxSinceBootMs() : () => Math.round(uptime() * 1000),
    after: (delayMs, action) => {
      const timer = setTimeout(action, delayMs).unref()
      return () => clearTimeout(timer)
    },
  }
}

/** clock_gettime(2). */
const CLOCK_BOOTTIME = 7

function linuxSinceBootMs(): () => number {
  const read: (...args: [clock: number, time: BigInt64Array]) => number = libc(
    'int clock_gettime(int clock, int64_t *time)',
  )
  /** struct timespec: seconds, nanoseconds. */
  const time = new BigInt64Array(2)
  return () => {
    if (read(CLOCK_BOOTTIME, time) !== 0) return Math.round(uptime() * 1000)
    return Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1_000_000)
  }
}
