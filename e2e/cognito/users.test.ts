import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aClient, aPool, aUser, passwords } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import { startCognito } from './server'
import { call, claim, respond, signInByPassword } from './test-client'

let server: EmbeddedCognito

// A clock that only tests move: lock-outs are exact.
const clock = { wallMs: () => Date.UTC(2026, 2, 7, 10) }

beforeEach(async () => {
  server = await startCognito({ pools: [aPool()], clock })
})
afterEach(() => server.close())

async function signInBySrp(typed: keyof typeof passwords, password: string = passwords[typed]) {
  const { challenge, responses } = await claim(server, { typed, password, poolName: 'SignetT1' })
  return respond(server, challenge, responses)
}

describe("a user's state", () => {
  it.each([
    ['fay', 'PasswordResetRequiredException', 'Password reset required for the user'],
    ['gus', 'UserNotConfirmedException', 'User is not confirmed.'],
  ] as const)('of %s ends both flows with %s', async (username, exception, text) => {
    const refused = { exception, message: `${exception}: ${text}` }

    await expect(signInByPassword(server, username, { PASSWORD: passwords[username] })).rejects.toMatchObject(
      refused,
    )
    await expect(signInBySrp(username)).rejects.toMatchObject(refused)
  })

  it('is not told to someone without the password, in SRP', async () => {
    await expect(signInBySrp('fay', 'wrong')).rejects.toMatchObject({ exception: 'NotAuthorizedException' })
  })

  it('disabled ends sign-in, access tokens and refresh tokens', async () => {
    const { AuthenticationResult } = await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })
    server.admin.setUserState({ username: 'bob', state: 'DISABLED' })

    await expect(signInBySrp('bob')).rejects.toThrow('NotAuthorizedException: User is disabled.')
    await expect(
      call(server, 'GetUser', { AccessToken: AuthenticationResult?.AccessToken }),
    ).rejects.toMatchObject({ exception: 'NotAuthorizedException' })
    server.admin.setUserState({ username: 'bob', state: 'CONFIRMED' })
    await expect(signInBySrp('bob')).resolves.toBeDefined()
  })

  it('deleted makes the name unknown', async () => {
    const { AuthenticationResult } = await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })
    server.admin.setUserState({ username: 'bob', state: 'DELETED' })

    await expect(signInBySrp('bob')).rejects.toThrow('Incorrect username or password.')
    await expect(
      call(server, 'GetUser', { AccessToken: AuthenticationResult?.AccessToken }),
    ).rejects.toMatchObject({ exception: 'UserNotFoundException' })
  })
})

describe('wrong passwords', () => {
  const attempt = (PASSWORD: string) => signInByPassword(server, 'bob', { PASSWORD })
  const locked = { message: 'NotAuthorizedException: Password attempts exceeded' }

  async function fail(times: number): Promise<void> {
    for (let count = 0; count < times; count++) await expect(attempt('wrong')).rejects.toThrow('Incorrect')
  }

  it('lock for one second from the fifth on, then for twice as long each time', async () => {
    await fail(5)
    await expect(attempt(passwords.bob)).rejects.toMatchObject(locked)
    server.clock.advance(1000)
    await fail(1)
    server.clock.advance(1999)
    await expect(attempt(passwords.bob)).rejects.toMatchObject(locked)
    await expect(signInBySrp('bob')).rejects.toMatchObject(locked)
    server.clock.advance(1)
    await expect(attempt(passwords.bob)).resolves.toBeDefined()
    await fail(4)
    await expect(attempt(passwords.bob)).resolves.toBeDefined()
  })

  it('are forgotten after 15 quiet minutes', async () => {
    await fail(4)
    server.clock.advance(15 * 60_000)
    await fail(1)

    await expect(attempt(passwords.bob)).resolves.toBeDefined()
  })

  it('lock a name that does not exist alike', async () => {
    const nobody = () => signInByPassword(server, 'nobody', { PASSWORD: 'x' })
    for (let count = 0; count < 5; count++) await expect(nobody()).rejects.toThrow('Incorrect')

    await expect(nobody()).rejects.toMatchObject(locked)
  })
})

describe('GetUser', () => {
  it('shows name, attributes and MFA', async () => {
    const challenge = await signInByPassword(server, 'alice', { PASSWORD: passwords.alice })
    const { AuthenticationResult } = await respond(server, challenge, {
      USERNAME: 'alice',
      SOFTWARE_TOKEN_MFA_CODE: server.totp('alice'),
    })

    expect(await call(server, 'GetUser', { AccessToken: AuthenticationResult?.AccessToken })).toMatchObject({
      Username: 'alice',
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
    })
  })

  it('refuses an access token that is invented or expired', async () => {
    const { AuthenticationResult } = await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })
    const getUser = (AccessToken = '') => call(server, 'GetUser', { AccessToken })

    await expect(getUser('invented')).rejects.toThrow('NotAuthorizedException: Invalid Access Token')
    server.clock.advance(3_600_000)
    await expect(getUser(AuthenticationResult?.AccessToken)).rejects.toThrow('Access Token has expired')
  })
})

describe('usernames', () => {
  it('differ by case only where the pool says so', async () => {
    await expect(signInByPassword(server, 'BOB', { PASSWORD: passwords.bob })).resolves.toBeDefined()
    await server.close()
    server = await startCognito({
      pools: [aPool({ caseSensitiveUsernames: true, users: [aUser('bob')], clients: [aClient()] })],
    })
    await expect(signInByPassword(server, 'BOB', { PASSWORD: passwords.bob })).rejects.toThrow('Incorrect')
  })
})
