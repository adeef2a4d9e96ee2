import { describe, expect, it } from 'vitest'
import { fakeClock } from '../core/fakes'
import type { SystemEvent } from '../core/ports'
import { hasNetwork, watchComputer } from './computer-watch'

/** A computer that is watched; `sleep` moves the hands of the clock, and no timer runs meanwhile. */
function aComputer() {
  const clock = fakeClock()
  const network = { isThere: true }
  const screen = { isLocked: false }
  let asleepMs = 0
  const watch = watchComputer({
    clock: { ...clock, sinceBootMs: () => clock.sinceBootMs() + asleepMs },
    isOnline: () => network.isThere,
    isScreenLocked: () => screen.isLocked,
    idleMs: () => 7000,
  })
  const events: SystemEvent[] = []
  const stop = watch.onEvent((event) => events.push(event))
  return { clock, network, screen, watch, events, stop, sleep: (ms: number) => (asleepMs += ms) }
}

describe('a computer that is watched', () => {
  it('says nothing while nothing happens', () => {
    const { clock, events } = aComputer()
    clock.advance(3_600_000)
    expect(events).toEqual([])
  })

  it('tells of sleep within seconds of waking, once', () => {
    const { clock, events, sleep } = aComputer()
    clock.advance(25_000)
    sleep(8 * 3_600_000)
    clock.advance(10_000)
    expect(events).toEqual(['resumed'])
    clock.advance(60_000)
    expect(events).toEqual(['resumed'])
  })

  it('does not take a look that came a little late for sleep', () => {
    const { clock, events, sleep } = aComputer()
    clock.advance(25_000)
    sleep(5_000)
    clock.advance(60_000)
    expect(events).toEqual([])
  })

  it('tells of a network that is back, not of one that is gone', () => {
    const { clock, events, network } = aComputer()
    network.isThere = false
    clock.advance(30_000)
    expect(events).toEqual([])
    network.isThere = true
    clock.advance(10_000)
    expect(events).toEqual(['network-back'])
  })

  it('tells of sleep at once where somebody looks, and not once more', () => {
    const { clock, events, sleep, watch } = aComputer()
    watch.look()
    expect(events).toEqual([])
    sleep(3_600_000)
    watch.look()
    expect(events).toEqual(['resumed'])
    watch.look()
    clock.advance(60_000)
    expect([events, clock.waiting]).toEqual([['resumed'], 1])
  })

  it('tells of a screen that was locked, once each time', () => {
    const { clock, events, screen } = aComputer()
    for (const isLocked of [true, true, false, true]) {
      screen.isLocked = isLocked
      clock.advance(10_000)
    }
    expect(events).toEqual(['screen-locked', 'screen-locked'])
  })

  it('says how long nobody has touched it, where it has a screen', () => {
    expect(aComputer().watch.idleMs()).toBe(7000)
    expect(watchComputer({ clock: fakeClock(), isOnline: () => true }).idleMs()).toBeUndefined()
  })

  it('is looked at no longer than somebody listens', () => {
    const { clock, stop } = aComputer()
    expect(clock.waiting).toBe(1)
    stop()
    expect(clock.waiting).toBe(0)
  })
})

describe('this computer', () => {
  it('has a network, or has none', () => {
    expect([true, false]).toContain(hasNetwork())
  })
})
