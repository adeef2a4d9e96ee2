import { describe, expect, it } from 'vitest'
import { isForApp, parseChallenge, type PersonChallenge, responsesOf } from './challenge'

const challenge = (name: string, parameters: Readonly<Record<string, string>> = {}) =>
  ({ kind: 'challenge', name, challengeSession: 'session', parameters }) as const
const srp = { SALT: 'a1', SRP_B: 'b2', SECRET_BLOCK: 'c3c3' }

describe('parseChallenge', () => {
  it('reads PASSWORD_VERIFIER without a session', () => {
    const reply = {
      ...challenge('PASSWORD_VERIFIER', { ...srp, USER_ID_FOR_SRP: 'ada' }),
      challengeSession: undefined,
    }
    expect(parseChallenge(reply)).toEqual({
      name: 'PASSWORD_VERIFIER',
      saltHex: 'a1',
      serverPublicHex: 'b2',
      secretBlockBase64: 'c3c3',
      userIdForSrp: 'ada',
      challengeSession: undefined,
    })
  })

  it('reads what a person answers, and keeps it apart from what Signet answers', () => {
    const sms = parseChallenge(challenge('SMS_MFA', { CODE_DELIVERY_DESTINATION: '+***23' }))
    expect(sms).toEqual({ name: 'SMS_MFA', destination: '+***23', challengeSession: 'session' })
    expect(isForApp(sms)).toBe(false)
    expect(isForApp(parseChallenge(challenge('DEVICE_SRP_AUTH')))).toBe(true)
    const device = parseChallenge(challenge('DEVICE_PASSWORD_VERIFIER', { ...srp, DEVICE_KEY: 'k' }))
    expect(device).toMatchObject({ deviceKey: 'k' })
  })

  it.each([
    ['["userAttributes.name","userAttributes.custom:team"]', ['name', 'custom:team']],
    ['[]', []],
    ['', []],
  ])('reads the required attributes of %s', (requiredAttributes, names) => {
    expect(parseChallenge(challenge('NEW_PASSWORD_REQUIRED', { requiredAttributes }))).toMatchObject({
      requiredAttributes: names,
    })
  })

  it.each(['RETINA_SCAN', 'constructor', 'CUSTOM_CHALLENGE', 'password_verifier'])(
    'does not know %s',
    (name) => {
      expect(() => parseChallenge(challenge(name))).toThrow(
        expect.objectContaining({ code: 'auth/unsupported-challenge', message: `Cognito asks for ${name}.` }),
      )
    },
  )

  it('prints an unknown name harmlessly', () => {
    expect(() => parseChallenge(challenge('A\u001b[2J'))).toThrow('Cognito asks for A??2J.')
  })

  it.each([
    ['PASSWORD_VERIFIER', { ...srp }],
    ['PASSWORD_VERIFIER', { ...srp, USER_ID_FOR_SRP: '' }],
    ['PASSWORD_VERIFIER', { SALT: 'a1', SRP_B: 'b2', USER_ID_FOR_SRP: 'ada' }],
    ['DEVICE_PASSWORD_VERIFIER', { SALT: 'a1', SECRET_BLOCK: 'c3' }],
    ['NEW_PASSWORD_REQUIRED', { requiredAttributes: 'name' }],
    ['NEW_PASSWORD_REQUIRED', { requiredAttributes: '{"a":1}' }],
    ['NEW_PASSWORD_REQUIRED', { requiredAttributes: '["<script>"]' }],
  ])('refuses %s with %j', (name, parameters) => {
    expect(() => parseChallenge(challenge(name, parameters))).toThrow(
      expect.objectContaining({ code: 'auth/server-values' }),
    )
  })
})

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
    [{ kind: 'SMS_MFA', code: '1' }, 'request/invalid', 'kind: the sign-in asks for NEW_PASSWORD_REQUIRED.'],
    [
      { kind: 'NEW_PASSWORD_REQUIRED', newPassword: 'x', attributes: {} },
      'request/invalid',
      'attributes.name: is required.',
    ],
    [
      { kind: 'NEW_PASSWORD_REQUIRED', newPassword: 'x', attributes: { name: 'Ada', email: 'e' } },
      'request/invalid',
      'attributes.email: was not asked for.',
    ],
    [
      { kind: 'NEW_PASSWORD_REQUIRED', newPassword: 'half \ud83d', attributes: { name: 'Ada' } },
      'auth/password-not-encodable',
      'The password holds half of a character pair.',
    ],
  ] as const)('refuses %j by %s', (answer, code, message) => {
    expect(() => responsesOf(newPassword, answer)).toThrow(expect.objectContaining({ code, message }))
  })
})
