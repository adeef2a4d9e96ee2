import { mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Pty, openPty } from '../../../e2e/fixtures/pty'
import { type Terminal, openCallersTerminal } from './terminal'

const uid = process.getuid?.() ?? 0

let pty: Pty
let terminals: Terminal[]

beforeEach(() => {
  pty = openPty()
  terminals = []
})
afterEach(() => {
  for (const terminal of terminals) terminal.close()
  pty.close()
})

function open(path = pty.path, owner = uid): Terminal | undefined {
  const terminal = openCallersTerminal(path, owner)
  if (terminal !== undefined) terminals.push(terminal)
  return terminal
}

function opened(): Terminal {
  const terminal = open()
  if (terminal === undefined) throw new Error('the terminal was refused')
  return terminal
}

/** How many descriptors of this process are open on the device. */
function descriptorsOf(path: string): number {
  const names = readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`)
    } catch {
      // The folder's own, which is closed by now.
      return ''
    }
  })
  return names.filter((name) => name === path).length
}

describe.runIf(process.platform === 'linux')('a terminal device', () => {
  it('reads what is typed without showing it, and is given back as it was', async () => {
    const terminal = opened()
    expect(pty.isEchoing()).toBe(true)
    const typed = new Promise<string>((resolve) => terminal.onInput(resolve))
    expect(pty.isEchoing()).toBe(false)
    terminal.write('Question: ')
    pty.type('secret')
    expect(await typed).toBe('secret')
    await pty.waitFor('Question: ')
    expect(pty.shown()).not.toContain('secret')
    terminal.close()
    expect(pty.isEchoing()).toBe(true)
  })

  it('keeps no descriptor of it open afterwards: whoever waits for its end would wait for ever', async () => {
    const before = descriptorsOf(pty.path)
    const terminal = opened()
    terminal.onInput(() => undefined)
    expect(descriptorsOf(pty.path)).toBeGreaterThan(before)
    terminal.close()
    await expect.poll(() => descriptorsOf(pty.path)).toBe(before)
  })

  it('does not make the terminal control this process', () => {
    // The field after the session in /proc/self/stat: the controlling terminal.
    const controlling = (): string | undefined =>
      /\) \S+ \S+ \S+ \S+ (\S+)/.exec(readFileSync('/proc/self/stat', 'latin1'))?.[1]
    const before = controlling()
    opened()
    expect(controlling()).toBe(before)
  })

  it('refuses what is no terminal, or not this user’s', () => {
    const folder = mkdtempSync(join(tmpdir(), 'signet-'))
    symlinkSync(pty.path, join(folder, 'pts'))
    try {
      for (const path of [
        '/dev/null',
        '/dev/zero',
        '/etc/passwd',
        '/dev/pts/../null',
        '/dev/pts/999999',
        'pts/0',
      ]) {
        expect(open(path)).toBeUndefined()
      }
      expect(open(join(folder, 'pts'))).toBeUndefined()
      expect(open(pty.path, uid + 1)).toBeUndefined()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('is not held up by a terminal that was stopped', () => {
    const terminal = opened()
    const startedMs = performance.now()
    // More than a pseudo-terminal holds while nobody reads it.
    terminal.write('x'.repeat(1024 * 1024))
    expect(performance.now() - startedMs).toBeLessThan(2_000)
  })

  it('says when the terminal hangs up', async () => {
    const terminal = opened()
    const hungUp = new Promise<void>((resolve) => terminal.onHangUp(resolve))
    terminal.onInput(() => undefined)
    pty.close()
    await hungUp
  })
})
