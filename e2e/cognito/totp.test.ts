import { describe, expect, it } from 'vitest'
import { base32Of, totpCode, TotpSteps } from './totp'

// RFC 6238 appendix B, SHA-1: the secret is the ASCII text "12345678901234567890"; the last six of its eight digits.
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

describe('a TOTP code', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %d s is %s', (seconds, code) => {
    expect(totpCode(secret, Math.floor(seconds / 30))).toBe(code)
  })

  it('is right once, wrong from afar', () => {
    const steps = new TotpSteps()

    expect(steps.check(secret, '287082', 59_000)).toBe('right')
    expect(steps.check(secret, '287082', 61_000)).toBe('used')
    expect(steps.check(secret, '081804', 59_000)).toBe('wrong')
  })
})

describe('a secret', () => {
  // RFC 4648 section 10, without the padding that authenticator apps do not want.
  it.each([
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('of the bytes of %s is %s in base32', (text, base32) => {
    expect(base32Of(Buffer.from(text))).toBe(base32)
  })
})
