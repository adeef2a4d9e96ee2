// signet.log: one line each, `2026-11-22T12:00:00.000Z warn keychain …`, rotated so that it never fills a disk.
import { appendFileSync, chmodSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Clock, Log } from '../core/ports'

/** Size at which a log becomes `….1`, replacing the one before it. */
const defaultMaxBytes = 1_048_576

export interface FileLogOptions {
  readonly path: string
  readonly clock: Clock
  readonly maxBytes?: number
}

/**
 * A log file of mode 0600. A line that cannot be written is counted and the number written with the next that can:
 * a full disk must not stop a token.
 */
export function fileLog({ path, clock, maxBytes = defaultMaxBytes }: FileLogOptions): Log {
  let lost = 0
  const put = (line: string) => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    rotate(path, maxBytes)
    appendFileSync(path, line, { mode: 0o600 })
  }
  return {
    write: (level, where, what) => {
      const time = new Date(clock.wallMs()).toISOString()
      const gap = lost === 0 ? '' : `${time} warn log ${lost} lines could not be written\n`
      try {
        put(`${gap}${time} ${level} ${oneLine(where)} ${oneLine(what)}\n`)
        lost = 0
      } catch {
        lost += 1
      }
    },
  }
}

function rotate(path: string, maxBytes: number): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size < maxBytes) return
  renameSync(path, `${path}.1`)
  chmodSync(`${path}.1`, 0o600)
}

/** A line break, a control or a direction mark from outside must forge no line and hide no part of one. */
const oneLine = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
