import { describe, expect, it } from 'vitest'
import { attributeField } from './attributes'
import { cleanCode, codeError } from './code'

describe('a code', () => {
  it.each([
    ['123456', '123456'],
    [' 123 456\n', '123456'],
    ['123-456', '123456'],
    ['１２３４５６', '123456'],
    ['123\u200b456', '123456'],
    ['12a4', '12a4'],
  ])('typed as %j is %s', (typed, code) => {
    expect(cleanCode(typed)).toBe(code)
  })

  it('is missing, too short, or good enough to try', () => {
    expect(codeError('  ', 6)).toBe('signIn.codeEmpty')
    expect(codeError('123 45', 6)).toBe('signIn.codeTooShort')
    expect(codeError('123 456', 6)).toBeUndefined()
    expect(codeError('12345678', 6)).toBeUndefined()
  })
})

describe('an attribute that the pool asks for', () => {
  it('loses its prefix and gets the field of its kind', () => {
    expect(attributeField('userAttributes.email')).toEqual({
      attribute: 'email',
      type: 'email',
      autocomplete: 'email',
    })
  })

  it('is plain text when it is the pool’s own', () => {
    expect(attributeField('custom:team')).toEqual({
      attribute: 'custom:team',
      type: 'text',
      autocomplete: 'off',
    })
  })
})
