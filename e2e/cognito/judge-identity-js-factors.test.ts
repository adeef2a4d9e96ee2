// amazon-cognito-identity-js judges CUSTOM_AUTH, MFA_SETUP and SELECT_MFA_TYPE. It knows no USER_AUTH.
/* eslint-disable @typescript-eslint/no-deprecated */
import {
  AuthenticationDetails,
  type CognitoUser,
  type CognitoUserSession,
  type IAuthenticationCallback,
} from 'amazon-cognito-identity-js'
import { afterEach, describe, expect, it } from 'vitest'
import { aPool, aUser, passwords } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import { identityJsClient } from './identity-js-client'
import type { PoolInput } from './pool-file'
import { startCognito } from './server'

let server: EmbeddedCognito

afterEach(() => server.close())

async function start(overrides: Partial<PoolInput>, username: string): Promise<CognitoUser> {
  server = await startCognito({ pools: [aPool(overrides)] })
  return identityJsClient(server.url, username)
}

/** What a client that signs in does beside succeeding and failing. */
type Asked = (settle: IAuthenticationCallback) => Partial<IAuthenticationCallback>

/** Runs one sign-in. @throws what the client reports. */
function run(begin: (callback: IAuthenticationCallback) => void, asked: Asked): Promise<CognitoUserSession> {
  return new Promise((resolve, reject) => {
    const settle: IAuthenticationCallback = { onSuccess: resolve, onFailure: reject }
    begin(Object.assign(settle, asked(settle)))
  })
}

const detailsOf = (client: CognitoUser, Password?: string) =>
  new AuthenticationDetails({
    Username: client.getUsername(),
    ...(Password === undefined ? {} : { Password }),
  })

describe('amazon-cognito-identity-js in CUSTOM_AUTH', () => {
  const customAuth = {
    rounds: [
      { publicParameters: { question: 'pet' }, answer: 'Rex' },
      { publicParameters: { question: 'colour' }, answer: 'black' },
    ],
  }

  /** Answers by the question; the first answer of all is wrong. */
  function answering(client: CognitoUser, questions: string[]): Asked {
    return (settle) => ({
      customChallenge(parameters: { readonly question: string }) {
        questions.push(parameters.question)
        const right = parameters.question === 'pet' ? 'Rex' : 'black'
        client.sendCustomChallengeAnswer(questions.length === 1 ? 'wrong' : right, settle)
      },
    })
  }

  it('answers every round without a password', async () => {
    const client = await start({ customAuth }, 'bob')
    const questions: string[] = []
    client.setAuthenticationFlowType('CUSTOM_AUTH')

    await run((callback) => client.initiateAuth(detailsOf(client), callback), answering(client, questions))

    expect(questions).toEqual(['pet', 'pet', 'colour'])
  })

  it('proves the password first, registers the device, and proves both the next time', async () => {
    const client = await start({ customAuth }, 'bob')
    client.setAuthenticationFlowType('CUSTOM_AUTH')
    const signIn = () =>
      run(
        (callback) => client.authenticateUser(detailsOf(client, passwords.bob), callback),
        answering(client, []),
      )

    await signIn()
    await signIn()

    expect(server.counters().challenges).toEqual({
      PASSWORD_VERIFIER: 2,
      CUSTOM_CHALLENGE: 6,
      DEVICE_SRP_AUTH: 1,
      DEVICE_PASSWORD_VERIFIER: 1,
    })
    expect(server.counters().errors).toEqual({})
  })

  it('is refused after three wrong answers', async () => {
    const client = await start({ customAuth }, 'bob')
    client.setAuthenticationFlowType('CUSTOM_AUTH')
    const wrong: Asked = (settle) => ({
      customChallenge: () => client.sendCustomChallengeAnswer('wrong', settle),
    })

    await expect(
      run((callback) => client.initiateAuth(detailsOf(client), callback), wrong),
    ).rejects.toMatchObject({ code: 'NotAuthorizedException', message: 'Incorrect username or password.' })
  })
})

describe('amazon-cognito-identity-js with a second factor', () => {
  it('sets up an authenticator in MFA_SETUP', async () => {
    const client = await start({ mfa: 'ON', users: [aUser('bob')] }, 'bob')
    const secrets: string[] = []

    const session = await run(
      (callback) => client.authenticateUser(detailsOf(client, passwords.bob), callback),
      (settle) => ({
        mfaSetup: () =>
          client.associateSoftwareToken({
            onFailure: settle.onFailure,
            associateSecretCode(secret) {
              secrets.push(secret)
              client.verifySoftwareToken(server.totp('bob'), 'phone', settle)
            },
          }),
      }),
    )

    expect(session.isValid()).toBe(true)
    expect(secrets).toHaveLength(1)
  })

  it('chooses one of several methods in SELECT_MFA_TYPE', async () => {
    const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
    const alice = aUser('alice', { totpSecret, mfaMethods: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] })

    for (const type of ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']) {
      const client = await start({ users: [alice] }, 'alice')
      const choices: unknown[] = []
      await run(
        (callback) => client.authenticateUser(detailsOf(client, passwords.alice), callback),
        (settle) => ({
          selectMFAType(_name, { MFAS_CAN_CHOOSE }: { readonly MFAS_CAN_CHOOSE: string }) {
            choices.push(JSON.parse(MFAS_CAN_CHOOSE))
            client.sendMFASelectionAnswer(type, settle)
          },
          mfaRequired: () => client.sendMFACode(server.inbox('alice').at(-1)?.code ?? '', settle),
          totpRequired: () => client.sendMFACode(server.totp('alice'), settle, 'SOFTWARE_TOKEN_MFA'),
        }),
      )

      expect(choices).toEqual([['SMS_MFA', 'SOFTWARE_TOKEN_MFA']])
      if (type === 'SMS_MFA') await server.close()
    }
  })
})
