// The administrator's operations on users, driven by AWS's own SDK as AWS's examples do.
import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminForgetDeviceCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  type CognitoIdentityProviderClient,
  GetUserCommand,
  ListUsersCommand,
  type AdminCreateUserCommandInput,
  type ListUsersCommandInput,
} from '@aws-sdk/client-cognito-identity-provider'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { awsClient } from './aws-client'
import { aPool, aUser, passwords, publicClientId, secretClientId, userPoolId as UserPoolId } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import type { PoolInput } from './pool-file'
import { startCognito } from './server'
import { call, confirmNewDevice, respond, signInByPassword } from './test-client'

let server: EmbeddedCognito
let aws: CognitoIdentityProviderClient

const nowMs = Date.UTC(2026, 2, 7, 10)
const dayMs = 86_400_000
const temporary = 'Nora-Temporary-1!'
const permanent = 'Nora-Permanent-1!'
const nora = { UserPoolId, Username: 'nora' }

beforeEach(() => start())
afterEach(stop)

async function start(overrides: Partial<PoolInput> = {}): Promise<void> {
  server = await startCognito({ pools: [aPool(overrides)], clock: { wallMs: () => nowMs } })
  aws = awsClient(server)
}

async function stop(): Promise<void> {
  aws.destroy()
  await server.close()
}

function createNora(more: Partial<AdminCreateUserCommandInput> = {}) {
  return aws.send(new AdminCreateUserCommand({ ...nora, TemporaryPassword: temporary, ...more }))
}

function signIn(username: string, PASSWORD: string, ClientId = publicClientId) {
  return aws.send(
    new AdminInitiateAuthCommand({
      UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: username, PASSWORD },
    }),
  )
}

/** The public client of the pool, with the administrator's flow. */
async function startWithAdminFlow(): Promise<void> {
  await stop()
  const explicitAuthFlows = ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] as const
  await start({ clients: [{ clientId: publicClientId, explicitAuthFlows: [...explicitAuthFlows] }] })
}

describe('AdminCreateUser', () => {
  it('makes a user who has to change the password, and sends it to the address', async () => {
    const { User } = await createNora({
      UserAttributes: [
        { Name: 'email', Value: 'nora@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ],
      DesiredDeliveryMediums: ['EMAIL'],
    })

    expect(User).toMatchObject({ Username: 'nora', Enabled: true, UserStatus: 'FORCE_CHANGE_PASSWORD' })
    expect(User?.UserCreateDate).toEqual(new Date(nowMs))
    expect(server.inbox('nora')).toMatchObject([{ code: temporary, destination: 'nora@example.com' }])
    await expect(
      signInByPassword(server, 'nora@example.com', { PASSWORD: temporary }),
    ).resolves.toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' })
  })

  it('makes up a password, and sends another one when asked again', async () => {
    const UserAttributes = [{ Name: 'phone_number', Value: '+15550100111' }]
    await createNora({ TemporaryPassword: undefined, UserAttributes })
    await createNora({ TemporaryPassword: undefined, MessageAction: 'RESEND' })
    const [first, second] = server.inbox('nora').map(({ code }) => code)

    await expect(signInByPassword(server, 'nora', { PASSWORD: first ?? '' })).rejects.toThrow('Incorrect')
    await expect(signInByPassword(server, 'nora', { PASSWORD: second ?? '' })).resolves.toBeDefined()
  })

  it('sends nothing when told so', async () => {
    await createNora({
      MessageAction: 'SUPPRESS',
      UserAttributes: [{ Name: 'phone_number', Value: '+15550100111' }],
    })

    expect(server.inbox()).toEqual([])
  })

  it('refuses a name or a verified address that is taken', async () => {
    await expect(createNora({ Username: 'bob' })).rejects.toMatchObject({ name: 'UsernameExistsException' })
    const UserAttributes = [
      { Name: 'email', Value: 'bob@example.com' },
      { Name: 'email_verified', Value: 'true' },
    ]
    await expect(createNora({ UserAttributes })).rejects.toMatchObject({ name: 'AliasExistsException' })
    await expect(createNora({ UserAttributes, ForceAliasCreation: true })).resolves.toBeDefined()
    await expect(signInByPassword(server, 'bob@example.com', { PASSWORD: temporary })).resolves.toMatchObject(
      { ChallengeName: 'NEW_PASSWORD_REQUIRED' },
    )
  })

  it('gives a password that ends after seven days', async () => {
    await createNora()
    server.clock.advance(7 * dayMs)

    await expect(signInByPassword(server, 'nora', { PASSWORD: temporary })).rejects.toThrow(
      'NotAuthorizedException: Temporary password has expired and must be reset by an administrator.',
    )
    await aws.send(new AdminSetUserPasswordCommand({ ...nora, Password: temporary }))
    await expect(signInByPassword(server, 'nora', { PASSWORD: temporary })).resolves.toBeDefined()
  })

  it('sends again only to who has not answered', async () => {
    await expect(createNora({ Username: 'bob', MessageAction: 'RESEND' })).rejects.toMatchObject({
      name: 'UnsupportedUserStateException',
    })
    await expect(createNora({ MessageAction: 'RESEND' })).rejects.toMatchObject({
      name: 'UserNotFoundException',
    })
  })
})

describe('AdminSetUserPassword', () => {
  it('sets a password for good, by the policy', async () => {
    await createNora()
    const set = (Password: string) =>
      aws.send(new AdminSetUserPasswordCommand({ ...nora, Password, Permanent: true }))
    await expect(set('short')).rejects.toMatchObject({ name: 'InvalidPasswordException' })
    await set(permanent)

    await expect(signInByPassword(server, 'nora', { PASSWORD: permanent })).resolves.toHaveProperty(
      'AuthenticationResult',
    )
    await expect(aws.send(new AdminGetUserCommand(nora))).resolves.toMatchObject({ UserStatus: 'CONFIRMED' })
  })
})

describe('AdminGetUser', () => {
  it('shows the user, attributes and MFA', async () => {
    await expect(aws.send(new AdminGetUserCommand({ UserPoolId, Username: 'alice' }))).resolves.toMatchObject(
      {
        Username: 'alice',
        Enabled: true,
        UserStatus: 'CONFIRMED',
        UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
        UserAttributes: expect.arrayContaining([{ Name: 'email', Value: 'alice@example.com' }]) as unknown[],
      },
    )
  })

  it('lists MFA as GetUser does', async () => {
    await stop()
    await start({ users: [aUser('bob', { mfaMethods: ['SMS_MFA', 'EMAIL_OTP'] }), aUser('carol')] })
    const challenge = await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })
    const sent = await respond(server, challenge, { USERNAME: 'bob', ANSWER: 'EMAIL_OTP' })
    const EMAIL_OTP_CODE = server.inbox('bob').at(-1)?.code ?? ''
    const { AuthenticationResult } = await respond(server, sent, { USERNAME: 'bob', EMAIL_OTP_CODE })
    const { AccessToken } = AuthenticationResult ?? {}
    const both = async () => [
      await aws.send(new AdminGetUserCommand({ UserPoolId, Username: 'bob' })),
      await aws.send(new GetUserCommand({ AccessToken })),
    ]

    for (const user of await both()) {
      expect(user.UserMFASettingList).toEqual(['SMS_MFA', 'EMAIL_OTP'])
      expect(user).not.toHaveProperty('PreferredMfaSetting')
    }
    await call(server, 'SetUserMFAPreference', { AccessToken, SMSMfaSettings: { PreferredMfa: true } })
    for (const user of await both()) expect(user.PreferredMfaSetting).toBe('SMS_MFA')
    const carol = await aws.send(new AdminGetUserCommand({ UserPoolId, Username: 'carol' }))
    expect(carol).not.toHaveProperty('UserMFASettingList')
  })

  it('knows neither other users nor other pools', async () => {
    await expect(aws.send(new AdminGetUserCommand(nora))).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'User does not exist.',
    })
    const elsewhere = { ...nora, UserPoolId: 'eu-central-1_Elsewhere' }
    await expect(aws.send(new AdminGetUserCommand(elsewhere))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool eu-central-1_Elsewhere does not exist.',
    })
  })
})

describe('an administrator', () => {
  it('confirms a sign-up once', async () => {
    const confirm = () => aws.send(new AdminConfirmSignUpCommand({ UserPoolId, Username: 'gus' }))
    await confirm()

    await expect(signInByPassword(server, 'gus', { PASSWORD: passwords.gus })).resolves.toBeDefined()
    await expect(confirm()).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'User cannot be confirmed. Current status is CONFIRMED',
    })
  })

  it('signs a user out and forgets the device', async () => {
    const answer = await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })
    const { deviceKey: DeviceKey } = await confirmNewDevice(server, answer)
    const forget = new AdminForgetDeviceCommand({ UserPoolId, Username: 'bob', DeviceKey })
    await aws.send(forget)
    await aws.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username: 'bob' }))

    expect(server.admin.devices({ username: 'bob' })).toEqual([])
    await expect(aws.send(forget)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    const { AccessToken } = answer.AuthenticationResult ?? {}
    await expect(aws.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    })
  })
})

describe('AdminInitiateAuth', () => {
  it('signs in with a password under both names of the flow, answers challenges and refreshes', async () => {
    await startWithAdminFlow()
    const ids = { UserPoolId, ClientId: publicClientId }
    const challenge = await aws.send(
      new AdminInitiateAuthCommand({
        ...ids,
        AuthFlow: 'ADMIN_NO_SRP_AUTH',
        AuthParameters: { USERNAME: 'erin', PASSWORD: passwords.erin },
      }),
    )
    const done = await aws.send(
      new AdminRespondToAuthChallengeCommand({
        ...ids,
        ChallengeName: challenge.ChallengeName,
        Session: challenge.Session,
        ChallengeResponses: { USERNAME: 'erin', NEW_PASSWORD: permanent, 'userAttributes.name': 'Erin' },
      }),
    )
    const metadata = await signIn('erin', permanent)
    const { deviceKey } = await confirmNewDevice(server, {
      ChallengeParameters: {},
      AuthenticationResult: metadata.AuthenticationResult as never,
    })
    const refreshed = await aws.send(
      new AdminInitiateAuthCommand({
        ...ids,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: {
          REFRESH_TOKEN: metadata.AuthenticationResult?.RefreshToken ?? '',
          DEVICE_KEY: deviceKey,
        },
      }),
    )

    expect(challenge.ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
    expect(done.AuthenticationResult?.AccessToken).toBeDefined()
    expect(refreshed.AuthenticationResult?.AccessToken).toBeDefined()
  })

  it('is refused for a wrong password, a flow that is off, and a client of another pool', async () => {
    await expect(signIn('bob', passwords.bob)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Auth flow not enabled for this client',
    })
    await startWithAdminFlow()
    await expect(signIn('bob', 'wrong')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    })
    await expect(signIn('bob', passwords.bob, secretClientId)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})

describe('ListUsers', () => {
  const list = (more: Partial<ListUsersCommandInput>) =>
    aws.send(new ListUsersCommand({ UserPoolId, ...more }))
  const names = async (more: Partial<ListUsersCommandInput>) =>
    (await list(more)).Users?.map(({ Username }) => Username)

  it('gives pages', async () => {
    const first = await list({ Limit: 5 })
    const second = await list({ Limit: 5, PaginationToken: first.PaginationToken })

    expect(first.Users).toHaveLength(5)
    expect(second.Users?.map(({ Username }) => Username)).toEqual(['fay', 'gus'])
    expect(second.PaginationToken).toBeUndefined()
  })

  it('finds by value and by beginning', async () => {
    expect(await names({ Filter: 'email = "bob@example.com"' })).toEqual(['bob'])
    expect(await names({ Filter: 'username ^= "ca"' })).toEqual(['carol'])
    expect(await names({ Filter: 'cognito:user_status = "UNCONFIRMED"' })).toEqual(['gus'])
    expect(await names({ Filter: 'status = "Disabled"' })).toEqual([])
    await expect(list({ Filter: 'gender = "f"' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
  })

  it('shows the attributes asked for', async () => {
    const { Users } = await list({ Filter: 'username = "bob"', AttributesToGet: ['email'] })

    expect(Users?.[0]?.Attributes).toEqual([{ Name: 'email', Value: 'bob@example.com' }])
  })
})
