import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SingleInstance, type SecondInstance } from './single-instance'

let profile = ''
beforeEach(() => {
  profile = mkdtempSync(join(tmpdir(), 'instance-'))
})
afterEach(() => rmSync(profile, { recursive: true }))

const note = (...argv: string[]): SecondInstance => ({ argv, workingDirectory: '/', additionalData: {} })

describe('one process per profile', () => {
  it('lets the first in, refuses the second, and tells the first what the second was started with', async () => {
    const heard: SecondInstance[] = []
    const first = new SingleInstance((one) => heard.push(one))
    expect(first.request(profile, note('first'))).toBe(true)
    expect(first.request(profile, note('first again'))).toBe(true)
    expect(new SingleInstance(() => undefined).request(profile, note('app', '--flag'))).toBe(false)
    await vi.waitFor(() => expect(heard).toEqual([note('app', '--flag')]))
    first.release()
  })

  it('lets the next one in when the first has gone, and leaves nothing behind', () => {
    const first = new SingleInstance(() => undefined)
    first.request(profile, note())
    first.release()
    expect(readdirSync(profile)).toEqual([])
    const next = new SingleInstance(() => undefined)
    expect(next.request(profile, note())).toBe(true)
    next.release()
  })

  it('takes over the lock of a process that died', () => {
    const dead = new SingleInstance(() => undefined)
    dead.request(profile, note())
    const lock = join(profile, 'stand-in-instance/lock')
    expect(existsSync(lock)).toBe(true)
    // Above every limit of the kernel: no process has it.
    writeFileSync(lock, '4194305')
    const next = new SingleInstance(() => undefined)
    expect(next.request(profile, note())).toBe(true)
    next.release()
  })

  it('takes over a lock that nobody can read', () => {
    const one = new SingleInstance(() => undefined)
    one.request(profile, note())
    writeFileSync(join(profile, 'stand-in-instance/lock'), '')
    const next = new SingleInstance(() => undefined)
    expect(next.request(profile, note())).toBe(true)
    next.release()
  })
})
