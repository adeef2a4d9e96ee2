import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aPool, passwords } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import { startCognito } from './server'
import { call, respond, signInByPassword, type AuthAnswer } from './test-client'

let server: EmbeddedCognito

// A clock that only tests move.
const clock = { wallMs: () => Date.UTC(2026, 2, 7, 10) }

beforeEach(async () => {
  server = await startCognito({ pools: [aPool()], clock })
})
afterEach(() => server.close())

const challengeOf = (username: keyof typeof passwords) =>
  signInByPassword(server, username, { PASSWORD: passwords[username] })

const totpAnswer = (challenge: AuthAnswer, code: string) =>
  respond(server, challenge, { USERNAME: 'alice', SOFTWARE_TOKEN_MFA_CODE: code })

describe('SOFTWARE_TOKEN_MFA', () => {
  it('keeps the session after a wrong code and spends it on the right one', async () => {
    const challenge = await challengeOf('alice')
    const right = server.totp('alice')
    const wrong = right === '000000' ? '000001' : '000000'

    for (let attempt = 0; attempt < 6; attempt++) {
      await expect(totpAnswer(challenge, wrong)).rejects.toMatchObject({ exception: 'CodeMismatchException' })
    }
    expect((await totpAnswer(challenge, right)).AuthenticationResult).toBeDefined()
    await expect(totpAnswer(challenge, server.totp('alice'))).rejects.toMatchObject({
      message: 'NotAuthorizedException: Invalid session for the user, session can only be used once.',
    })
  })

  it('takes a step once, and its neighbours', async () => {
    const used = server.totp('alice')
    await totpAnswer(await challengeOf('alice'), used)

    const challenge = await challengeOf('alice')
    await expect(totpAnswer(challenge, used)).rejects.toMatchObject({
      message: 'ExpiredCodeException: Your software token has already been used once.',
    })
    const next = server.totp('alice')
    expect(next).not.toBe(used)
    expect((await totpAnswer(challenge, next)).AuthenticationResult).toBeDefined()
    await totpAnswer(await challengeOf('alice'), server.totp('alice'))
    expect(() => server.totp('alice')).toThrow('advance the clock by 30 s')
    server.clock.advance(30_000)
    expect(server.totp('alice')).toMatch(/^\d{6}$/)
  })

  it('refuses a code two steps away', async () => {
    const challenge = await challengeOf('alice')
    const early = server.totp('alice')
    server.clock.advance(90_000)

    await expect(totpAnswer(challenge, early)).rejects.toMatchObject({ exception: 'CodeMismatchException' })
  })

  it('says that a code has six digits, and keeps the session', async () => {
    const challenge = await challengeOf('alice')

    await expect(totpAnswer(challenge, '12 34')).rejects.toMatchObject({
      exception: 'InvalidParameterException',
    })
    expect((await totpAnswer(challenge, server.totp('alice'))).AuthenticationResult).toBeDefined()
  })

  it('ignores the SMS_MFA_CODE that amazon-cognito-identity-js sends along', async () => {
    const code = server.totp('alice')
    const responses = {
      USERNAME: 'alice',
      SOFTWARE_TOKEN_MFA_CODE: code,
      SMS_MFA_CODE: code,
      DEVICE_KEY: null,
    }

    expect((await respond(server, await challengeOf('alice'), responses)).AuthenticationResult).toBeDefined()
  })
})

describe('a challenge session', () => {
  it('ends after three minutes', async () => {
    const challenge = await challengeOf('alice')
    server.clock.advance(180_000)

    await expect(totpAnswer(challenge, server.totp('alice'))).rejects.toMatchObject({
      message: 'NotAuthorizedException: Invalid session for the user, session is expired.',
    })
  })

  it('is of one challenge, one user and this server', async () => {
    const challenge = await challengeOf('alice')
    const invalid = { message: 'NotAuthorizedException: Invalid session for the user.' }

    await expect(
      respond(server, { ...challenge, ChallengeName: 'SMS_MFA' }, { USERNAME: 'alice', SMS_MFA_CODE: '1' }),
    ).rejects.toMatchObject(invalid)
    await expect(
      respond(server, challenge, { USERNAME: 'bob', SOFTWARE_TOKEN_MFA_CODE: server.totp('alice') }),
    ).rejects.toMatchObject(invalid)
    await expect(totpAnswer({ ...challenge, Session: 'x'.repeat(40) }, '123456')).rejects.toMatchObject(
      invalid,
    )
  })

  it('is missed where it is needed', async () => {
    await expect(
      respond(server, { ChallengeName: 'SMS_MFA' }, { USERNAME: 'carol', SMS_MFA_CODE: '123456' }),
    ).rejects.toMatchObject({ message: 'InvalidParameterException: Missing required parameter Session' })
  })
})

describe.each([
  {
    username: 'carol',
    challengeName: 'SMS_MFA',
    medium: 'SMS',
    shown: '+*******0123',
    destination: '+15550100123',
  },
  {
    username: 'dave',
    challengeName: 'EMAIL_OTP',
    medium: 'EMAIL',
    shown: 'd***@e***',
    destination: 'dave@example.com',
  },
] as const)('the code sent to $username', ({ username, challengeName, medium, shown, destination }) => {
  it('is asked for, masked, and lies in the inbox', async () => {
    const challenge = await challengeOf(username)

    expect(challenge).toMatchObject({
      ChallengeName: challengeName,
      ChallengeParameters: {
        CODE_DELIVERY_DELIVERY_MEDIUM: medium,
        CODE_DELIVERY_DESTINATION: shown,
        USER_ID_FOR_SRP: username,
      },
    })
    expect(server.inbox(username)).toMatchObject([{ username, medium, destination }])
    expect(server.inbox('alice')).toEqual([])
  })

  it('is refused when wrong, taken when right, and not taken from an earlier sign-in', async () => {
    const earlier = await challengeOf(username)
    const challenge = await challengeOf(username)
    const [old, sent] = server.inbox(username)
    const answer = (to: AuthAnswer, code = '') =>
      respond(server, to, { USERNAME: username, [`${challengeName}_CODE`]: code })

    if (old!.code !== sent!.code) {
      await expect(answer(challenge, old!.code)).rejects.toMatchObject({
        message: 'CodeMismatchException: Invalid verification code provided, please try again.',
      })
    }
    expect((await answer(challenge, sent!.code)).AuthenticationResult).toBeDefined()
    expect((await answer(earlier, old!.code)).AuthenticationResult).toBeDefined()
  })
})

describe('NEW_PASSWORD_REQUIRED', () => {
  it('asks for the attributes that are missing and signs in with the password from then on', async () => {
    const challenge = await challengeOf('erin')
    const NEW_PASSWORD = 'Erin-New-Password-1!'
    const answer = (responses: Record<string, string>) =>
      respond(server, challenge, { USERNAME: 'erin', ...responses })

    expect(challenge.ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
    expect(JSON.parse(challenge.ChallengeParameters['requiredAttributes'] ?? '')).toEqual([
      'userAttributes.name',
    ])
    expect(JSON.parse(challenge.ChallengeParameters['userAttributes'] ?? '')).toMatchObject({
      email: 'erin@example.com',
    })
    await expect(answer({ NEW_PASSWORD })).rejects.toThrow('Invalid attributes given, name is missing')
    await expect(answer({ NEW_PASSWORD: 'short', 'userAttributes.name': 'Erin' })).rejects.toMatchObject({
      message: 'InvalidPasswordException: Password did not conform with policy: Password not long enough',
    })
    const { AuthenticationResult } = await answer({ NEW_PASSWORD, 'userAttributes.name': 'Erin' })
    const user = await call<{ readonly UserAttributes: object[] }>(server, 'GetUser', {
      AccessToken: AuthenticationResult?.AccessToken,
    })
    expect(user.UserAttributes).toContainEqual({ Name: 'name', Value: 'Erin' })
    await expect(challengeOf('erin')).rejects.toThrow('Incorrect username or password.')
    expect(
      (await signInByPassword(server, 'erin', { PASSWORD: NEW_PASSWORD })).AuthenticationResult,
    ).toBeDefined()
  })

  it('does not change a required attribute that is there', async () => {
    await server.close()
    server = await startCognito({ pools: [aPool({ requiredAttributes: ['email'] })] })
    const responses = {
      USERNAME: 'erin',
      NEW_PASSWORD: 'Erin-New-Password-1!',
      'userAttributes.email': 'other@example.com',
    }

    await expect(respond(server, await challengeOf('erin'), responses)).rejects.toMatchObject({
      exception: 'InvalidParameterException',
    })
  })
})
