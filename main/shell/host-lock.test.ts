import { spawn } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeHostLock } from './host-lock'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signet-lock-'))
  path = join(folder, 'state', 'host.lock')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const already = expect.objectContaining({ code: 'host/already-running' }) as unknown

/** Another process that takes the lock and keeps it until it is ended. */
async function holder(): Promise<{ end: (signal: NodeJS.Signals) => Promise<void> }> {
  const module = fileURLToPath(new URL('host-lock.ts', import.meta.url))
  const script = `import(${JSON.stringify(module)}).then(m => { m.takeHostLock(${JSON.stringify(path)}); console.log('held'); setInterval(() => {}, 1e6) })`
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface(child.stdout)) {
    expect(line).toBe('held')
    break
  }
  return {
    end: (signal) =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill(signal)
      }),
  }
}

describe('the host’s lock', () => {
  it('is held by one, and free again when released', () => {
    const lock = takeHostLock(path)
    expect(() => takeHostLock(path)).toThrow(already)
    lock.release()
    takeHostLock(path).release()
  })

  it('is closed to others and says who holds it', () => {
    const lock = takeHostLock(path)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'state')).mode & 0o777).toBe(0o700)
    expect(readFileSync(path, 'utf8')).toBe(`${process.pid}\n`)
    lock.release()
  })

  it('keeps other processes out, and is let go by the kernel when its holder crashes', async () => {
    const other = await holder()
    expect(() => takeHostLock(path)).toThrow(already)
    await other.end('SIGKILL')
    takeHostLock(path).release()
  }, 20_000)

  it('is taken on the file that stands there, when an earlier one was removed', () => {
    const first = takeHostLock(path)
    unlinkSync(path)
    const second = takeHostLock(path)
    expect(() => takeHostLock(path)).toThrow(already)
    first.release()
    expect(() => takeHostLock(path)).toThrow(already)
    second.release()
  })

  it('is never taken through a link or on a folder, and leaves both alone', () => {
    const target = join(folder, 'precious')
    writeFileSync(target, 'untouched')
    mkdirSync(join(folder, 'state'))
    symlinkSync(target, path)
    expect(() => takeHostLock(path)).toThrow(
      expect.objectContaining({ code: 'storage/untrusted-folder' }) as Error,
    )
    expect(readFileSync(target, 'utf8')).toBe('untouched')
    unlinkSync(path)
    mkdirSync(path)
    expect(() => takeHostLock(path)).toThrow(
      expect.objectContaining({ code: 'storage/untrusted-folder' }) as Error,
    )
  })
})
