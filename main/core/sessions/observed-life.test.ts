import { describe, expect, it } from 'vitest'
import { observedLifeSeconds } from './observed-life'

const hour = 3600
const day = 24 * hour
/** The life that is offered when the token was good at one age and expired at another, in seconds. */
const seen = (goodAt: number, expiredAt: number) =>
  observedLifeSeconds({
    signedInAtMs: 1_000_000,
    goodAtMs: 1_000_000 + goodAt * 1000,
    expiredAtMs: 1_000_000 + expiredAt * 1000,
  })

describe('the life that an expiry shows', () => {
  it('is the whole number of days between the last good refresh and the refused one', () => {
    expect(seen(30 * day - hour, 30 * day + 1)).toBe(30 * day)
    expect(seen(7 * day - 600, 7 * day + 8 * hour)).toBe(7 * day)
    expect(seen(365 * day - hour, 365 * day + hour)).toBe(365 * day)
  })

  it('allows for the seconds that the tokens were on their way', () => {
    expect(seen(10 * day - hour, 10 * day - 5)).toBe(10 * day)
  })

  it('is the usual one where several would fit and that is among them', () => {
    expect(seen(27 * day, 33 * day)).toBe(30 * day)
  })

  it('is not guessed where several fit', () => {
    expect(seen(5 * day, 8 * day)).toBeUndefined()
    expect(seen(0, 70 * day)).toBeUndefined()
  })

  it('is a whole number of hours where it is short', () => {
    expect(seen(11.5 * hour, 12 * hour + 60)).toBe(12 * hour)
    expect(seen(10 * hour, 12 * hour + 60)).toBeUndefined()
    expect(seen(100.5 * hour, 101 * hour)).toBeUndefined()
  })

  it('is nothing where nothing round lies between', () => {
    expect(seen(12 * day + hour, 12 * day + 2 * hour - 120)).toBeUndefined()
    expect(seen(0, 600)).toBeUndefined()
  })

  it('is nothing where the clock was set back meanwhile', () => {
    expect(seen(30 * day, -5 * day)).toBeUndefined()
  })
})
