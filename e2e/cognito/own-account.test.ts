import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aPool, passwords } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import type { PoolInput } from './pool-file'
import { startCognito } from './server'
import { call, signInByPassword } from './test-client'

let server: EmbeddedCognito
let AccessToken: string

const clock = { wallMs: () => Date.UTC(2026, 2, 7, 10) }
const newPassword = 'Another-Password-1!'

beforeEach(() => start())
afterEach(() => server.close())

async function start(overrides: Partial<PoolInput> = {}): Promise<void> {
  server = await startCognito({ pools: [aPool(overrides)], clock })
  AccessToken = await accessTokenOf('bob', passwords.bob)
}

async function restart(overrides: Partial<PoolInput>): Promise<void> {
  await server.close()
  await start(overrides)
}

async function accessTokenOf(username: string, PASSWORD: string): Promise<string> {
  const { AuthenticationResult } = await signInByPassword(server, username, { PASSWORD })
  return AuthenticationResult?.AccessToken ?? ''
}

function changePassword(PreviousPassword: string | undefined, ProposedPassword = newPassword) {
  return call<object>(server, 'ChangePassword', { AccessToken, PreviousPassword, ProposedPassword })
}

function update(values: Record<string, string>) {
  const UserAttributes = Object.entries(values).map(([Name, Value]) => ({ Name, Value }))
  return call<object>(server, 'UpdateUserAttributes', { AccessToken, UserAttributes })
}

function verify(Code: string, AttributeName = 'email') {
  return call<object>(server, 'VerifyUserAttribute', { AccessToken, AttributeName, Code })
}

function askCode(AttributeName: string) {
  return call<object>(server, 'GetUserAttributeVerificationCode', { AccessToken, AttributeName })
}

async function attributes(): Promise<Record<string, string>> {
  const { UserAttributes } = await call<{ UserAttributes: { Name: string; Value: string }[] }>(
    server,
    'GetUser',
    { AccessToken },
  )
  return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]))
}

const lastCode = () => server.inbox('bob').at(-1)?.code ?? ''

describe('ChangePassword', () => {
  it('wants the old password', async () => {
    await expect(changePassword('wrong')).rejects.toThrow(
      'NotAuthorizedException: Incorrect username or password.',
    )
    await expect(changePassword(undefined)).rejects.toThrow('Incorrect username or password.')
    await changePassword(passwords.bob)

    await expect(accessTokenOf('bob', passwords.bob)).rejects.toThrow('Incorrect')
    await expect(accessTokenOf('bob', newPassword)).resolves.not.toBe('')
  })

  it('checks the new one by the policy', async () => {
    await expect(changePassword(passwords.bob, 'short')).rejects.toMatchObject({
      exception: 'InvalidPasswordException',
    })
  })

  it('does not take a former password where the pool remembers them', async () => {
    await restart({ passwordPolicy: { passwordHistorySize: 2 } })
    const again = 'PasswordHistoryPolicyViolationException'
    await expect(changePassword(passwords.bob, passwords.bob)).rejects.toMatchObject({ exception: again })
    await changePassword(passwords.bob, newPassword)
    await expect(changePassword(newPassword, passwords.bob)).rejects.toMatchObject({ exception: again })
    await changePassword(newPassword, 'A-Third-Password-1!')

    await expect(changePassword('A-Third-Password-1!', passwords.bob)).resolves.toEqual({})
  })

  it('may be called five times an hour', async () => {
    for (let count = 0; count < 5; count++) await expect(changePassword('wrong')).rejects.toThrow('Incorrect')

    await expect(changePassword(passwords.bob)).rejects.toThrow(
      'LimitExceededException: Attempt limit exceeded, please try after some time.',
    )
  })

  it('is not for a user whom an administrator reset', async () => {
    server.admin.setUserState({ username: 'bob', state: 'RESET_REQUIRED' })

    await expect(changePassword(passwords.bob)).rejects.toMatchObject({
      exception: 'PasswordResetRequiredException',
    })
  })
})

describe('UpdateUserAttributes', () => {
  it('changes at once, and sends a code to a new address, which is not verified', async () => {
    expect(await update({ name: 'Bobby', email: 'bobby@example.org' })).toEqual({
      CodeDeliveryDetailsList: [
        { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'b***@e***' },
      ],
    })
    const changed = { name: 'Bobby', email: 'bobby@example.org' }
    expect(await attributes()).toMatchObject({ ...changed, email_verified: 'false' })

    await verify(lastCode())

    expect(await attributes()).toMatchObject({ ...changed, email_verified: 'true' })
  })

  it('keeps the old address until the new one is verified, where the pool says so', async () => {
    await restart({ attributesRequireVerificationBeforeUpdate: ['email'] })
    await update({ email: 'bobby@example.org' })
    expect(await attributes()).toMatchObject({ email: 'bob@example.com', email_verified: 'true' })

    await verify(lastCode())

    expect(await attributes()).toMatchObject({ email: 'bobby@example.org', email_verified: 'true' })
  })

  it('sends nothing for what is not verified by code, or has not changed', async () => {
    expect(await update({ phone_number: '+15550100199', email: 'bob@example.com' })).toEqual({})
    expect(await attributes()).toMatchObject({ phone_number_verified: 'false', email_verified: 'true' })
  })

  it('takes an attribute away with an empty value, unless it is required', async () => {
    await update({ phone_number: '' })

    expect(await attributes()).not.toHaveProperty('phone_number')
    await expect(update({ name: '' })).rejects.toThrow('name: The attribute name is required')
  })

  it('changes nothing when one change is refused', async () => {
    await expect(update({ name: 'Bobby', email_verified: 'true' })).rejects.toThrow(
      'NotAuthorizedException: A client attempted to write unauthorized attribute',
    )
    expect(await attributes()).toMatchObject({ name: 'bob' })
  })

  it("refuses another's preferred username", async () => {
    await restart({ aliases: ['preferred_username'] })
    await update({ preferred_username: 'robert' })
    AccessToken = await accessTokenOf('robert', passwords.bob)
    const signedUp = call(server, 'SignUp', {
      ClientId: 'client1public0000000000000',
      Username: 'nora',
      Password: newPassword,
      UserAttributes: [
        { Name: 'name', Value: 'Nora' },
        { Name: 'preferred_username', Value: 'Robert' },
      ],
    })

    await expect(signedUp).rejects.toMatchObject({ exception: 'UsernameExistsException' })
  })
})

describe('a code for an attribute', () => {
  it('goes where it is asked for', async () => {
    expect(await askCode('phone_number')).toEqual({
      CodeDeliveryDetails: {
        AttributeName: 'phone_number',
        DeliveryMedium: 'SMS',
        Destination: '+*******0123',
      },
    })
    await expect(verify(lastCode(), 'email')).rejects.toMatchObject({ exception: 'ExpiredCodeException' })
    await expect(verify(lastCode(), 'phone_number')).resolves.toEqual({})
  })

  it('needs an address that the user has', async () => {
    await update({ phone_number: '' })

    await expect(askCode('phone_number')).rejects.toMatchObject({ exception: 'InvalidParameterException' })
  })

  it("does not make another's verified address this user's", async () => {
    await update({ email: 'carol@example.com' })

    await expect(verify(lastCode())).rejects.toThrow(
      'AliasExistsException: An account with the given email already exists.',
    )
  })

  it('may be asked for five times an hour', async () => {
    for (let count = 0; count < 5; count++) await askCode('email')

    await expect(askCode('email')).rejects.toMatchObject({ exception: 'LimitExceededException' })
  })
})

describe('DeleteUser', () => {
  it('ends the user and the tokens', async () => {
    await call(server, 'DeleteUser', { AccessToken })

    await expect(attributes()).rejects.toMatchObject({ exception: 'UserNotFoundException' })
    await expect(accessTokenOf('bob', passwords.bob)).rejects.toThrow('Incorrect username or password.')
  })
})
