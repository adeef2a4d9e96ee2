import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aPool, aUser, passwords } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import type { PoolInput } from './pool-file'
import { startCognito } from './server'
import { call, respond, signInByPassword, type AuthAnswer } from './test-client'

let server: EmbeddedCognito

// A clock that only tests move.
const clock = { wallMs: () => Date.UTC(2026, 2, 7, 10) }
const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

afterEach(() => server.close())

async function start(overrides: Partial<PoolInput>): Promise<void> {
  server = await startCognito({ pools: [aPool(overrides)], clock })
}

const signIn = (username: keyof typeof passwords) =>
  signInByPassword(server, username, { PASSWORD: passwords[username] })

const answerAs = (username: string) => (challenge: AuthAnswer, responses: Record<string, string>) =>
  respond(server, challenge, { USERNAME: username, ...responses })

describe('SELECT_MFA_TYPE', () => {
  const answer = answerAs('alice')

  it('comes for several methods of which none is preferred, and each of them signs in', async () => {
    await start({
      users: [aUser('alice', { totpSecret, mfaMethods: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] })],
    })
    const codeOf = () => server.inbox('alice').at(-1)?.code ?? ''

    for (const type of ['SMS_MFA', 'EMAIL_OTP', 'SOFTWARE_TOKEN_MFA']) {
      const choice = await signIn('alice')
      expect(choice.ChallengeName).toBe('SELECT_MFA_TYPE')
      expect(JSON.parse(choice.ChallengeParameters['MFAS_CAN_CHOOSE'] ?? '')).toEqual([
        'SMS_MFA',
        'SOFTWARE_TOKEN_MFA',
        'EMAIL_OTP',
      ])
      const challenge = await answer(choice, { ANSWER: type })
      expect(challenge.ChallengeName).toBe(type)
      const code = type === 'SOFTWARE_TOKEN_MFA' ? server.totp('alice') : codeOf()
      expect((await answer(challenge, { [`${type}_CODE`]: code })).AuthenticationResult).toBeDefined()
    }
  })

  it('keeps its session after a type that there is not, and spends it on a choice', async () => {
    await start({ users: [aUser('alice', { totpSecret, mfaMethods: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] })] })
    const choice = await signIn('alice')

    await expect(answer(choice, { ANSWER: 'EMAIL_OTP' })).rejects.toMatchObject({
      exception: 'InvalidParameterException',
    })
    await answer(choice, { ANSWER: 'SMS_MFA' })
    await expect(answer(choice, { ANSWER: 'SMS_MFA' })).rejects.toThrow('session can only be used once')
  })

  it('does not come where one is preferred', async () => {
    const mfaMethods: ('SMS_MFA' | 'EMAIL_OTP')[] = ['SMS_MFA', 'EMAIL_OTP']
    await start({ users: [aUser('alice', { mfaMethods, preferredMfa: 'EMAIL_OTP' })] })

    expect((await signIn('alice')).ChallengeName).toBe('EMAIL_OTP')
  })
})

describe('MFA_SETUP', () => {
  const answer = answerAs('bob')

  interface Token {
    readonly SecretCode: string
    readonly Session: string
    readonly Status?: string
  }
  const associate = (Session: string | undefined) =>
    call<Token>(server, 'AssociateSoftwareToken', { Session })
  const verify = (Session: string, UserCode: string) =>
    call<Token>(server, 'VerifySoftwareToken', { Session, UserCode, FriendlyDeviceName: 'phone' })

  beforeEach(() => start({ mfa: 'ON' }))

  it('comes for a user without a method where the pool requires one, and lists what the pool offers', async () => {
    const setup = await signIn('bob')

    expect(setup.ChallengeName).toBe('MFA_SETUP')
    expect(JSON.parse(setup.ChallengeParameters['MFAS_CAN_SETUP'] ?? '')).toEqual([
      'SOFTWARE_TOKEN_MFA',
      'SMS_MFA',
      'EMAIL_OTP',
    ])
  })

  it('is passed by verifying an authenticator, which the next sign-in asks for', async () => {
    const setup = await signIn('bob')
    const { SecretCode, Session } = await associate(setup.Session)
    const verified = await verify(Session, server.totp('bob'))
    const signedIn = await answer({ ...setup, Session: verified.Session }, {})

    expect(SecretCode).toMatch(/^[A-Z2-7]{52}$/)
    expect(verified.Status).toBe('SUCCESS')
    expect(signedIn.AuthenticationResult).toBeDefined()
    const challenge = await signIn('bob')
    expect(challenge).toMatchObject({
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      ChallengeParameters: { FRIENDLY_DEVICE_NAME: 'phone' },
    })
    expect(
      (await answer(challenge, { SOFTWARE_TOKEN_MFA_CODE: server.totp('bob') })).AuthenticationResult,
    ).toBeDefined()
  })

  it('counts the step of the enrolment as used', async () => {
    const setup = await signIn('bob')
    const { Session } = await associate(setup.Session)
    const code = server.totp('bob')
    await answer({ ...setup, Session: (await verify(Session, code)).Session }, {})

    await expect(answer(await signIn('bob'), { SOFTWARE_TOKEN_MFA_CODE: code })).rejects.toThrow(
      'ExpiredCodeException: Your software token has already been used once.',
    )
  })

  it('keeps the session of the secret after a wrong code and after no code at all', async () => {
    const { Session } = await associate((await signIn('bob')).Session)
    const right = server.totp('bob')

    await expect(verify(Session, right === '000000' ? '000001' : '000000')).rejects.toThrow(
      'EnableSoftwareTokenMFAException: Code mismatch and fail enable Software Token MFA',
    )
    await expect(verify(Session, 'abcdef')).rejects.toMatchObject({ exception: 'InvalidParameterException' })
    expect((await verify(Session, right)).Status).toBe('SUCCESS')
  })

  it('gives every step a session of its own', async () => {
    const setup = await signIn('bob')
    const { Session } = await associate(setup.Session)

    await expect(associate(setup.Session)).rejects.toThrow('session can only be used once')
    const again = await associate(Session)
    await verify(again.Session, server.totp('bob'))
    await expect(verify(again.Session, '123456')).rejects.toThrow('session can only be used once')
  })

  it('is not passed before the authenticator is verified', async () => {
    const setup = await signIn('bob')
    const { Session } = await associate(setup.Session)

    await expect(answer({ ...setup, Session }, {})).rejects.toMatchObject({
      exception: 'InvalidParameterException',
    })
  })

  it('is passed with an e-mail address and the code that went there', async () => {
    const setup = await signIn('bob')
    const challenge = await answer(setup, { EMAIL: 'new@example.com' })

    expect(challenge).toMatchObject({
      ChallengeName: 'EMAIL_OTP',
      ChallengeParameters: { CODE_DELIVERY_DESTINATION: 'n***@e***' },
    })
    const { code = '', destination } = server.inbox('bob').at(-1) ?? {}
    expect(destination).toBe('new@example.com')
    expect(code).toMatch(/^\d{6}$/)
    const { AuthenticationResult } = await answer(challenge, { EMAIL_OTP_CODE: code })
    expect(await call(server, 'GetUser', { AccessToken: AuthenticationResult?.AccessToken })).toMatchObject({
      UserMFASettingList: ['EMAIL_OTP'],
      PreferredMfaSetting: 'EMAIL_OTP',
    })
    expect((await signIn('bob')).ChallengeName).toBe('EMAIL_OTP')
  })

  it('refuses what is no e-mail address, and keeps the session', async () => {
    const setup = await signIn('bob')

    await expect(answer(setup, { EMAIL: 'nowhere' })).rejects.toMatchObject({
      exception: 'InvalidParameterException',
    })
    await expect(answer(setup, { EMAIL: 'new@example.com' })).resolves.toBeDefined()
  })

  it('takes neither way where the pool does not offer it', async () => {
    await server.close()
    await start({ mfa: 'ON', mfaTypes: ['SMS_MFA'], users: [aUser('bob')] })
    const setup = await signIn('bob')

    await expect(answer(setup, { EMAIL: 'new@example.com' })).rejects.toMatchObject({
      exception: 'MFAMethodNotFoundException',
    })
    await expect(associate(setup.Session)).rejects.toMatchObject({
      exception: 'SoftwareTokenMFANotFoundException',
    })
  })
})
