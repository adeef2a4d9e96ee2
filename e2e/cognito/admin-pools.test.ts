// Pools and clients made over the API, driven by AWS's own SDK as AWS's examples do.
import {
  AdminConfirmSignUpCommand,
  AdminInitiateAuthCommand,
  type CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
  SetUserPoolMfaConfigCommand,
  SignUpCommand,
  type CreateUserPoolCommandInput,
  type SetUserPoolMfaConfigCommandInput,
} from '@aws-sdk/client-cognito-identity-provider'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { awsClient } from './aws-client'
import { aPool, aUser, passwords, userPoolId as UserPoolId } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import { startCognito } from './server'
import { call, respond, signInByPassword } from './test-client'

let server: EmbeddedCognito
let aws: CognitoIdentityProviderClient

const permanent = 'Nora-Permanent-1!'

beforeEach(async () => {
  server = await startCognito({ pools: [aPool()] })
  aws = awsClient(server)
})
afterEach(async () => {
  aws.destroy()
  await server.close()
})

describe('a pool made over the API', () => {
  async function create(more: Partial<CreateUserPoolCommandInput> = {}): Promise<string> {
    const { UserPool } = await aws.send(new CreateUserPoolCommand({ PoolName: 'made', ...more }))
    return UserPool?.Id ?? ''
  }

  it('takes sign-ups of its own client, with the policy that Cognito gives it', async () => {
    const id = await create({ AutoVerifiedAttributes: ['email'], UsernameAttributes: ['email'] })
    expect(id).toMatch(/^eu-central-1_[0-9A-Za-z]{9}$/)
    const { UserPoolClient } = await aws.send(
      new CreateUserPoolClientCommand({
        UserPoolId: id,
        ClientName: 'app',
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
        AccessTokenValidity: 10,
        TokenValidityUnits: { AccessToken: 'minutes' },
      }),
    )
    const ClientId = UserPoolClient?.ClientId ?? ''
    const signUp = (Password: string) =>
      aws.send(new SignUpCommand({ ClientId, Username: 'nora@example.com', Password }))
    await expect(signUp('nora-password-1!')).rejects.toMatchObject({
      name: 'InvalidPasswordException',
      message: 'Password did not conform with policy: Password must have uppercase characters',
    })
    await signUp(permanent)
    await aws.send(new AdminConfirmSignUpCommand({ UserPoolId: id, Username: 'nora@example.com' }))

    const { AuthenticationResult } = await aws.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'nora@example.com', PASSWORD: permanent },
      }),
    )
    expect(AuthenticationResult?.ExpiresIn).toBe(600)
  })

  it('gives a client a secret when asked, and refuses rotation beside the old way to refresh', async () => {
    const UserPoolId = await create()
    const client = { UserPoolId, ClientName: 'app' }
    const { UserPoolClient } = await aws.send(
      new CreateUserPoolClientCommand({ ...client, GenerateSecret: true }),
    )

    expect(UserPoolClient?.ClientSecret).toMatch(/^\w{51}$/)
    await expect(
      aws.send(new CreateUserPoolClientCommand({ ...client, RefreshTokenRotation: { Feature: 'ENABLED' } })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })

  it('knows the older names of flows', async () => {
    const { UserPoolClient } = await aws.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'app',
        ExplicitAuthFlows: ['ADMIN_NO_SRP_AUTH'],
      }),
    )

    const signedIn = aws.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId: UserPoolClient?.ClientId,
        AuthFlow: 'ADMIN_NO_SRP_AUTH',
        AuthParameters: { USERNAME: 'bob', PASSWORD: passwords.bob },
      }),
    )
    await expect(signedIn).resolves.toHaveProperty('AuthenticationResult')
  })

  it('turns MFA off and on', async () => {
    const set = (MfaConfiguration: 'OFF' | 'OPTIONAL', Enabled: boolean) =>
      aws.send(
        new SetUserPoolMfaConfigCommand({
          UserPoolId,
          MfaConfiguration,
          ...(Enabled ? { SoftwareTokenMfaConfiguration: { Enabled } } : {}),
        }),
      )
    const signInAlice = () => signInByPassword(server, 'alice', { PASSWORD: passwords.alice })
    await set('OFF', false)
    await expect(signInAlice()).resolves.toHaveProperty('AuthenticationResult')

    await expect(set('OPTIONAL', false)).rejects.toMatchObject({ name: 'InvalidParameterException' })
    await expect(set('OPTIONAL', true)).resolves.toMatchObject({ MfaConfiguration: 'OPTIONAL' })

    await expect(signInAlice()).resolves.toMatchObject({ ChallengeName: 'SOFTWARE_TOKEN_MFA' })
  })

  it('takes a method from the pool, and leaves what else the user has', async () => {
    aws.destroy()
    await server.close()
    const mfaMethods = ['SMS_MFA', 'EMAIL_OTP'] as const
    server = await startCognito({
      pools: [aPool({ users: [aUser('bob', { mfaMethods: [...mfaMethods] })] })],
    })
    aws = awsClient(server)
    const set = (input: Partial<SetUserPoolMfaConfigCommandInput>) =>
      aws.send(new SetUserPoolMfaConfigCommand({ UserPoolId, MfaConfiguration: 'ON', ...input }))
    const signInBob = () => signInByPassword(server, 'bob', { PASSWORD: passwords.bob })
    const choice = await signInBob()
    expect(choice.ChallengeName).toBe('SELECT_MFA_TYPE')

    await set({ EmailMfaConfiguration: {}, SoftwareTokenMfaConfiguration: { Enabled: true } })
    await expect(respond(server, choice, { USERNAME: 'bob', ANSWER: 'SMS_MFA' })).rejects.toThrow(
      'is not among MFAS_CAN_CHOOSE',
    )
    const challenge = await signInBob()
    expect(challenge.ChallengeName).toBe('EMAIL_OTP')
    const EMAIL_OTP_CODE = server.inbox('bob').at(-1)?.code ?? ''
    const { AuthenticationResult } = await respond(server, challenge, { USERNAME: 'bob', EMAIL_OTP_CODE })
    const { AccessToken } = AuthenticationResult ?? {}
    await expect(
      call(server, 'SetUserMFAPreference', { AccessToken, SMSMfaSettings: { Enabled: true } }),
    ).rejects.toThrow('SMS_MFA has not been enabled by the userPool.')

    await set({ SoftwareTokenMfaConfiguration: { Enabled: true } })
    expect(await signInBob()).toMatchObject({
      ChallengeName: 'MFA_SETUP',
      ChallengeParameters: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' },
    })
  })

  it('is refused where Cognito refuses it', async () => {
    await expect(create({ MfaConfiguration: 'ON' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
    const withoutPassword = { SignInPolicy: { AllowedFirstAuthFactors: ['EMAIL_OTP' as const] } }
    await expect(create({ Policies: withoutPassword })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
    await expect(create({ AliasAttributes: ['email'], UsernameAttributes: ['email'] })).rejects.toMatchObject(
      { name: 'InvalidParameterException' },
    )
  })
})
