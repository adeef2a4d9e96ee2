import { describe, expect, it } from 'vitest'
import { cloneCodec } from './clone'

const { encode, decode } = cloneCodec()
const there = (value: unknown): unknown => decode(encode(value))

describe('what crosses between main and a page', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'ü 日本 \u0000'],
    ['odd numbers', [Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.1]],
    ['big numbers', 2n ** 200n],
    ['a date, and one that is none', [new Date(5), new Date(Number.NaN)]],
    ['a pattern', /a+/giu],
    ['nested containers', { map: new Map([[{ a: 1 }, new Set(['x'])]]), list: [[], {}] }],
    ['fields that are undefined', { a: undefined }],
    ['bytes', [new Uint8Array([0, 255]), new Uint16Array([1, 65_535]), new Uint8Array([1, 2, 3]).buffer]],
  ])('is the same on the other side: %s', (_name, value) => {
    expect(there(value)).toEqual(value)
  })

  it('keeps cycles, and one object met twice one object', () => {
    const shared = { n: 1 }
    const value: Record<string, unknown> = { first: shared, second: shared }
    value['self'] = value
    const copy = there(value) as typeof value
    expect(copy['self']).toBe(copy)
    expect(copy['first']).toBe(copy['second'])
    expect(copy).not.toBe(value)
  })

  it('keeps the holes of an array', () => {
    const holes: unknown[] = [1]
    holes[2] = 3
    const copy = there(holes) as unknown[]
    expect([copy.length, 1 in copy, 2 in copy]).toEqual([3, false, true])
  })

  it('carries an error as its name and message', () => {
    const copy = there(new RangeError('too far'))
    expect(copy).toBeInstanceOf(Error)
    expect(copy).toMatchObject({ name: 'RangeError', message: 'too far' })
  })

  it('does not turn a field called __proto__ into a prototype', () => {
    const value: unknown = JSON.parse('{"__proto__":{"isAdmin":true}}')
    expect((there(value) as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })

  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['an object with a function in it', { nested: [() => 1] }],
    ['a promise', Promise.resolve(1)],
  ])('refuses %s', (_name, value) => {
    expect(() => encode(value)).toThrow('An object could not be cloned.')
  })
})
