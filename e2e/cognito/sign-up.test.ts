import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aClient, aPool, aUser, clientSecret, publicClientId, secretClientId } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import type { PoolInput } from './pool-file'
import { startCognito } from './server'
import { call, signInByPassword } from './test-client'
import { createHmac } from 'node:crypto'

let server: EmbeddedCognito

const clock = { wallMs: () => Date.UTC(2026, 2, 7, 10) }
const hourMs = 3_600_000
const Password = 'Nora-Password-1!'

interface SignedUp {
  readonly UserConfirmed: boolean
  readonly UserSub: string
  readonly CodeDeliveryDetails?: object
  readonly Session: string
}

beforeEach(() => start())
afterEach(() => server.close())

async function start(overrides: Partial<PoolInput> = {}): Promise<void> {
  server = await startCognito({ pools: [aPool(overrides)], clock })
}

async function restart(overrides: Partial<PoolInput>): Promise<void> {
  await server.close()
  await start(overrides)
}

function signUp(more: Record<string, unknown> = {}): Promise<SignedUp> {
  return call(server, 'SignUp', {
    ClientId: publicClientId,
    Username: 'nora',
    Password,
    UserAttributes: attributes({ name: 'Nora', email: 'nora@example.com' }),
    ...more,
  })
}

function attributes(values: Record<string, string>): { Name: string; Value: string }[] {
  return Object.entries(values).map(([Name, Value]) => ({ Name, Value }))
}

function confirm(ConfirmationCode: string, more: object = {}): Promise<{ readonly Session: string }> {
  return call(server, 'ConfirmSignUp', {
    ClientId: publicClientId,
    Username: 'nora',
    ConfirmationCode,
    ...more,
  })
}

function resend(Username = 'nora'): Promise<{ readonly CodeDeliveryDetails: object }> {
  return call(server, 'ResendConfirmationCode', { ClientId: publicClientId, Username })
}

const lastCode = (username = 'nora') => server.inbox(username).at(-1)?.code ?? ''
const wrongCode = () => (lastCode() === '000000' ? '111111' : '000000')
const codeMismatch = 'CodeMismatchException: Invalid verification code provided, please try again.'
const expiredCode = 'ExpiredCodeException: Invalid code provided, please request a code again.'

describe('SignUp', () => {
  it('makes a user who is not confirmed, and sends a code of six digits', async () => {
    const signedUp = await signUp({ ValidationData: attributes({ invitation: 'x' }) })

    expect(signedUp).toMatchObject({
      UserConfirmed: false,
      UserSub: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'n***@e***' },
      Session: expect.stringMatching(/^[\w-]{20,2048}$/) as string,
    })
    expect(server.inbox('nora')).toMatchObject([{ destination: 'nora@example.com', medium: 'EMAIL' }])
    expect(lastCode()).toMatch(/^\d{6}$/)
    await expect(signInByPassword(server, 'nora', { PASSWORD: Password })).rejects.toThrow(
      'UserNotConfirmedException: User is not confirmed.',
    )
  })

  it('refuses a name that is taken, also as an alias', async () => {
    await signUp()

    await expect(signUp()).rejects.toThrow('UsernameExistsException: User already exists')
    await expect(signUp({ Username: 'NORA' })).rejects.toThrow('UsernameExistsException')
  })

  it.each([
    ['Aa1!', 'Password not long enough'],
    ['NORA-PASSWORD-1!', 'Password must have lowercase characters'],
    ['nora-password-1!', 'Password must have uppercase characters'],
    ['Nora-Password-!', 'Password must have numeric characters'],
    ['NoraPassword1', 'Password must have symbol characters'],
  ])('refuses the password %s: %s', async (password, text) => {
    const required = { requireLowercase: true, requireUppercase: true, requireNumbers: true }
    await restart({ passwordPolicy: { minimumLength: 10, ...required, requireSymbols: true } })

    await expect(signUp({ Password: password })).rejects.toThrow(
      `InvalidPasswordException: Password did not conform with policy: ${text}`,
    )
    await expect(signUp()).resolves.toBeDefined()
  })

  it.each([
    [{ email: 'nora@example.com' }, 'InvalidParameterException', 'name: The attribute name is required'],
    [{ name: 'N', email: 'nora' }, 'InvalidParameterException', 'Invalid email address format.'],
    [{ name: 'N', phone_number: '0123' }, 'InvalidParameterException', 'Invalid phone number format.'],
    [{ name: 'N', shoe: '43' }, 'InvalidParameterException', 'Type for attribute {shoe}'],
    [{ name: 'N', email_verified: 'true' }, 'NotAuthorizedException', 'unauthorized attribute'],
  ])('refuses the attributes %j', async (values, exception, text) => {
    const refused = expect(signUp({ UserAttributes: attributes(values) })).rejects

    await refused.toMatchObject({ exception, message: expect.stringContaining(text) as string })
  })

  it('refuses a name that looks like an alias of the pool', async () => {
    await expect(signUp({ Username: 'nora@example.com' })).rejects.toThrow(
      'Username cannot be of email format, since user pool is configured for email alias.',
    )
  })

  it('is closed where only administrators make users', async () => {
    await restart({ allowAdminCreateUserOnly: true })

    await expect(signUp()).rejects.toThrow(
      'NotAuthorizedException: SignUp is not permitted for this user pool',
    )
  })

  it('needs a password, except where a code can be the first factor', async () => {
    await expect(signUp({ Password: undefined })).rejects.toThrow('Missing required parameter Password')
    await restart({ allowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] })
    await expect(signUp({ Password: undefined })).resolves.toBeDefined()
  })

  it('wants the hash of the username from a client with a secret', async () => {
    const SecretHash = createHmac('sha256', clientSecret)
      .update('nora' + secretClientId)
      .digest('base64')

    await expect(signUp({ ClientId: secretClientId })).rejects.toThrow('SECRET_HASH was not received')
    await expect(signUp({ ClientId: secretClientId, SecretHash })).resolves.toBeDefined()
  })

  it('takes an address for a name where the pool says so, and makes up the username', async () => {
    await restart({ aliases: [], usernameAttributes: ['email'], requiredAttributes: ['email'] })
    await expect(signUp()).rejects.toThrow('Username should be an email.')

    const { UserSub } = await signUp({ Username: 'nora@example.com', UserAttributes: [] })
    await confirm(lastCode(UserSub), { Username: 'nora@example.com' })

    const { AuthenticationResult } = await signInByPassword(server, 'Nora@example.com', {
      PASSWORD: Password,
    })
    const { AccessToken } = AuthenticationResult ?? {}
    expect(await call(server, 'GetUser', { AccessToken })).toMatchObject({ Username: UserSub })
  })
})

describe('ConfirmSignUp', () => {
  it('confirms the user and the address, which then is a name', async () => {
    await signUp()
    await confirm(lastCode())

    const signedIn = await signInByPassword(server, 'nora@example.com', { PASSWORD: Password })
    const { AccessToken } = signedIn.AuthenticationResult ?? {}
    expect(await call(server, 'GetUser', { AccessToken })).toMatchObject({
      UserAttributes: expect.arrayContaining([{ Name: 'email_verified', Value: 'true' }]) as unknown[],
    })
  })

  it('refuses a wrong code and takes the right one after it', async () => {
    await signUp()

    await expect(confirm(wrongCode())).rejects.toThrow(codeMismatch)
    await expect(confirm(lastCode())).resolves.toBeDefined()
  })

  it('takes a code for 24 hours', async () => {
    await signUp()
    server.clock.advance(24 * hourMs)

    await expect(confirm(lastCode())).rejects.toThrow(expiredCode)
  })

  it('ends a code that was guessed at ten times; a new one is good', async () => {
    await signUp()
    for (let count = 0; count < 10; count++) await expect(confirm(wrongCode())).rejects.toThrow(codeMismatch)

    await expect(confirm(lastCode())).rejects.toMatchObject({ exception: 'TooManyFailedAttemptsException' })
    await resend()
    await expect(confirm(lastCode())).resolves.toBeDefined()
  })

  it('is refused after 15 calls in an hour', async () => {
    await restart({ userQuotas: { confirmSignUp: 2 } })
    await signUp()
    for (let count = 0; count < 2; count++) await expect(confirm(wrongCode())).rejects.toThrow(codeMismatch)

    await expect(confirm(lastCode())).rejects.toThrow(
      'LimitExceededException: Attempt limit exceeded, please try after some time.',
    )
    server.clock.advance(hourMs)
    await expect(confirm(lastCode())).resolves.toBeDefined()
  })

  it('is refused to a confirmed user', async () => {
    await signUp()
    await confirm(lastCode())

    await expect(confirm(lastCode())).rejects.toThrow(
      'NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED',
    )
  })

  it("does not take another's verified address, unless forced to", async () => {
    await signUp({ UserAttributes: attributes({ name: 'Nora', email: 'bob@example.com' }) })
    await expect(confirm(lastCode())).rejects.toThrow(
      'AliasExistsException: An account with the given email already exists.',
    )

    await confirm(lastCode(), { ForceAliasCreation: true })

    await expect(signInByPassword(server, 'bob@example.com', { PASSWORD: Password })).resolves.toHaveProperty(
      'AuthenticationResult',
    )
  })

  it('tells nothing of a name that does not exist, except where the client does', async () => {
    await expect(confirm('123456', { Username: 'nobody' })).rejects.toThrow(expiredCode)
    await resend('nobody')
    await expect(confirm('123456', { Username: 'nobody' })).rejects.toThrow(codeMismatch)

    await restart({ clients: [aClient({ preventUserExistenceErrors: 'LEGACY' })] })
    await expect(confirm('123456', { Username: 'nobody' })).rejects.toThrow(
      'UserNotFoundException: Username/client id combination not found.',
    )
  })

  it("takes the Session of SignUp once, and nobody else's", async () => {
    const { Session } = await signUp()
    await expect(confirm(lastCode(), { Session: 'an invented session string' })).rejects.toThrow(
      'Invalid session for the user.',
    )

    const confirmed = await confirm(lastCode(), { Session })

    expect(confirmed.Session).toMatch(/^[\w-]{20,2048}$/)
    expect(confirmed.Session).not.toBe(Session)
  })
})

describe('ResendConfirmationCode', () => {
  it('sends a new code, and the old one is worth nothing', async () => {
    await signUp()
    const old = lastCode()
    while (lastCode() === old) await resend()

    await expect(confirm(old)).rejects.toThrow(codeMismatch)
    await expect(confirm(lastCode())).resolves.toBeDefined()
  })

  it('is refused after 5 calls in an hour', async () => {
    for (let count = 0; count < 5; count++) await resend('gus')

    await expect(resend('gus')).rejects.toMatchObject({ exception: 'LimitExceededException' })
  })

  it('is refused to a confirmed user, and answers alike each time for one that does not exist', async () => {
    await expect(resend('bob')).rejects.toThrow('InvalidParameterException: User is already confirmed.')
    const first = await resend('nobody')
    expect(first).toMatchObject({ CodeDeliveryDetails: { DeliveryMedium: 'EMAIL' } })
    expect(await resend('nobody')).toEqual(first)
    expect(server.inbox('nobody')).toEqual([])
  })

  it('has nowhere to send to where nothing is verified by code', async () => {
    await restart({ autoVerifiedAttributes: [], users: [aUser('gus', { state: 'UNCONFIRMED' })] })

    await expect(resend('gus')).rejects.toMatchObject({ exception: 'InvalidParameterException' })
  })
})
