import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aClient, aPool, aUser, passwords, publicClientId } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import type { PoolInput } from './pool-file'
import { startCognito } from './server'
import { call, claim, respond, signInByPassword } from './test-client'

let server: EmbeddedCognito

const clock = { wallMs: () => Date.UTC(2026, 2, 7, 10) }
const hourMs = 3_600_000
const newPassword = 'Another-Password-1!'

interface Forgotten {
  readonly CodeDeliveryDetails: { readonly Destination: string }
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

function forgot(Username: string): Promise<Forgotten> {
  return call(server, 'ForgotPassword', { ClientId: publicClientId, Username })
}

function confirm(Username: string, ConfirmationCode: string, Password = newPassword): Promise<object> {
  return call(server, 'ConfirmForgotPassword', {
    ClientId: publicClientId,
    Username,
    ConfirmationCode,
    Password,
  })
}

const lastCode = (username: string) => server.inbox(username).at(-1)?.code ?? ''
const wrongCode = (username: string) => (lastCode(username) === '000000' ? '111111' : '000000')
const signIn = (username: string, PASSWORD: string) => signInByPassword(server, username, { PASSWORD })
const codeMismatch = 'CodeMismatchException: Invalid verification code provided, please try again.'
const expiredCode = 'ExpiredCodeException: Invalid code provided, please request a code again.'

describe('a forgotten password', () => {
  it('is replaced with a code: the new one works in SRP too, the old one no more', async () => {
    expect(await forgot('bob@example.com')).toEqual({
      CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'b***@e***' },
    })
    await confirm('bob', lastCode('bob'))

    await expect(signIn('bob', passwords.bob)).rejects.toThrow('Incorrect username or password.')
    const { challenge, responses } = await claim(server, {
      typed: 'bob',
      password: newPassword,
      poolName: 'SignetT1',
    })
    expect(await respond(server, challenge, responses)).toHaveProperty('AuthenticationResult')
  })

  it('is how a user recovers whom an administrator reset', async () => {
    await expect(signIn('fay', passwords.fay)).rejects.toThrow('PasswordResetRequiredException')
    await forgot('fay')
    await confirm('fay', lastCode('fay'))

    await expect(signIn('fay', newPassword)).resolves.toHaveProperty('AuthenticationResult')
  })

  it('ends the lock-out of wrong guesses', async () => {
    for (let count = 0; count < 6; count++) await expect(signIn('bob', 'wrong')).rejects.toThrow()
    await forgot('bob')
    await confirm('bob', lastCode('bob'))

    await expect(signIn('bob', newPassword)).resolves.toBeDefined()
  })

  it('keeps its code when the code or the new password is refused, and spends it on success', async () => {
    await forgot('bob')
    await expect(confirm('bob', wrongCode('bob'))).rejects.toThrow(codeMismatch)
    await expect(confirm('bob', lastCode('bob'), 'short')).rejects.toThrow(
      'InvalidPasswordException: Password did not conform with policy: Password not long enough',
    )
    await confirm('bob', lastCode('bob'))

    await expect(confirm('bob', lastCode('bob'))).rejects.toThrow(expiredCode)
  })

  it('has a code for one hour', async () => {
    await forgot('bob')
    server.clock.advance(hourMs)

    await expect(confirm('bob', lastCode('bob'))).rejects.toThrow(expiredCode)
  })

  it('sends to the first verified address that the pool names', async () => {
    await restart({ accountRecovery: ['phone_number', 'email'] })

    expect(await forgot('bob')).toMatchObject({ CodeDeliveryDetails: { Destination: '+*******0123' } })
  })

  it('needs a verified address', async () => {
    await restart({ users: [aUser('bob', { attributes: { name: 'bob', email: 'bob@example.com' } })] })

    await expect(forgot('bob')).rejects.toThrow(
      'InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number',
    )
  })

  it("is the administrator's to renew while it is temporary", async () => {
    await expect(forgot('erin')).rejects.toThrow(
      'NotAuthorizedException: User password cannot be reset in the current state.',
    )
  })

  it('is not for a user who is not confirmed or is disabled', async () => {
    await forgot('gus')
    await expect(confirm('gus', lastCode('gus'))).rejects.toThrow(
      'UserNotConfirmedException: User is not confirmed.',
    )
    server.admin.setUserState({ username: 'bob', state: 'DISABLED' })
    await expect(forgot('bob')).rejects.toThrow('NotAuthorizedException: User is disabled.')
  })

  it('may be asked for and confirmed twenty times an hour together', async () => {
    await restart({ userQuotas: { forgotPassword: 3 } })
    await forgot('bob')
    await forgot('bob')
    await expect(confirm('bob', wrongCode('bob'))).rejects.toThrow(codeMismatch)

    await expect(forgot('bob')).rejects.toThrow(
      'LimitExceededException: Attempt limit exceeded, please try after some time.',
    )
    server.clock.advance(hourMs)
    await expect(forgot('bob')).resolves.toBeDefined()
  })
})

describe('a name that does not exist', () => {
  it('is answered as one that does, the same each time, and sent nothing', async () => {
    const first = await forgot('nobody')

    expect(first.CodeDeliveryDetails.Destination).toMatch(/^[a-z]\*{3}@[a-z]\*{3}$/)
    expect(await forgot('Nobody')).toEqual(first)
    expect(server.inbox()).toEqual([])
  })

  it('is refused as one that does: no code, then a wrong one', async () => {
    await expect(confirm('nobody', '123456')).rejects.toThrow(expiredCode)
    await forgot('nobody')
    await expect(confirm('nobody', '123456')).rejects.toThrow(codeMismatch)
  })

  it('is named where the client tells names apart', async () => {
    await restart({ clients: [aClient({ preventUserExistenceErrors: 'LEGACY' })] })

    await expect(forgot('nobody')).rejects.toThrow(
      'UserNotFoundException: Username/client id combination not found.',
    )
  })
})
