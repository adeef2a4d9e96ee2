import { describe, expect, it } from 'vitest'
import type { CredentialUse } from '../model/consent'
import { questionWords, type DesktopQuestion } from './desktop'
import { menuWords } from './menu'
import { type Locale, locales } from './text'

const app = '/usr/bin/asker'
const accountLabel = 'ada@work'
const questions: readonly DesktopQuestion[] = [
  { kind: 'add-pool', name: 'work', userPoolId: 'eu-west-1_AbCd12345', app },
  {
    kind: 'add-pool',
    name: 'work',
    userPoolId: 'eu-west-1_AbCd12345',
    endpoint: 'https://elsewhere.example',
    app,
  },
  { kind: 'remove-pool', name: 'work', app },
  { kind: 'allow-app', path: '/opt/tool', accountLabel, use: 'aws', app },
  { kind: 'sign-out-everywhere', accountLabel, app },
  { kind: 'forget-device', accountLabel, app },
  { kind: 'change-password', accountLabel, app },
  { kind: 'change-mfa', accountLabel, method: 'SMS_MFA', change: 'off', app },
  { kind: 'remember-device', accountLabel, deviceName: 'Desk', remembered: 'no', app },
  { kind: 'forget-one-device', accountLabel, deviceName: 'Desk', app },
  { kind: 'forget-other-devices', accountLabel, app },
  { kind: 'rename-account', accountLabel, newLabel: 'ada@play', app },
  { kind: 'remove-account', accountLabel, app },
  { kind: 'unlock', app },
  { kind: 'reset', app },
]

/** Choices, which are said in words of the language and not by their names. */
const inWords: ReadonlySet<string> = new Set(['use', 'method', 'change', 'remembered'])

const goods: Readonly<Record<Locale, Readonly<Record<CredentialUse, string>>>> = {
  en: { access: 'access token', id: 'ID token', aws: 'temporary AWS credentials' },
  ja: { access: 'アクセストークン', id: ' ID トークン', aws: ' AWS の一時的な認証情報' },
}

describe.each(locales)('the desktop in %s', (locale) => {
  it.each(questions)('names every fact of $kind, and what the button does', (question) => {
    const words = questionWords(locale, question)
    const said = `${words.message} ${words.detail}`
    const { kind: _kind, ...facts } = question
    for (const [name, fact] of Object.entries(facts)) if (!inWords.has(name)) expect(said).toContain(fact)
    expect(words.confirm).not.toBe(words.cancel)
    expect(words.confirm.trim()).not.toBe('')
  })

  it.each([undefined, 3600])(
    'names what a program is to have, in question and detail (for %j s)',
    (forSeconds) => {
      const question = { kind: 'allow-app', path: '/opt/tool', accountLabel, forSeconds, app } as const
      for (const [use, name] of Object.entries(goods[locale])) {
        const words = questionWords(locale, { ...question, use: use as CredentialUse })
        expect([words.message, words.detail]).toEqual([
          expect.stringContaining(name),
          expect.stringContaining(name),
        ])
      }
    },
  )

  it('has a word for every entry of the menu', () => {
    for (const word of Object.values<string>({ ...menuWords[locale] })) expect(word.trim()).not.toBe('')
  })
})

it('cannot be turned around by a name from outside', () => {
  const words = questionWords('en', { kind: 'remove-pool', name: 'a\u202eb\nc', app: '/bin/x\u0007' })
  expect(`${words.message}${words.detail}`).not.toMatch(/[\p{C}]/u)
})
