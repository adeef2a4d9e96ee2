import { describe, expect, it, vi } from 'vitest'
import { AppError } from '../../../shared/errors'
import { fakeLog, memoryRecordStore } from '../fakes'
import { Lock } from './lock'

async function lockIn(files: Readonly<Record<string, string>> = {}) {
  const store = memoryRecordStore(files)
  const log = fakeLog()
  const lock = new Lock({ store, log })
  await lock.load()
  return { lock, store, log }
}

describe('the lock', () => {
  it('is open until somebody locks', async () => {
    const { lock } = await lockIn()
    expect(lock.isLocked).toBe(false)
    expect(() => lock.demandUnlocked()).not.toThrow()
  })

  it('holds in the turn in which it is asked for, and through a restart', async () => {
    const { lock, store } = await lockIn()
    const told = vi.fn()
    lock.onChange(told)
    const locking = lock.lock()
    expect(() => lock.demandUnlocked()).toThrow(expect.objectContaining({ code: 'lock/locked' }))
    expect(told.mock.calls).toEqual([[true]])
    expect(await locking).toBe(true)
    expect(await lock.lock()).toBe(false)
    const next = await lockIn(Object.fromEntries(store.files))
    expect(next.lock.isLocked).toBe(true)
    expect(await next.lock.unlock()).toBe(true)
    expect((await lockIn(Object.fromEntries(next.store.files))).lock.isLocked).toBe(false)
    expect(told).toHaveBeenCalledTimes(1)
  })

  it('holds though the disk takes nothing, and the log says that it will not last', async () => {
    const { lock, store, log } = await lockIn()
    store.setFull(true)
    expect(await lock.lock()).toBe(true)
    expect(lock.isLocked).toBe(true)
    expect(log.lines.join()).toContain('storage/write-failed')
  })

  it('that cannot be read is closed', async () => {
    const { lock } = await lockIn({ 'lock.json': '{"version":1,"locked":"maybe"}' })
    expect([lock.isLocked, lock.setAside]).toEqual([true, 'lock.json.damaged'])
    await lock.unlock()
    expect(lock.isLocked).toBe(false)
  })

  it('that could not be read is closed after one more restart, too, unless a person opened it', async () => {
    const { store, lock } = await lockIn({ 'lock.json': '{"version":1,"locked":"maybe"}' })
    const next = await lockIn(Object.fromEntries(store.files))
    expect(next.lock.isLocked).toBe(true)
    await lock.unlock()
    expect((await lockIn(Object.fromEntries(store.files))).lock.isLocked).toBe(false)
  })

  it('that could not be read is closed though the disk takes nothing', async () => {
    const full = () => Promise.reject(new AppError('storage/write-failed', 'full'))
    const store = { ...memoryRecordStore({ 'lock.json': '{' }), write: full }
    const lock = new Lock({ store, log: fakeLog() })
    await lock.load()
    expect(lock.isLocked).toBe(true)
  })
})
