import { expect, it } from 'vitest'
import { fakeClock } from '../fakes'
import { HeldPassword, passwordLifeMs } from './held-password'

it('gives the password back until it is dropped', () => {
  const clock = fakeClock()
  const held = new HeldPassword(clock)
  held.hold('secret')
  expect(held.read()).toBe('secret')
  held.drop()
  expect(() => held.read()).toThrow(expect.objectContaining({ code: 'auth/challenge-expired' }))
  expect(clock.waiting).toBe(0)
})

it('forgets it after three minutes, counted from the last one', () => {
  const clock = fakeClock()
  const held = new HeldPassword(clock)
  held.hold('first')
  clock.advance(passwordLifeMs - 1)
  held.hold('second')
  clock.advance(passwordLifeMs - 1)
  expect(held.read()).toBe('second')
  clock.advance(1)
  expect(() => held.read()).toThrow(expect.objectContaining({ code: 'auth/challenge-expired' }))
})

it('is still what the attempt is about after its time, but not once it was dropped', () => {
  const clock = fakeClock()
  const held = new HeldPassword(clock)
  expect(held.isMeant).toBe(false)
  held.hold('secret')
  clock.advance(passwordLifeMs)
  expect([held.isHeld, held.isMeant]).toEqual([false, true])
  held.drop()
  expect(held.isMeant).toBe(false)
})

it('is not printed by accident', () => {
  const held = new HeldPassword(fakeClock())
  held.hold('secret')
  expect(JSON.stringify({ held })).toBe('{"held":"HeldPassword"}')
})
