// Writes to a file descriptor at once: no stream is built for one line, and nothing is lost when the process ends.
import { writeSync } from 'node:fs'

/** How long a full pipe is waited for before the next try, in milliseconds. */
const pauseMs = 2

/**
 * Writes all of `text`. A reader that went away is no error of ours.
 * @param descriptor 1 or 2.
 */
export function writeTo(descriptor: number, text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest))
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      // EIO: the terminal went away.
      if (code === 'EPIPE' || code === 'EIO') return
      if (code !== 'EAGAIN') throw error
      // A pipe that somebody else made non-blocking is full: let its reader run.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
    }
  }
}
