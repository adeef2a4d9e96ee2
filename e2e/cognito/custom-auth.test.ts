import { afterEach, describe, expect, it } from 'vitest'
import { srpTimestamp } from '../../main/core/srp/timestamp'
import { aClient, aPool, passwords, publicClientId } from './builders'
import type {
  CreateAuthChallengeEvent,
  CustomAuthTriggers,
  DefineAuthChallengeEvent,
  VerifyAuthChallengeEvent,
} from './custom-auth-triggers'
import type { EmbeddedCognito } from './embedded-cognito'
import type { PoolInput } from './pool-file'
import { startCognito } from './server'
import {
  call,
  confirmNewDevice,
  freshEphemeral,
  initiate,
  proof,
  proveDevice,
  respond,
  signInByPassword,
  type AuthAnswer,
} from './test-client'

let server: EmbeddedCognito

// A clock that only tests move.
const clock = { wallMs: () => Date.UTC(2026, 2, 7, 10) }

afterEach(() => server.close())

async function start(overrides: Partial<PoolInput>): Promise<void> {
  server = await startCognito({ pools: [aPool(overrides)], clock })
}

const twoRounds = {
  rounds: [
    { publicParameters: { question: 'Your first pet?' }, answer: 'Rex' },
    { publicParameters: { question: 'And its colour?', hint: 'dark' }, answer: 'black' },
  ],
}

const begin = (USERNAME: string, more: Record<string, string> = {}) =>
  initiate(server, 'CUSTOM_AUTH', { USERNAME, ...more })

const answer = (challenge: AuthAnswer, ANSWER: string, more: Record<string, string> = {}) =>
  respond(server, challenge, { USERNAME: 'alice', ANSWER, ...more })

/** CUSTOM_AUTH with SRP, up to what follows the password. */
async function beginWithSrp(password: string): Promise<AuthAnswer> {
  const ephemeral = freshEphemeral()
  const verifier = await begin('alice', { CHALLENGE_NAME: 'SRP_A', SRP_A: ephemeral.publicHex })
  expect(verifier.ChallengeName).toBe('PASSWORD_VERIFIER')
  const timestamp = srpTimestamp(server.clock.wallMs())
  const secret = { namespace: 'SignetT1', identity: 'alice', password }
  const claims = await proof(secret, verifier, { ephemeral, timestamp })
  return respond(server, verifier, { USERNAME: 'alice', ...claims })
}

describe('rounds that a pool file declares', () => {
  it('are asked one after the other, and then there are tokens without MFA', async () => {
    await start({ customAuth: twoRounds })
    const first = await begin('alice')
    const second = await answer(first, 'Rex')
    const end = await answer(second, 'black')

    expect(first).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { question: 'Your first pet?', USERNAME: 'alice' },
    })
    expect(second).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { question: 'And its colour?', hint: 'dark' },
    })
    expect(end.AuthenticationResult).toBeDefined()
  })

  it('take three answers, each with a session of its own, and then end the sign-in', async () => {
    await start({ customAuth: twoRounds })
    const first = await begin('alice')
    const second = await answer(first, 'Tom')
    const third = await answer(second, 'Tim')

    expect(second).toMatchObject({ ChallengeParameters: { question: 'Your first pet?' } })
    await expect(answer(first, 'Rex')).rejects.toThrow('session can only be used once')
    await expect(answer(third, 'Max')).rejects.toThrow(
      'NotAuthorizedException: Incorrect username or password.',
    )
  })

  it('count wrong answers anew in each round', async () => {
    await start({ customAuth: { ...twoRounds, attempts: 2 } })
    const second = await answer(await answer(await begin('alice'), 'Tom'), 'Rex')
    const again = await answer(second, 'white')

    expect((await answer(again, 'black')).AuthenticationResult).toBeDefined()
  })

  it('are never passed by a name that nobody has', async () => {
    await start({ customAuth: { rounds: [{ answer: 'Rex' }], attempts: 2 } })
    const rightly = (challenge: AuthAnswer) =>
      respond(server, challenge, { USERNAME: 'nobody', ANSWER: 'Rex' })
    const again = await rightly(await begin('nobody'))

    expect(again).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { USERNAME: 'nobody' },
    })
    await expect(rightly(again)).rejects.toThrow('Incorrect username or password.')
  })

  it('come after the password in CUSTOM_AUTH with SRP', async () => {
    await start({ customAuth: twoRounds })
    const second = await answer(await beginWithSrp(passwords.alice), 'Rex')

    expect((await answer(second, 'black')).AuthenticationResult).toBeDefined()
    await expect(beginWithSrp('wrong')).rejects.toThrow('Incorrect username or password.')
  })
})

describe('CUSTOM_AUTH', () => {
  it('needs a client that allows it and a pool that has triggers', async () => {
    await start({})
    await expect(begin('alice')).rejects.toThrow(
      'InvalidParameterException: Custom auth lambda trigger is not configured for the user pool.',
    )
    await server.close()

    await start({
      customAuth: twoRounds,
      clients: [aClient({ explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] })],
    })
    await expect(begin('alice')).rejects.toThrow('CUSTOM_AUTH flow not enabled for this client')
  })

  it('ends for a user who may not sign in', async () => {
    await start({ customAuth: twoRounds })

    await expect(begin('gus')).rejects.toMatchObject({ exception: 'UserNotConfirmedException' })
  })

  it.each(['InitiateAuth', 'CUSTOM_CHALLENGE'])(
    'asks for the proof of a device whose key came with %s',
    async (where) => {
      await start({ customAuth: { rounds: [{ answer: 'Rex' }] } })
      const known = await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })
      const device = await confirmNewDevice(server, known)
      const key = { DEVICE_KEY: device.deviceKey }
      const challenge = await begin('bob', where === 'InitiateAuth' ? key : {})
      const proofOfDevice = await answer(challenge, 'Rex', {
        USERNAME: 'bob',
        ...(where === 'InitiateAuth' ? {} : key),
      })

      expect(proofOfDevice.ChallengeName).toBe('DEVICE_SRP_AUTH')
      const end = await proveDevice(server, proofOfDevice, { ...device, username: 'bob' })
      expect(end.AuthenticationResult?.NewDeviceMetadata).toBeUndefined()
    },
  )

  it('refuses an unknown device and lets the same session go on without it', async () => {
    await start({ customAuth: { rounds: [{ answer: 'Rex' }] } })
    const DEVICE_KEY = 'eu-central-1_gone'
    await expect(begin('alice', { DEVICE_KEY })).rejects.toThrow('Device does not exist.')
    const challenge = await begin('alice')

    await expect(answer(challenge, 'Rex', { DEVICE_KEY })).rejects.toThrow('Device does not exist.')
    expect((await answer(challenge, 'Rex')).AuthenticationResult?.NewDeviceMetadata).toBeDefined()
  })
})

describe('triggers given as functions', () => {
  const seen: (DefineAuthChallengeEvent | CreateAuthChallengeEvent | VerifyAuthChallengeEvent)[] = []

  /** One round; remembers what it was called with. */
  const triggers = (overrides: Partial<CustomAuthTriggers> = {}): CustomAuthTriggers => ({
    defineAuthChallenge(event) {
      seen.push(structuredClone(event))
      const last = event.request.session.at(-1)
      event.response.issueTokens = last?.challengeResult === true
      event.response.failAuthentication = last?.challengeResult === false
      event.response.challengeName = 'CUSTOM_CHALLENGE'
      return event
    },
    createAuthChallenge(event) {
      seen.push(structuredClone(event))
      event.response.publicChallengeParameters = { question: '6 × 7?' }
      event.response.privateChallengeParameters = { answer: '42' }
      event.response.challengeMetadata = 'SUM'
      return Promise.resolve(event)
    },
    verifyAuthChallenge(event) {
      seen.push(structuredClone(event))
      const { challengeAnswer, privateChallengeParameters } = event.request
      event.response.answerCorrect = challengeAnswer === privateChallengeParameters['answer']
      return event
    },
    ...overrides,
  })

  it("get Cognito's events: session, attributes, client metadata, caller", async () => {
    seen.length = 0
    await start({ customAuth: triggers() })
    const challenge = await begin('alice')
    await call(server, 'RespondToAuthChallenge', {
      ClientId: publicClientId,
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session: challenge.Session,
      ChallengeResponses: { USERNAME: 'alice', ANSWER: '42' },
      ClientMetadata: { from: 'a test' },
    })

    expect(challenge.ChallengeParameters).toEqual({ question: '6 × 7?', USERNAME: 'alice' })
    expect(seen).toMatchObject([
      {
        triggerSource: 'DefineAuthChallenge_Authentication',
        userName: 'alice',
        region: 'eu-central-1',
        callerContext: { clientId: publicClientId },
        request: { session: [], userNotFound: false, userAttributes: { email: 'alice@example.com' } },
      },
      {
        triggerSource: 'CreateAuthChallenge_Authentication',
        request: { challengeName: 'CUSTOM_CHALLENGE', session: [] },
      },
      {
        triggerSource: 'VerifyAuthChallengeResponse_Authentication',
        request: {
          challengeAnswer: '42',
          privateChallengeParameters: { answer: '42' },
          clientMetadata: { from: 'a test' },
        },
      },
      {
        request: {
          session: [{ challengeName: 'CUSTOM_CHALLENGE', challengeResult: true, challengeMetadata: 'SUM' }],
        },
      },
    ])
  })

  it('say themselves what a wrong answer leads to', async () => {
    await start({ customAuth: triggers() })

    await expect(answer(await begin('alice'), '41')).rejects.toThrow('Incorrect username or password.')
  })

  it('that throw are told by their text', async () => {
    await start({
      customAuth: triggers({ createAuthChallenge: () => Promise.reject(new Error('no questions left')) }),
    })

    await expect(begin('alice')).rejects.toThrow(
      'UserLambdaValidationException: CreateAuthChallenge failed with error no questions left.',
    )
  })

  it('that answer nonsense end the sign-in', async () => {
    await start({ customAuth: triggers({ defineAuthChallenge: (event) => event }) })

    await expect(begin('alice')).rejects.toMatchObject({ exception: 'InvalidLambdaResponseException' })
  })
})
