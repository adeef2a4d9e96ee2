import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { fakeClock, fakeRandom } from '../fakes'
import type { Random } from '../ports'
import { BackOff, firstStepMs, hastenedStepMs, longestStepMs } from './back-off'

const throttled = (retryAfterSeconds?: number) =>
  new AppError('network/throttled', 'no', retryAfterSeconds === undefined ? {} : { retryAfterSeconds })

/** Randomness that always says the same share. */
const always = (share: number) => ({
  bytes: () => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(Math.round(share * 0xffff_ffff))
    return bytes
  },
})

function aBackOff(random: Random = always(1)) {
  const clock = fakeClock()
  return { clock, backOff: new BackOff({ clock, random }) }
}

describe('the wait after a failure', () => {
  it('may be twice as long each time, up to a limit', () => {
    const { backOff } = aBackOff()
    const waits = Array.from({ length: 9 }, () => backOff.failed('a', throttled()))
    expect(waits.slice(0, 4)).toEqual([1, 2, 4, 8].map((steps) => steps * firstStepMs))
    expect(waits.slice(-2)).toEqual([longestStepMs, longestStepMs])
  })

  it('is anything between nothing and that', () => {
    const { backOff } = aBackOff(fakeRandom())
    for (let step = 0; step < 8; step += 1) backOff.failed('a', throttled())
    const waits = Array.from({ length: 200 }, () => backOff.failed('a', throttled()) / longestStepMs)
    expect(Math.min(...waits)).toBeLessThan(0.1)
    expect(Math.max(...waits)).toBeGreaterThan(0.9)
    expect(waits.reduce((sum, wait) => sum + wait, 0) / waits.length).toBeCloseTo(0.5, 1)
  })

  it('is never shorter than the server asked for, and never longer than an hour', () => {
    const { backOff } = aBackOff(always(0))
    expect(backOff.failed('a', throttled())).toBe(0)
    expect(backOff.failed('a', throttled(120))).toBe(120_000)
    expect(backOff.failed('a', throttled(999_999_999))).toBe(3_600_000)
  })

  it('is told with the error to whoever asks meanwhile, and ends', () => {
    const { backOff, clock } = aBackOff()
    backOff.failed('a', throttled(30))
    expect(backOff.standing('a')).toMatchObject({ code: 'network/throttled', retryAfterSeconds: 30 })
    clock.advance(29_500)
    expect(backOff.standing('a')).toMatchObject({ retryAfterSeconds: 1 })
    clock.advance(500)
    expect(backOff.standing('a')).toBeUndefined()
  })

  it('belongs to one account', () => {
    const { backOff } = aBackOff()
    backOff.failed('a', throttled())
    expect(backOff.standing('b')).toBeUndefined()
  })

  it('begins anew after an answer', () => {
    const { backOff } = aBackOff()
    backOff.failed('a', throttled())
    backOff.failed('a', throttled())
    backOff.reset('a')
    expect(backOff.standing('a')).toBeUndefined()
    expect(backOff.failed('a', throttled())).toBe(firstStepMs)
  })

  it('does not care what the wall clock says', () => {
    const { backOff, clock } = aBackOff()
    backOff.failed('a', throttled(60))
    clock.setWallMs(clock.wallMs() + 86_400_000)
    expect(backOff.standing('a')).toBeDefined()
  })
})

describe('a network that is back', () => {
  const unreachable = new AppError('network/unreachable', 'no')
  const secondsOf = (backOff: BackOff, id: string) => backOff.standing(id)?.retryAfterSeconds

  it('ends the rests that it was the cause of, each within moments of its own', () => {
    const { backOff, clock } = aBackOff(fakeRandom())
    const ids = Array.from({ length: 50 }, (_, at) => `account-${at}`)
    for (const id of ids) for (let step = 0; step < 9; step += 1) backOff.failed(id, unreachable)
    clock.advance(1)
    const waits = [...backOff.hasten().values()]
    expect(Math.max(...waits)).toBeLessThanOrEqual(hastenedStepMs)
    expect(new Set(waits.map((wait) => Math.floor(wait / 200))).size).toBeGreaterThan(5)
    clock.advance(hastenedStepMs)
    expect(ids.filter((id) => backOff.standing(id) !== undefined)).toEqual([])
  })

  it('ends those that a proxy out of reach was the cause of', () => {
    const { backOff } = aBackOff()
    for (let step = 0; step < 9; step += 1)
      backOff.failed('a', new AppError('network/proxy-unreachable', 'no'))
    expect([...backOff.hasten().keys()]).toEqual(['a'])
  })

  it('begins the steps anew', () => {
    const { backOff, clock } = aBackOff()
    for (let step = 0; step < 9; step += 1) backOff.failed('a', unreachable)
    expect(secondsOf(backOff, 'a')).toBe(60)
    backOff.hasten()
    expect(secondsOf(backOff, 'a')).toBe(2)
    clock.advance(2_000)
    expect(backOff.failed('a', unreachable)).toBe(firstStepMs)
  })

  it('makes no rest longer', () => {
    const { backOff } = aBackOff()
    backOff.failed('a', unreachable)
    expect(backOff.hasten().size).toBe(0)
    expect(secondsOf(backOff, 'a')).toBe(1)
  })

  it('changes nothing about what the server asked for, or what was no fault of it', () => {
    const { backOff } = aBackOff()
    for (let step = 0; step < 9; step += 1) backOff.failed('a', throttled())
    backOff.failed('b', throttled(600))
    backOff.failed('c', new AppError('network/unreachable', 'no', { retryAfterSeconds: 600 }))
    expect(backOff.hasten().size).toBe(0)
    expect([secondsOf(backOff, 'a'), secondsOf(backOff, 'b'), secondsOf(backOff, 'c')]).toEqual([
      60, 600, 600,
    ])
  })
})
