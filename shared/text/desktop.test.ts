import { describe, expect, it } from 'vitest'
import { questionWords, type DesktopQuestion } from './desktop'
import { menuWords } from './menu'
import { locales } from './text'

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
  { kind: 'allow-app', path: '/opt/tool', accountLabel, app },
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
const inWords: ReadonlySet<string> = new Set(['method', 'change', 'remembered'])

describe.each(locales)('the desktop in %s', (locale) => {
  it.each(questions)('names every fact of $kind, and what the button does', (question) => {
    const words = questionWords(locale, question)
    const said = `${words.message} ${words.detail}`
    const { kind: _kind, ...facts } = question
    for (const [name, fact] of Object.entries(facts)) if (!inWords.has(name)) expect(said).toContain(fact)
    expect(words.confirm).not.toBe(words.cancel)
    expect(words.confirm.trim()).not.toBe('')
  })

  it('has a word for every entry of the menu', () => {
    for (const word of Object.values<string>({ ...menuWords[locale] })) expect(word.trim()).not.toBe('')
  })
})

it('cannot be turned around by a name from outside', () => {
  const words = questionWords('en', { kind: 'remove-pool', name: 'a\u202eb\nc', app: '/bin/x\u0007' })
  expect(`${words.message}${words.detail}`).not.toMatch(/[\p{C}]/u)
})
