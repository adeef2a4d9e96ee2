import { afterEach, describe, expect, it, vi } from 'vitest'
import { localTime } from './local-time'

afterEach(() => vi.unstubAllEnvs())

describe('a time for a person', () => {
  it.each([
    ['UTC', '2026-11-27 23:05'],
    ['Asia/Tokyo', '2026-11-28 08:05'],
    ['America/St_Johns', '2026-11-27 19:35'],
  ])('is that of the zone %s', (zone, shown) => {
    vi.stubEnv('TZ', zone)
    expect(localTime('2026-11-27T23:05:59.000Z')).toBe(shown)
  })

  it('keeps the summer apart from the winter', () => {
    vi.stubEnv('TZ', 'Europe/Berlin')
    expect([localTime('2026-07-01T12:00:00Z'), localTime('2026-12-01T12:00:00Z')]).toEqual([
      '2026-07-01 14:00',
      '2026-12-01 13:00',
    ])
  })

  it('is what came where that is no time', () => {
    expect(localTime('soon')).toBe('soon')
  })
})
