import { describe, expect, it } from 'vitest'
import { maxPartBytes, split, toAsciiJson } from './split'

describe('splitting', () => {
  it.each([1, 2399, 2400, 2401, 4800, 65_536])('keeps %i characters, in parts that fit', (length) => {
    const text = 'x'.repeat(length)
    const parts = split(text)
    expect(parts.join('')).toBe(text)
    expect(parts).toHaveLength(Math.ceil(length / maxPartBytes))
    expect(parts.every((part) => part.length > 0 && Buffer.byteLength(part) <= maxPartBytes)).toBe(true)
  })

  it('writes ASCII without a control character, whatever the text', () => {
    const value = { name: 'Ada\0\u007fあ😀\n', lone: '\ud83d' }
    const text = toAsciiJson(value)
    expect(text).toMatch(/^[\x20-\x7e]+$/)
    expect(JSON.parse(text)).toEqual(value)
  })
})
