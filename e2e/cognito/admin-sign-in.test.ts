// AdminInitiateAuth of the flows where the user or the pool chooses what is asked, driven by AWS's own SDK.
import {
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  type ChallengeNameType,
  type CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  SignUpCommand,
  type AdminInitiateAuthCommandInput,
} from '@aws-sdk/client-cognito-identity-provider'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { awsClient } from './aws-client'
import { aClient, aPool, passwords, publicClientId as ClientId, userPoolId as UserPoolId } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import type { PoolInput } from './pool-file'
import { startCognito } from './server'

let server: EmbeddedCognito
let aws: CognitoIdentityProviderClient

beforeEach(() => start())
afterEach(stop)

async function start(overrides: Partial<PoolInput> = {}): Promise<void> {
  const pool = aPool({
    allowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'],
    customAuth: { rounds: [{ publicParameters: { question: 'Your first pet?' }, answer: 'Rex' }] },
    ...overrides,
  })
  server = await startCognito({ pools: [pool] })
  aws = awsClient(server)
}

async function stop(): Promise<void> {
  aws.destroy()
  await server.close()
}

function initiate(
  AuthFlow: 'USER_AUTH' | 'CUSTOM_AUTH',
  AuthParameters: Record<string, string>,
  more: Partial<AdminInitiateAuthCommandInput> = {},
) {
  return aws.send(new AdminInitiateAuthCommand({ UserPoolId, ClientId, AuthFlow, AuthParameters, ...more }))
}

function respond(
  challenge: {
    readonly ChallengeName?: ChallengeNameType | undefined
    readonly Session?: string | undefined
  },
  ChallengeResponses: Record<string, string>,
) {
  const { ChallengeName, Session } = challenge
  return aws.send(
    new AdminRespondToAuthChallengeCommand({
      UserPoolId,
      ClientId,
      ChallengeName,
      Session,
      ChallengeResponses: { USERNAME: 'bob', ...ChallengeResponses },
    }),
  )
}

describe('AdminInitiateAuth', () => {
  it('with USER_AUTH lets the user choose', async () => {
    const choice = await initiate('USER_AUTH', { USERNAME: 'bob' })
    expect(choice.AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP'])

    const challenge = await respond(choice, { ANSWER: 'EMAIL_OTP' })
    const EMAIL_OTP_CODE = server.inbox('bob').at(-1)?.code ?? ''
    await expect(respond(challenge, { EMAIL_OTP_CODE })).resolves.toHaveProperty('AuthenticationResult')
  })

  it('with USER_AUTH takes a preference, and the Session of a sign-up', async () => {
    const bob = { USERNAME: 'bob', PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: passwords.bob }
    expect((await initiate('USER_AUTH', bob)).AuthenticationResult).toBeDefined()

    const UserAttributes = [
      { Name: 'name', Value: 'Nora' },
      { Name: 'email', Value: 'nora@example.com' },
    ]
    await aws.send(new SignUpCommand({ ClientId, Username: 'nora', UserAttributes }))
    const ConfirmationCode = server.inbox('nora').at(-1)?.code
    const confirm = new ConfirmSignUpCommand({ ClientId, Username: 'nora', ConfirmationCode })
    const { Session } = await aws.send(confirm)
    expect(
      (await initiate('USER_AUTH', { USERNAME: 'nora' }, { Session })).AuthenticationResult,
    ).toBeDefined()
  })

  it("with CUSTOM_AUTH asks the pool's own questions", async () => {
    const question = await initiate('CUSTOM_AUTH', { USERNAME: 'bob' })
    expect(question).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { question: 'Your first pet?' },
    })

    await expect(respond(question, { ANSWER: 'Rex' })).resolves.toHaveProperty('AuthenticationResult')
  })

  it.each(['USER_AUTH', 'CUSTOM_AUTH'] as const)('with %s is refused where the client is', async (flow) => {
    await stop()
    await start({ clients: [aClient({ explicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] })] })

    await expect(initiate(flow, { USERNAME: 'bob' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `${flow} flow not enabled for this client`,
    })
  })
})
