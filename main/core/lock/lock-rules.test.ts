import { describe, expect, it, vi } from 'vitest'
import type { Settings } from '../../../shared/ipc/contract'
import { fakeSystemEvents } from '../fake-system-events'
import { fakeClock, fakeLog, memoryRecordStore } from '../fakes'
import type { SystemEvent } from '../ports'
import { SettingsFile } from '../records/settings'
import { Lock } from './lock'
import { type LockReason, LockRules } from './lock-rules'

const minute = 60_000

async function aHost(chosen: Partial<Settings> = {}) {
  const clock = fakeClock()
  const events = fakeSystemEvents()
  const parts = { store: memoryRecordStore(), log: fakeLog() }
  const [settings, lock] = [new SettingsFile(parts), new Lock(parts)]
  await Promise.all([settings.load(), lock.load()])
  await settings.set(chosen)
  const reasons: LockReason[] = []
  const onLocked = (reason: LockReason) => void reasons.push(reason)
  const rules = new LockRules({ clock, events, settings, lock, onLocked })
  rules.start()
  /** Time in which nobody touches the computer, whose idle time began `before` it. */
  const passIdle = (ms: number, before = 0) => {
    for (let passed = 0; passed < ms; passed += 1000) {
      events.setIdleMs(before + passed + 1000)
      clock.advance(1000)
    }
  }
  return {
    clock,
    events,
    settings,
    lock,
    rules,
    passIdle,
    reasons: () => reasons,
  }
}

const everything = { lockAtScreenLock: true, lockAtSleep: true } as const

describe('what happens to the computer', () => {
  it.each<[SystemEvent, Partial<Settings>, string[]]>([
    ['screen-locked', {}, []],
    ['screen-locked', { lockAtSleep: true }, []],
    ['screen-locked', { lockAtScreenLock: true }, ['screen']],
    ['suspending', {}, []],
    ['suspending', { lockAtScreenLock: true }, []],
    ['suspending', { lockAtSleep: true }, ['sleep']],
    ['resumed', {}, []],
    ['resumed', { lockAtSleep: true }, ['sleep']],
    ['user-switched', {}, ['user']],
    ['screen-unlocked', everything, []],
    ['network-back', everything, []],
  ])('%s under %j: %j', async (event, chosen, reasons) => {
    const host = await aHost(chosen)
    host.events.happen(event)
    expect(host.lock.isLocked).toBe(reasons.length > 0)
    expect(host.reasons()).toEqual(reasons)
  })

  it('locks once, and leaves one line, however many events say so', async () => {
    const { events, reasons } = await aHost(everything)
    for (const event of ['screen-locked', 'suspending', 'resumed'] as const) events.happen(event)
    expect(reasons()).toEqual(['screen'])
  })

  it('locks before a request that comes first after a sleep is answered', async () => {
    const { events, lock } = await aHost({ lockAtSleep: true })
    events.happenUnseen('resumed')
    expect(() => lock.demandUnlocked()).toThrow(expect.objectContaining({ code: 'lock/locked' }))
  })

  it('does not undo the unlocking that came after it', async () => {
    const { events, lock } = await aHost({ lockAtSleep: true })
    events.happen('suspending')
    events.happenUnseen('resumed')
    lock.look()
    await lock.unlock()
    events.look()
    expect(lock.isLocked).toBe(false)
  })

  it('holds as chosen at that moment', async () => {
    const { events, lock, settings } = await aHost()
    events.happen('screen-locked')
    expect(lock.isLocked).toBe(false)
    await settings.set({ lockAtScreenLock: true })
    events.happen('screen-locked')
    expect(lock.isLocked).toBe(true)
  })

  it('is nothing to a host that has ended', async () => {
    const { clock, events, lock, rules } = await aHost({ ...everything, lockAfterIdleMinutes: 5 })
    rules.stop()
    events.happenUnseen('resumed')
    events.happen('user-switched')
    lock.demandUnlocked()
    expect([lock.isLocked, clock.waiting]).toEqual([false, 0])
  })
})

describe('a computer that nobody touches', () => {
  it('is locked after the minutes that were chosen', async () => {
    const host = await aHost()
    host.events.setIdleMs(0)
    await host.settings.set({ lockAfterIdleMinutes: 15 })
    host.passIdle(15 * minute - 1000)
    expect(host.lock.isLocked).toBe(false)
    host.passIdle(1000, 15 * minute - 1000)
    expect(host.reasons()).toEqual(['idle'])
  })

  it('is not locked where nobody chose so, nor after the choice was taken back', async () => {
    const host = await aHost()
    host.passIdle(60 * minute)
    await host.settings.set({ lockAfterIdleMinutes: 240 })
    await host.settings.set({ lockAfterIdleMinutes: 'never' })
    host.passIdle(300 * minute, 60 * minute)
    expect([host.lock.isLocked, host.clock.waiting]).toEqual([false, 0])
  })

  it('counts anew from each touch', async () => {
    const host = await aHost()
    host.events.setIdleMs(0)
    await host.settings.set({ lockAfterIdleMinutes: 5 })
    for (let times = 0; times < 3; times += 1) host.passIdle(4 * minute)
    expect(host.lock.isLocked).toBe(false)
    host.passIdle(minute, 4 * minute)
    expect(host.lock.isLocked).toBe(true)
  })

  it('counts from the unlocking, which may have come from elsewhere', async () => {
    const host = await aHost()
    host.events.setIdleMs(0)
    await host.settings.set({ lockAfterIdleMinutes: 5 })
    host.passIdle(5 * minute)
    await host.lock.unlock()
    host.passIdle(4 * minute, 5 * minute)
    expect(host.lock.isLocked).toBe(false)
    host.passIdle(minute, 9 * minute)
    expect(host.reasons()).toEqual(['idle', 'idle'])
  })

  it('is looked at when it wakes: no timer ran meanwhile', async () => {
    const host = await aHost()
    host.events.setIdleMs(0)
    await host.settings.set({ lockAfterIdleMinutes: 5 })
    vi.spyOn(host.clock, 'sinceBootMs').mockReturnValue(host.clock.sinceBootMs() + 60 * minute)
    host.events.setIdleMs(60 * minute)
    host.events.happen('resumed')
    expect(host.reasons()).toEqual(['idle'])
  })

  it('never idles where there is no screen', async () => {
    const host = await aHost({ lockAfterIdleMinutes: 5 })
    host.clock.advance(600 * minute)
    expect([host.lock.isLocked, host.clock.waiting]).toEqual([false, 0])
  })
})
