import { describe, expect, it } from 'vitest'
import type { PersonChallenge } from './challenge'
import { responsesOf } from './responses'

describe('responsesOf', () => {
  const challengeSession = 'session'
  const newPassword: PersonChallenge = {
    name: 'NEW_PASSWORD_REQUIRED',
    requiredAttributes: ['name'],
    challengeSession,
  }

  it.each(['SMS_MFA', 'EMAIL_OTP'] as const)('carries a code of %s, spaces gone', (kind) => {
    const sent = responsesOf(
      { name: kind, destination: undefined, challengeSession },
      { kind, code: '123 456' },
    )
    expect(sent).toEqual({ [`${kind}_CODE`]: '123456' })
  })

  it('carries a code of an authenticator', () => {
    const totp = { name: 'SOFTWARE_TOKEN_MFA', friendlyDeviceName: undefined, challengeSession } as const
    expect(responsesOf(totp, { kind: 'SOFTWARE_TOKEN_MFA', code: ' 123456\n' })).toEqual({
      SOFTWARE_TOKEN_MFA_CODE: '123456',
    })
  })

  it('carries a new password untouched, and attributes under their long names', () => {
    const answer = {
      kind: 'NEW_PASSWORD_REQUIRED',
      newPassword: ' Ünï ',
      attributes: { name: 'Ada' },
    } as const
    expect(responsesOf(newPassword, answer)).toEqual({ NEW_PASSWORD: ' Ünï ', 'userAttributes.name': 'Ada' })
  })

  it.each([
    [
      { kind: 'SMS_MFA', code: '1' },
      'request/invalid',
      'The answer "SMS_MFA" is to another question: the sign-in asks for NEW_PASSWORD_REQUIRED.',
    ],
    [
      { kind: 'NEW_PASSWORD_REQUIRED', newPassword: 'x', attributes: {} },
      'request/invalid',
      'The attribute name is missing.',
    ],
    [
      { kind: 'NEW_PASSWORD_REQUIRED', newPassword: 'x', attributes: { name: 'Ada', email: 'e' } },
      'request/invalid',
      'The attribute email was not asked for.',
    ],
    [
      { kind: 'NEW_PASSWORD_REQUIRED', newPassword: 'half \ud83d', attributes: { name: 'Ada' } },
      'auth/password-not-encodable',
      'The password holds half of a character pair.',
    ],
  ] as const)('refuses %j by %s', (answer, code, message) => {
    expect(() => responsesOf(newPassword, answer)).toThrow(expect.objectContaining({ code, message }))
  })

  it('carries a choice, and the address for codes by e-mail', () => {
    const select = { name: 'SELECT_MFA_TYPE', choices: ['SMS_MFA'], challengeSession } as const
    expect(responsesOf(select, { kind: 'SELECT_MFA_TYPE', mfa: 'SMS_MFA' })).toEqual({ ANSWER: 'SMS_MFA' })
    const setup = { name: 'MFA_SETUP', choices: ['EMAIL_OTP'], challengeSession } as const
    const answer = { kind: 'MFA_SETUP', mfa: 'EMAIL_OTP', email: ' ada@example.com ' } as const
    expect(responsesOf(setup, answer)).toEqual({ EMAIL: 'ada@example.com' })
  })

  it('carries an answer to a question of the pool as it was typed', () => {
    const custom = { name: 'CUSTOM_CHALLENGE', parameters: [], challengeSession } as const
    expect(responsesOf(custom, { kind: 'CUSTOM_CHALLENGE', answer: ' Blue ' })).toEqual({ ANSWER: ' Blue ' })
  })

  it.each([
    [
      { kind: 'SELECT_CHALLENGE', factor: 'SMS_OTP' },
      'request/invalid',
      'The way to sign in SMS_OTP is not offered.',
    ],
    [
      { kind: 'SELECT_CHALLENGE', factor: 'PASSWORD' },
      'request/invalid',
      'The password is missing: this way to sign in needs it.',
    ],
    [
      { kind: 'SELECT_CHALLENGE', factor: 'PASSWORD', password: '\ud83d' },
      'auth/password-not-encodable',
      'The password holds half of a character pair.',
    ],
  ] as const)('refuses the factor of %j by %s', (answer, code, message) => {
    const select = {
      name: 'SELECT_CHALLENGE',
      factors: ['PASSWORD', 'EMAIL_OTP'],
      hasSrp: true,
      challengeSession,
    } as const
    expect(() => responsesOf(select, answer)).toThrow(expect.objectContaining({ code, message }))
  })

  it.each([
    [{ kind: 'MFA_SETUP', mfa: 'SMS_MFA' }, 'The second factor SMS_MFA is not offered.'],
    [
      { kind: 'MFA_SETUP', mfa: 'EMAIL_OTP' },
      'The e-mail address is missing, or is none such as ada@example.com.',
    ],
    [
      { kind: 'MFA_SETUP', mfa: 'EMAIL_OTP', email: 'ada@' },
      'The e-mail address is missing, or is none such as ada@example.com.',
    ],
  ] as const)('refuses the set-up of %j', (answer, message) => {
    const setup = { name: 'MFA_SETUP', choices: ['EMAIL_OTP'], challengeSession } as const
    expect(() => responsesOf(setup, answer)).toThrow(
      expect.objectContaining({ code: 'request/invalid', message }),
    )
  })
})
