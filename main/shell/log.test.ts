import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fakeClock } from '../core/fakes'
import { fileLog } from './log'

describe('the log', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'signet-log-'))
    path = join(folder, 'state', 'signet.log')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('writes one line each: time, level, where, what; for the user alone', () => {
    const log = fileLog({ path, clock: fakeClock() })
    log.write('info', 'host', 'started')
    log.write('warn', 'keychain', 'keychain/locked')
    expect(readFileSync(path, 'utf8')).toBe(
      '2026-11-22T12:00:00.000Z info host started\n2026-11-22T12:00:00.000Z warn keychain keychain/locked\n',
    )
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'state')).mode & 0o777).toBe(0o700)
  })

  it('lets no text from outside forge a line', () => {
    fileLog({ path, clock: fakeClock() }).write('info', 'host', 'a\n2026 error b\r\u001b[31m\u2028\u202e')
    const text = readFileSync(path, 'utf8')
    expect(text.split('\n')).toHaveLength(2)
    expect(text).toContain('a\\u{a}2026 error b\\u{d}\\u{1b}[31m\\u{2028}\\u{202e}')
  })

  it('rotates at its size and keeps one former log', () => {
    const log = fileLog({ path, clock: fakeClock(), maxBytes: 200 })
    for (let count = 0; count < 20; count += 1) log.write('info', 'host', `line ${count}`)
    expect(statSync(path).size).toBeLessThan(300)
    expect(statSync(`${path}.1`).size).toBeGreaterThanOrEqual(200)
    expect(statSync(`${path}.1`).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8')).toContain('line 19')
  })

  it('goes on without a log that cannot be written, and says later how much is missing', () => {
    const log = fileLog({ path: join(folder, 'file', 'signet.log'), clock: fakeClock() })
    writeFileSync(join(folder, 'file'), '')
    chmodSync(join(folder, 'file'), 0o600)
    log.write('info', 'host', 'lost')
    log.write('info', 'host', 'lost too')
    rmSync(join(folder, 'file'))
    log.write('info', 'host', 'here')
    expect(readFileSync(join(folder, 'file', 'signet.log'), 'utf8')).toBe(
      '2026-11-22T12:00:00.000Z warn log 2 lines could not be written\n2026-11-22T12:00:00.000Z info host here\n',
    )
  })
})
