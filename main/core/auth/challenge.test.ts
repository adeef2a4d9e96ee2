import { describe, expect, it } from 'vitest'
import { isForApp, parseChallenge } from './challenge'

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

  // A desktop program cannot run the ceremony of a passkey (COGNITO.md §3.1), and never asks for one.
  it.each(['RETINA_SCAN', 'constructor', 'TOTP_SETUP', 'password_verifier', 'WEB_AUTHN'])(
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

  it('makes one choice of a password, whichever ways to prove it there are', () => {
    const select = (...availableChallenges: string[]) =>
      parseChallenge({ ...challenge('SELECT_CHALLENGE'), availableChallenges })
    expect(select('EMAIL_OTP', 'PASSWORD_SRP', 'PASSWORD', 'WEB_AUTHN')).toMatchObject({
      factors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'],
      hasSrp: true,
    })
    expect(select('SMS_OTP', 'PASSWORD')).toMatchObject({ factors: ['PASSWORD', 'SMS_OTP'], hasSrp: false })
    expect(() => select('RETINA_SCAN')).toThrow(
      expect.objectContaining({
        code: 'auth/unsupported-challenge',
        message: 'Cognito offers RETINA_SCAN.',
      }),
    )
  })

  it('reads the second factors to choose from, by either name of the one by e-mail', () => {
    const MFAS_CAN_CHOOSE = '["EMAIL_MFA","SOFTWARE_TOKEN_MFA","PIGEON"]'
    expect(parseChallenge(challenge('SELECT_MFA_TYPE', { MFAS_CAN_CHOOSE }))).toMatchObject({
      choices: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
    })
  })

  it('offers no choice where it knows none of the second factors', () => {
    expect(() => parseChallenge(challenge('SELECT_MFA_TYPE', { MFAS_CAN_CHOOSE: '["PIGEON"]' }))).toThrow(
      expect.objectContaining({ code: 'auth/unsupported-challenge' }),
    )
  })

  it('offers no set-up by text message, which needs a phone number first', () => {
    const MFAS_CAN_SETUP = '["SMS_MFA","SOFTWARE_TOKEN_MFA"]'
    expect(parseChallenge(challenge('MFA_SETUP', { MFAS_CAN_SETUP }))).toMatchObject({
      choices: ['SOFTWARE_TOKEN_MFA'],
    })
  })

  it('shows what a trigger wants shown, and none of Cognito’s own parameters', () => {
    const parameters = { USERNAME: 'ada', question: 'Which colour?', CODE_DELIVERY_DESTINATION: 'a***' }
    expect(parseChallenge(challenge('CUSTOM_CHALLENGE', parameters))).toMatchObject({
      parameters: [
        { name: 'question', value: 'Which colour?' },
        { name: 'CODE_DELIVERY_DESTINATION', value: 'a***' },
      ],
    })
  })
})
