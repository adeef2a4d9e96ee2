import { describe, expect, it } from 'vitest'
import { errorCodes } from '../errors'
import { ClientId, ClientSecret, Endpoint, PoolName, UserPoolId } from '../model/pool'
import { fieldErrors, toFieldError } from './field-errors'
import { errorText, localeOf, locales, texts } from './text'

/** Every string of a table, functions called with a sample, with its path. */
function strings(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value === 'function') return [[path, String(Reflect.apply(value, undefined, [7]))]]
  return Object.entries(value as object).flatMap(([key, inner]) => strings(inner, `${path}/${key}`))
}

const badInput = {
  name: [PoolName, ['', 'x'.repeat(61), 'a\u202eb']],
  userPoolId: [UserPoolId, ['x'.repeat(56), 'nowhere']],
  clientId: [ClientId, ['x'.repeat(129), 'a b']],
  clientSecret: [ClientSecret, ['short', 'x'.repeat(65), ' '.repeat(30)]],
  endpoint: [Endpoint, ['ftp://x', `https://${'x'.repeat(300)}`]],
} as const

describe.each(locales)('the words in %s', (locale) => {
  it('say something for every error: what happened, and what to do', () => {
    expect(Object.keys(errorText[locale])).toEqual([...errorCodes])
    for (const code of errorCodes) {
      const { title, advice } = errorText[locale][code]
      expect(title, code).toMatch(/[.。]$/)
      expect(advice, code).toMatch(/[.。]$/)
    }
  })

  it('have a sentence for every key a field can fail with', () => {
    expect(Object.keys(texts[locale].fields).sort()).toEqual([...fieldErrors].sort())
  })

  it('leave no string empty or with a stray placeholder', () => {
    for (const [path, text] of strings(texts[locale], locale)) {
      expect(text.trim(), path).not.toBe('')
      expect(text, path).not.toMatch(/undefined|\$\{|\[object/)
    }
  })

  it('name only commands that start with signet, a path setting or chmod', () => {
    for (const code of errorCodes) {
      const commands = [...errorText[locale][code].advice.matchAll(/`([^`]+)`/g)].map(([, words]) => words)
      for (const words of commands) expect(words, code).toMatch(/^(signet |SIGNET_|chmod )/)
    }
  })

  it('close every backtick', () => {
    for (const code of errorCodes) {
      expect(errorText[locale][code].advice.split('`').length % 2, code).toBe(1)
    }
  })
})

it('has the same keys in both locales', () => {
  const paths = (locale: 'en' | 'ja') => strings(texts[locale], '').map(([path]) => path)
  expect(paths('ja').sort()).toEqual(paths('en').sort())
})

it('names the same commands in both locales', () => {
  const commands = (text: string) => (text.match(/`[^`]+`/g) ?? []).sort()
  for (const code of errorCodes) {
    expect(commands(errorText.ja[code].advice), code).toEqual(commands(errorText.en[code].advice))
    expect(errorText.ja[code].tone, code).toBe(errorText.en[code].tone)
  }
})

it('has one name for a second factor in Japanese', () => {
  const all = [...strings(texts.ja, 'ja'), ...strings(errorText.ja, 'errors')]
  expect(all.filter(([, text]) => text.includes('2 段階認証')).length).toBeGreaterThan(5)
  for (const [path, text] of all)
    expect(text, path).not.toMatch(/追加の?認証|認証の?要素|多要素|[二2２] ?段階目|[二2２]段階/)
})

it('knows every message that the schemas of a pool throw', () => {
  for (const [schema, inputs] of Object.values(badInput)) {
    for (const input of inputs) {
      const messages = schema.safeParse(input).error?.issues.map((issue) => issue.message) ?? []
      expect(messages.length, input).toBeGreaterThan(0)
      for (const message of messages) expect(toFieldError(message), message).toBe(message)
    }
  }
})

it('calls a message that is not ours invalid', () => {
  expect(toFieldError('Too small: expected string')).toBe('field.invalid')
})

it.each([
  ['ja-JP', 'ja'],
  ['ja_JP.UTF-8', 'ja'],
  ['JA', 'ja'],
  ['en-GB', 'en'],
  ['jam-JM', 'en'],
  ['fr', 'en'],
  ['', 'en'],
])('reads the system language %j as %s', (tag, locale) => {
  expect(localeOf(tag)).toBe(locale)
})
