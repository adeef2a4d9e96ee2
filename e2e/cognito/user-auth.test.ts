import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { srpTimestamp } from '../../main/core/srp/timestamp'
import { aClient, aPool, aUser, passwords } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import type { PoolInput } from './pool-file'
import { startCognito } from './server'
import {
  confirmNewDevice,
  freshEphemeral,
  initiate,
  proof,
  proveDevice,
  respond,
  type AuthAnswer,
} from './test-client'

let server: EmbeddedCognito

// A clock that only tests move.
const clock = { wallMs: () => Date.UTC(2026, 2, 7, 10) }

beforeEach(() => start())
afterEach(() => server.close())

async function start(overrides: Partial<PoolInput> = {}): Promise<void> {
  const allowedFirstAuthFactors: PoolInput['allowedFirstAuthFactors'] = ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP']
  server = await startCognito({ pools: [aPool({ allowedFirstAuthFactors, ...overrides })], clock })
}

async function restart(overrides: Partial<PoolInput>): Promise<void> {
  await server.close()
  await start(overrides)
}

const userAuth = (USERNAME: string, more: Record<string, string> = {}) =>
  initiate(server, 'USER_AUTH', { USERNAME, ...more })

const select = (challenge: AuthAnswer, username: string, responses: Record<string, string>) =>
  respond(server, challenge, { USERNAME: username, ...responses })

const lastCode = (username: string) => server.inbox(username).at(-1)?.code ?? ''

const wrongFor = (code: string) => (code === '00000000' ? '00000001' : '00000000')

/** Answers a PASSWORD_VERIFIER that came for `ephemeral`. */
async function prove(
  verifier: AuthAnswer,
  ephemeral: ReturnType<typeof freshEphemeral>,
  password: string,
): Promise<AuthAnswer> {
  const identity = verifier.ChallengeParameters['USER_ID_FOR_SRP'] ?? ''
  const timestamp = srpTimestamp(server.clock.wallMs())
  const secret = { namespace: 'SignetT1', identity, password }
  const claims = await proof(secret, verifier, { ephemeral, timestamp })
  return respond(server, verifier, { USERNAME: identity, ...claims })
}

describe('USER_AUTH without a preference', () => {
  it('offers what the pool allows and the user can do', async () => {
    const choice = await userAuth('bob')

    expect(choice).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP'],
    })
    expect(choice.Session).toBeDefined()
  })

  it('offers no code to an address that is not verified', async () => {
    await restart({
      users: [
        aUser('bob', {
          attributes: { email: 'bob@example.com', phone_number: '+1', email_verified: 'false' },
        }),
      ],
    })

    expect((await userAuth('bob')).AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP'])
  })

  it('offers no code where the pool requires MFA, or allows passwords alone', async () => {
    await restart({ mfa: 'ON' })
    expect((await userAuth('bob')).AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP'])

    await restart({ allowedFirstAuthFactors: ['PASSWORD'] })
    expect((await userAuth('bob')).AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP'])
  })

  it('offers a password alone to a user who must change it', async () => {
    const choice = await userAuth('erin')

    expect(choice.AvailableChallenges).toEqual(['PASSWORD_SRP', 'PASSWORD'])
    expect(await select(choice, 'erin', { ANSWER: 'PASSWORD', PASSWORD: passwords.erin })).toMatchObject({
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
    })
  })

  it('gives the choice back for a preference that the user cannot have', async () => {
    for (const PREFERRED_CHALLENGE of ['WEB_AUTHN', 'NONSENSE']) {
      expect(await userAuth('bob', { PREFERRED_CHALLENGE })).toMatchObject({
        ChallengeName: 'SELECT_CHALLENGE',
      })
    }
    expect(await userAuth('erin', { PREFERRED_CHALLENGE: 'EMAIL_OTP' })).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
    })
  })

  it.each([
    ['fay', 'PasswordResetRequiredException'],
    ['gus', 'UserNotConfirmedException'],
  ])('ends for %s with %s', async (username, exception) => {
    await expect(userAuth(username)).rejects.toMatchObject({ exception })
  })

  it('is a flow that the client has to allow', async () => {
    await restart({ clients: [aClient({ explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] })] })

    await expect(userAuth('bob')).rejects.toThrow('USER_AUTH flow not enabled for this client')
  })
})

describe('a password in USER_AUTH', () => {
  it('goes straight on when it is preferred and comes along', async () => {
    const bob = await userAuth('bob', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: passwords.bob })
    const alice = await userAuth('alice', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: passwords.alice })

    expect(bob.AuthenticationResult).toBeDefined()
    expect(alice.ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
  })

  it('is asked for by its bare name when it is preferred and does not come along', async () => {
    const challenge = await userAuth('bob', { PREFERRED_CHALLENGE: 'PASSWORD' })

    expect(challenge.ChallengeName).toBe('PASSWORD')
    await expect(select(challenge, 'bob', {})).rejects.toThrow('Missing required parameter PASSWORD')
    expect((await select(challenge, 'bob', { PASSWORD: passwords.bob })).AuthenticationResult).toBeDefined()
  })

  it('ends the attempt when it is wrong', async () => {
    const choice = await userAuth('bob')

    await expect(select(choice, 'bob', { ANSWER: 'PASSWORD', PASSWORD: 'wrong' })).rejects.toThrow(
      'NotAuthorizedException: Incorrect username or password.',
    )
    await expect(select(choice, 'bob', { ANSWER: 'PASSWORD', PASSWORD: passwords.bob })).rejects.toThrow(
      'Invalid session for the user, session can only be used once.',
    )
  })

  it('counts towards the lock-out when it is wrong', async () => {
    const wrong = () => userAuth('bob', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: 'wrong' })
    for (let count = 0; count < 5; count++) await expect(wrong()).rejects.toThrow('Incorrect')

    await expect(wrong()).rejects.toThrow('Password attempts exceeded')
  })

  it('is proved by SRP when that is preferred', async () => {
    const ephemeral = freshEphemeral()
    const verifier = await userAuth('bob', {
      PREFERRED_CHALLENGE: 'PASSWORD_SRP',
      SRP_A: ephemeral.publicHex,
    })

    expect(verifier.ChallengeName).toBe('PASSWORD_VERIFIER')
    expect((await prove(verifier, ephemeral, passwords.bob)).AuthenticationResult).toBeDefined()
  })

  it('is proved by SRP when that is chosen, by a choice or by the bare name', async () => {
    for (const challengeName of ['SELECT_CHALLENGE', 'PASSWORD_SRP']) {
      const ephemeral = freshEphemeral()
      const choice = { ...(await userAuth('bob')), ChallengeName: challengeName }
      const verifier = await select(choice, 'bob', { ANSWER: 'PASSWORD_SRP', SRP_A: ephemeral.publicHex })

      expect((await prove(verifier, ephemeral, passwords.bob)).AuthenticationResult).toBeDefined()
    }
  })
})

describe('a one-time password', () => {
  it.each([
    ['EMAIL_OTP', 'EMAIL', 'a***@e***'],
    ['SMS_OTP', 'SMS', '+*******0123'],
  ])('%s has eight digits and needs no MFA after it', async (PREFERRED_CHALLENGE, medium, shown) => {
    const challenge = await userAuth('alice', { PREFERRED_CHALLENGE })

    expect(challenge).toMatchObject({
      ChallengeName: PREFERRED_CHALLENGE,
      ChallengeParameters: {
        CODE_DELIVERY_DELIVERY_MEDIUM: medium,
        CODE_DELIVERY_DESTINATION: shown,
        USER_ID_FOR_SRP: 'alice',
      },
    })
    expect(lastCode('alice')).toMatch(/^\d{8}$/)
    const signedIn = await select(challenge, 'alice', { [`${PREFERRED_CHALLENGE}_CODE`]: lastCode('alice') })
    expect(signedIn.AuthenticationResult).toBeDefined()
  })

  it('keeps its session when it is wrong', async () => {
    const choice = await userAuth('bob')
    const challenge = await select(choice, 'bob', { ANSWER: 'EMAIL_OTP' })
    const code = lastCode('bob')

    for (let count = 0; count < 6; count++) {
      await expect(select(challenge, 'bob', { EMAIL_OTP_CODE: wrongFor(code) })).rejects.toMatchObject({
        exception: 'CodeMismatchException',
      })
    }
    expect((await select(challenge, 'bob', { EMAIL_OTP_CODE: code })).AuthenticationResult).toBeDefined()
  })

  it('is followed by the proof of a device that is remembered', async () => {
    const first = await userAuth('bob', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: passwords.bob })
    const device = await confirmNewDevice(server, first)
    const challenge = await userAuth('bob', {
      PREFERRED_CHALLENGE: 'EMAIL_OTP',
      DEVICE_KEY: device.deviceKey,
    })
    const proofOfDevice = await select(challenge, 'bob', { EMAIL_OTP_CODE: lastCode('bob') })

    expect(proofOfDevice.ChallengeName).toBe('DEVICE_SRP_AUTH')
    const signedIn = await proveDevice(server, proofOfDevice, { ...device, username: 'bob' })
    expect(signedIn.AuthenticationResult?.NewDeviceMetadata).toBeUndefined()
  })
})

describe('a choice', () => {
  it('that is not offered leaves the session', async () => {
    const choice = await userAuth('bob')

    await expect(select(choice, 'bob', { ANSWER: 'WEB_AUTHN' })).rejects.toMatchObject({
      exception: 'InvalidParameterException',
    })
    expect(await select(choice, 'bob', { ANSWER: 'SMS_OTP' })).toMatchObject({ ChallengeName: 'SMS_OTP' })
  })

  it('with an unknown device is refused and leaves the session', async () => {
    const choice = await userAuth('bob')
    const answer = { ANSWER: 'PASSWORD', PASSWORD: passwords.bob }

    await expect(select(choice, 'bob', { ...answer, DEVICE_KEY: 'eu-central-1_gone' })).rejects.toThrow(
      'Device does not exist.',
    )
    expect((await select(choice, 'bob', answer)).AuthenticationResult).toBeDefined()
  })
})

describe('a name that nobody has', () => {
  it('is asked like any other, and never let in', async () => {
    const choice = await userAuth('nobody')
    const otp = await userAuth('nobody', { PREFERRED_CHALLENGE: 'EMAIL_OTP' })

    expect(choice.ChallengeName).toBe('SELECT_CHALLENGE')
    expect(otp).toMatchObject({
      ChallengeName: 'EMAIL_OTP',
      ChallengeParameters: { USER_ID_FOR_SRP: 'nobody' },
    })
    expect(server.inbox()).toEqual([])
    await expect(select(otp, 'nobody', { EMAIL_OTP_CODE: '12345678' })).rejects.toMatchObject({
      exception: 'CodeMismatchException',
    })
    await expect(select(choice, 'nobody', { ANSWER: 'PASSWORD', PASSWORD: 'x' })).rejects.toThrow(
      'Incorrect username or password.',
    )
  })

  it('is told where the client tells names apart', async () => {
    await restart({ clients: [aClient({ preventUserExistenceErrors: 'LEGACY' })] })

    await expect(userAuth('nobody')).rejects.toMatchObject({ exception: 'UserNotFoundException' })
  })
})
