import { describe, expect, it } from 'vitest'
import { atDeadline, deadlineAt, deadlineIn, isOver, leftMs } from './deadline'
import { fakeClock } from './fakes'

const hourMs = 3_600_000

describe('a deadline', () => {
  it('comes when its time has passed', () => {
    const clock = fakeClock()
    const deadline = deadlineIn(clock, hourMs)
    clock.advance(hourMs - 1)
    expect([isOver(clock, deadline), leftMs(clock, deadline)]).toEqual([false, 1])
    clock.advance(1)
    expect(isOver(clock, deadline)).toBe(true)
  })

  it('is not put off by a clock that is set back', () => {
    const clock = fakeClock()
    const deadline = deadlineIn(clock, hourMs)
    clock.setWallMs(clock.wallMs() - 24 * hourMs)
    expect(leftMs(clock, deadline)).toBe(hourMs)
    clock.advance(hourMs)
    expect(isOver(clock, deadline)).toBe(true)
  })

  it('comes with a clock that is set forward', () => {
    const clock = fakeClock()
    const deadline = deadlineIn(clock, hourMs)
    clock.setWallMs(clock.wallMs() + hourMs)
    expect(isOver(clock, deadline)).toBe(true)
  })

  it('of an earlier host has what the wall clock says is left, and never more than its whole time', () => {
    const clock = fakeClock()
    const untilMs = clock.wallMs() + hourMs
    expect(leftMs(clock, deadlineAt(clock, { untilMs, wholeMs: 8 * hourMs }))).toBe(hourMs)
    clock.setWallMs(clock.wallMs() - 24 * hourMs)
    expect(leftMs(clock, deadlineAt(clock, { untilMs, wholeMs: 8 * hourMs }))).toBe(8 * hourMs)
  })

  it('runs its action once, also after the clock was set meanwhile, and none that was called off', () => {
    const clock = fakeClock()
    const ran: string[] = []
    atDeadline(clock, deadlineIn(clock, 3 * hourMs), () => ran.push('three'))
    const callOff = atDeadline(clock, deadlineIn(clock, 2 * hourMs), () => ran.push('never'))
    atDeadline(clock, deadlineIn(clock, hourMs), () => ran.push('one'))
    callOff()
    clock.setWallMs(clock.wallMs() - hourMs)
    clock.advance(3 * hourMs - 1)
    expect(ran).toEqual(['one'])
    clock.setWallMs(clock.wallMs() + hourMs)
    clock.advance(hourMs)
    expect(ran).toEqual(['one', 'three'])
    expect(clock.waiting).toBe(0)
  })
})
