import { describe, expect, it } from 'vitest'
import { neutral } from './neutral'

describe('T15: neutral', () => {
  it('leaves what people write alone', () => {
    for (const text of ['/usr/bin/curl', 'Zoë’s réseau', '日本語 テスト', 'x̂', 'a b'])
      expect(neutral(text)).toBe(text)
  })

  it.each([
    ['a new line', 'curl\nAllow'],
    ['a carriage return', 'curl\rAllow'],
    ['an escape sequence', '\u001B[2Jcurl'],
    ['an eight-bit control', '\u009B2J'],
    ['a right-to-left override', 'abc\u202Efed'],
    ['an isolate', '\u2066abc\u2069'],
    ['a zero-width joiner', 'pass\u200Dword'],
    ['a line separator', 'a\u2028b'],
    ['a lone surrogate', 'a\uD800b'],
    ['a private character', 'a\uE000b'],
    ['an invisible letter', 'a\u3164b'],
  ])('makes %s visible', (_name, text) => {
    const shown = neutral(text)
    expect(shown).toContain('\uFFFD')
    expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\u3164]/u)
  })

  it('cuts in the middle, by characters', () => {
    expect(neutral('/home/ada/very/long/path/program', 11)).toBe('/home…ogram')
    expect(neutral('😀'.repeat(10), 5)).toBe('😀😀…😀😀')
    expect(neutral('short', 5)).toBe('short')
  })

  it('keeps no more than three marks on a letter', () => {
    expect(neutral(`a${'\u0301'.repeat(40)}`)).toBe(`a${'\u0301'.repeat(3)}`)
  })
})
