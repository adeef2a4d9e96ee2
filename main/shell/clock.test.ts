import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { systemClock } from './clock'

describe('the clock', () => {
  it('tells the wall time', () => {
    const before = Date.now()
    expect(systemClock().wallMs()).toBeGreaterThanOrEqual(before)
    expect(systemClock().wallMs()).toBeLessThanOrEqual(Date.now())
  })

  it.runIf(process.platform === 'linux')('tells the time since boot with the time asleep in it', () => {
    // /proc/uptime is CLOCK_BOOTTIME; CLOCK_MONOTONIC would fall behind it with each suspend.
    const [seconds] = readFileSync('/proc/uptime', 'utf8').split(' ')
    expect(Math.abs(systemClock().sinceBootMs() - Number(seconds) * 1000)).toBeLessThan(1000)
  })

  it('never runs backwards', () => {
    const clock = systemClock()
    let last = clock.sinceBootMs()
    for (let count = 0; count < 1000; count += 1) {
      const now = clock.sinceBootMs()
      expect(now).toBeGreaterThanOrEqual(last)
      last = now
    }
  })

  it('runs an action after its delay, unless it is called off', () => {
    vi.useFakeTimers()
    try {
      const clock = systemClock()
      const [run, calledOff] = [vi.fn(), vi.fn()]
      clock.after(100, run)
      clock.after(100, calledOff)()
      vi.advanceTimersByTime(99)
      expect(run).not.toHaveBeenCalled()
      vi.advanceTimersByTime(1)
      expect(run).toHaveBeenCalledOnce()
      expect(calledOff).not.toHaveBeenCalled()
    } finally {
      vi.useRealTimers()
    }
  })
})
