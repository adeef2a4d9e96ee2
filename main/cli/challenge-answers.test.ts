import { describe, expect, it } from 'vitest'
import type { UserChallenge } from '../../shared/model/sign-in'
import { answers, challenged, credentials, login, signedIn } from './login-fakes'

const choose = (
  ...factors: Extract<UserChallenge, { name: 'SELECT_CHALLENGE' }>['factors']
): UserChallenge => ({
  name: 'SELECT_CHALLENGE',
  factors,
})
const smsOtp: UserChallenge = { name: 'SMS_OTP', codeLength: 8, destination: '+***0123' }
const totpSetup: UserChallenge = {
  name: 'TOTP_SETUP',
  codeLength: 6,
  secret: 'JBSWY3DPEHPK3PXPAB',
  uri: 'otpauth://totp/acme:ada',
}
const custom: UserChallenge = {
  name: 'CUSTOM_CHALLENGE',
  parameters: [{ name: 'question', value: 'Your first pet?' }],
}

/** Asks ada these, after her password. */
async function asking(
  challenges: readonly UserChallenge[],
  typed: readonly string[],
  { isTerminal }: { isTerminal: boolean },
) {
  const steps = [credentials, ...challenges.map(challenged), signedIn]
  const printed = await login('', { steps, world: { answers: ['ada', 'pw', ...typed], isTerminal } })
  return { ...printed, asked: printed.asked.slice(2, -1), answers: answers(printed.seen) }
}

const onTerminal = (challenges: readonly UserChallenge[], ...typed: readonly string[]) =>
  asking(challenges, typed, { isTerminal: true })
const fromPipe = (challenges: readonly UserChallenge[], ...typed: readonly string[]) =>
  asking(challenges, typed, { isTerminal: false })

/** What is asked, what is typed and what is sent; the labels but for the hint about another code. */
const rows: readonly [UserChallenge, labels: string[], typed: string[], sent: object][] = [
  [
    { name: 'SOFTWARE_TOKEN_MFA', codeLength: 6 },
    ['Code of your authenticator app (6 digits) (hidden)'],
    ['123456'],
    { kind: 'SOFTWARE_TOKEN_MFA', code: '123456' },
  ],
  [
    { name: 'SMS_MFA', codeLength: 6, destination: '+***0123' },
    ['Code sent by text message to +***0123 (hidden)'],
    ['123456'],
    { kind: 'SMS_MFA', code: '123456' },
  ],
  [
    { name: 'EMAIL_OTP', codeLength: 6 },
    ['Code sent by e-mail to the address on file (hidden)'],
    ['123456'],
    { kind: 'EMAIL_OTP', code: '123456' },
  ],
  [
    smsOtp,
    ['Code sent by text message to +***0123 (hidden)'],
    ['12345678'],
    { kind: 'SMS_OTP', code: '12345678' },
  ],
  [
    choose('WEB_AUTHN', 'SMS_OTP', 'EMAIL_OTP', 'PASSWORD'),
    ['How do you want to sign in: password, email, sms (shown)'],
    [' Email '],
    { kind: 'SELECT_CHALLENGE', factor: 'EMAIL_OTP' },
  ],
  [
    choose('PASSWORD', 'SMS_OTP'),
    ['How do you want to sign in: password, sms (shown)', 'Password of ada (hidden)'],
    ['password', ' pass word'],
    { kind: 'SELECT_CHALLENGE', factor: 'PASSWORD', password: ' pass word' },
  ],
  [
    { name: 'SELECT_MFA_TYPE', choices: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] },
    ['Which second step: app, sms (shown)'],
    ['app'],
    { kind: 'SELECT_MFA_TYPE', mfa: 'SOFTWARE_TOKEN_MFA' },
  ],
  [
    { name: 'MFA_SETUP', choices: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] },
    ['The pool wants a second step. Set up: app, email (shown)', 'E-mail address for the codes (shown)'],
    ['email', 'ada@example.com'],
    { kind: 'MFA_SETUP', mfa: 'EMAIL_OTP', email: 'ada@example.com' },
  ],
  [
    totpSetup,
    ['Code of your authenticator app (6 digits) (hidden)'],
    ['123456'],
    { kind: 'TOTP_SETUP', code: '123456' },
  ],
  [custom, ['Your answer (hidden)'], ['Rex'], { kind: 'CUSTOM_CHALLENGE', answer: 'Rex' }],
  [
    { name: 'CONFIRM_SIGN_UP', codeLength: 6, destination: 'a***@e***' },
    ['Code to confirm the account, sent to a***@e*** (hidden)'],
    ['123456'],
    { kind: 'CONFIRM_SIGN_UP', code: '123456' },
  ],
]

const questions = rows.map(([challenge, labels, typed, sent]) => ({ challenge, labels, typed, sent }))

describe('what a challenge asks', () => {
  it.each(questions)(
    'is answered on a terminal: $challenge.name',
    async ({ challenge, labels, typed, sent }) => {
      const { exit, asked, answers } = await onTerminal([challenge], ...typed)
      expect(exit).toBe(0)
      expect(asked.map((label) => label.replace(' (Enter alone: send another one)', ''))).toEqual(labels)
      expect(answers).toEqual([sent])
    },
  )

  it.each(questions)(
    'takes one answer a line from a pipe: $challenge.name',
    async ({ challenge, labels, typed, sent }) => {
      const { exit, asked, answers } = await fromPipe([challenge], ...typed)
      expect(exit).toBe(0)
      expect(asked).toEqual(labels)
      expect(answers).toEqual([sent])
    },
  )

  it.each(questions.filter(({ labels: [label] }) => label?.includes('sent') === false))(
    'is asked again after Enter alone, and ends a script: $challenge.name',
    async ({ challenge, labels, typed, sent }) => {
      const blank = [...typed.slice(0, -1), '', ...typed.slice(-1)]
      const person = await onTerminal([challenge], ...blank)
      expect(person.asked).toHaveLength(labels.length + 1)
      expect(person.answers).toEqual([sent])
      const script = await fromPipe([challenge], ...blank)
      expect([script.exit, script.answers]).toEqual([2, ['cancelled']])
    },
  )

  it('is a code and a new password where one was forgotten: twice from a person, once from a script', async () => {
    const challenge: UserChallenge = { name: 'RESET_PASSWORD', codeLength: 6, destination: 'a***@e***' }
    const sent = [{ kind: 'RESET_PASSWORD', code: '123456', newPassword: 'new' }]
    const person = await onTerminal([challenge], '123456', 'new', 'newer', 'new', 'new')
    expect(person.err).toContain('The two passwords differ')
    expect(person.answers).toEqual(sent)
    const script = await fromPipe([challenge], '123456', 'new')
    expect(script.asked).toEqual([
      'Code for a new password, sent to a***@e*** (hidden)',
      'New password (hidden)',
    ])
    expect(script.answers).toEqual(sent)
  })

  it('comes with the key to type into an authenticator app, in groups of four', async () => {
    const { err } = await fromPipe([totpSetup], '123456')
    expect(err).toContain('Add this key to your authenticator app: JBSW Y3DP EHPK 3PXP AB')
  })

  it('comes with what the trigger wants shown, and lets none of it control the terminal', async () => {
    const value = 'Your \u001B[2Jfirst\npet?\u202E'
    const { err } = await onTerminal(
      [{ name: 'CUSTOM_CHALLENGE', parameters: [{ name: 'a\u0007sk', value }] }],
      'Rex',
    )
    expect(err).toMatch(/a.?sk: Your .*first.pet\?/)
    expect(err.replaceAll('\n', '')).not.toMatch(/\p{C}/u)
  })

  it('is asked for as often as the pool has questions', async () => {
    const second: UserChallenge = { name: 'CUSTOM_CHALLENGE', parameters: [] }
    const { answers } = await fromPipe([custom, second], 'Rex', 'blue')
    expect(answers).toEqual([
      { kind: 'CUSTOM_CHALLENGE', answer: 'Rex' },
      { kind: 'CUSTOM_CHALLENGE', answer: 'blue' },
    ])
  })
})

describe('a choice', () => {
  it.each([
    [choose('WEB_AUTHN', 'SMS_OTP'), { kind: 'SELECT_CHALLENGE', factor: 'SMS_OTP' }],
    [
      { name: 'SELECT_MFA_TYPE' as const, choices: ['EMAIL_OTP' as const] },
      { kind: 'SELECT_MFA_TYPE', mfa: 'EMAIL_OTP' },
    ],
    [
      { name: 'MFA_SETUP' as const, choices: ['SOFTWARE_TOKEN_MFA' as const] },
      { kind: 'MFA_SETUP', mfa: 'SOFTWARE_TOKEN_MFA' },
    ],
  ])('of one is not asked for: $name', async (challenge, sent) => {
    const { asked, answers } = await onTerminal([challenge])
    expect(asked).toEqual([])
    expect(answers).toEqual([sent])
  })

  it('that is the password alone leads straight to the password', async () => {
    const { asked, answers } = await fromPipe([choose('PASSWORD')], 'pass word')
    expect(asked).toEqual(['Password of ada (hidden)'])
    expect(answers).toEqual([{ kind: 'SELECT_CHALLENGE', factor: 'PASSWORD', password: 'pass word' }])
  })

  it('that is none of them is asked again on a terminal', async () => {
    const { exit, err, answers } = await onTerminal([choose('PASSWORD', 'SMS_OTP')], 'email', '', 'sms')
    expect(exit).toBe(0)
    expect(err.match(/Answer one of password, sms\./g)).toHaveLength(2)
    expect(answers).toEqual([{ kind: 'SELECT_CHALLENGE', factor: 'SMS_OTP' }])
  })

  it('that is none of them ends a script, which would answer the wrong question next', async () => {
    const { exit, err, answers } = await fromPipe([choose('PASSWORD', 'SMS_OTP')], 'email', 'sms')
    expect(exit).toBe(2)
    expect(err).toContain('Answer one of password, sms.')
    expect(answers).toEqual(['cancelled'])
  })

  it('that only a browser could make ends the sign-in', async () => {
    const { exit, err, asked, answers } = await onTerminal([choose('WEB_AUTHN')])
    expect([exit, asked]).toEqual([4, []])
    expect(err).toContain('The pool asks for a step that Signet does not know.')
    expect(err).toContain('Passkeys work in a browser alone')
    expect(answers).toEqual(['cancelled'])
  })

  it('of second steps that Signet does not know ends the sign-in', async () => {
    const { exit, err, asked, answers } = await onTerminal([{ name: 'SELECT_MFA_TYPE', choices: [] }], 'app')
    expect([exit, asked]).toEqual([4, []])
    expect(err).toContain('This account has no second factor that the pool accepts.')
    expect(answers).toEqual(['cancelled'])
  })

  it('of nothing that can be set up ends the sign-in', async () => {
    const { exit, err, asked, answers } = await onTerminal([{ name: 'MFA_SETUP', choices: [] }])
    expect([exit, asked]).toEqual([4, []])
    expect(err).toContain('This account has no second factor that the pool accepts.')
    expect(err).toContain('cannot be set up here')
    expect(answers).toEqual(['cancelled'])
  })
})

describe('another code', () => {
  const sentCodes: readonly UserChallenge[] = [
    { name: 'SMS_MFA', codeLength: 6 },
    { name: 'EMAIL_OTP', codeLength: 6 },
    smsOtp,
    { name: 'RESET_PASSWORD', codeLength: 6 },
    { name: 'CONFIRM_SIGN_UP', codeLength: 6 },
  ]

  it.each(sentCodes)('is sent when a person presses Enter alone: $name', async (challenge) => {
    const { exit, asked, answers } = await onTerminal([challenge], ' ')
    expect(exit).toBe(0)
    expect(asked).toEqual([expect.stringContaining(' (Enter alone: send another one) (hidden)')])
    expect(answers).toEqual([{ kind: 'resend' }])
  })

  it.each(sentCodes)('is never sent for the empty line of a script: $name', async (challenge) => {
    const { exit, asked, answers } = await fromPipe([challenge], '', 'new')
    expect(exit).toBe(2)
    expect(asked).toEqual([expect.not.stringContaining('Enter alone')])
    expect(answers).toEqual(['cancelled'])
  })

  it('is not offered for what an authenticator app shows', async () => {
    const { asked } = await onTerminal([{ name: 'SOFTWARE_TOKEN_MFA', codeLength: 6 }, totpSetup], '1', '2')
    expect(asked.join()).not.toContain('Enter alone')
  })
})
