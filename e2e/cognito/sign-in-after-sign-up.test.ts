// USER_AUTH with the Session of ConfirmSignUp (COGNITO.md §3.1), and users who never had a password.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aClient, aPool, aUser, passwords, publicClientId, secretClientId } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import type { PoolInput } from './pool-file'
import { startCognito } from './server'
import {
  call,
  claim,
  freshEphemeral,
  initiate,
  respond,
  signInByPassword,
  type AuthAnswer,
} from './test-client'

let server: EmbeddedCognito

const clock = { wallMs: () => Date.UTC(2026, 2, 7, 10) }

beforeEach(() => start())
afterEach(() => server.close())

async function start(overrides: Partial<PoolInput> = {}): Promise<void> {
  const allowedFirstAuthFactors: PoolInput['allowedFirstAuthFactors'] = ['PASSWORD', 'EMAIL_OTP']
  server = await startCognito({ pools: [aPool({ allowedFirstAuthFactors, ...overrides })], clock })
}

async function restart(overrides: Partial<PoolInput>): Promise<void> {
  await server.close()
  await start(overrides)
}

const lastCode = () => server.inbox('nora').at(-1)?.code ?? ''

/** nora, without a password unless one is given. @returns the Session of ConfirmSignUp. */
async function signUp(more: { readonly Password?: string } = {}): Promise<string> {
  const who = { ClientId: publicClientId, Username: 'nora' }
  const UserAttributes = Object.entries({ name: 'Nora', email: 'nora@example.com' }).map(([Name, Value]) => ({
    Name,
    Value,
  }))
  const signedUp = await call<{ readonly Session: string }>(server, 'SignUp', {
    ...who,
    ...more,
    UserAttributes,
  })
  const { Session } = await call<{ readonly Session: string }>(server, 'ConfirmSignUp', {
    ...who,
    ConfirmationCode: lastCode(),
    Session: signedUp.Session,
  })
  return Session
}

function signInWith(Session: string, more: Record<string, unknown> = {}): Promise<AuthAnswer> {
  return call(server, 'InitiateAuth', {
    AuthFlow: 'USER_AUTH',
    ClientId: publicClientId,
    AuthParameters: { USERNAME: 'nora' },
    Session,
    ...more,
  })
}

describe('the Session of ConfirmSignUp', () => {
  it('stands for the first factor of USER_AUTH, once', async () => {
    const session = await signUp()

    const { AuthenticationResult } = await signInWith(session)
    expect(AuthenticationResult).toMatchObject({
      RefreshToken: expect.any(String) as string,
      NewDeviceMetadata: expect.any(Object) as object,
    })
    await expect(signInWith(session)).rejects.toThrow(
      'NotAuthorizedException: Invalid session for the user, session can only be used once.',
    )
  })

  it('wants no other factor, whichever is preferred', async () => {
    const AuthParameters = { USERNAME: 'nora', PREFERRED_CHALLENGE: 'EMAIL_OTP' }

    expect(await signInWith(await signUp(), { AuthParameters })).toHaveProperty('AuthenticationResult')
    expect(server.inbox('nora')).toHaveLength(1)
  })

  it('leaves the second factor to be set up where the pool requires one', async () => {
    await restart({ mfa: 'ON' })

    expect(await signInWith(await signUp())).toMatchObject({ ChallengeName: 'MFA_SETUP' })
  })

  it.each([
    ['a user of another name', { AuthParameters: { USERNAME: 'bob' } }],
    ['a name that nobody has', { AuthParameters: { USERNAME: 'nobody' } }],
    ['another client', { ClientId: 'another0client' }],
  ])('is no session of %s', async (_, more) => {
    await restart({ clients: [aClient(), aClient({ clientId: 'another0client' })] })
    const session = await signUp()

    await expect(signInWith(session, more)).rejects.toThrow(
      'NotAuthorizedException: Invalid session for the user.',
    )
    await expect(signInWith(session)).resolves.toHaveProperty('AuthenticationResult')
  })

  it('ends with the life of a challenge', async () => {
    const session = await signUp()
    server.clock.advance(180_000)

    await expect(signInWith(session)).rejects.toThrow('Invalid session for the user, session is expired.')
  })

  it('does not pass by a disabled user, a temporary password or a secret', async () => {
    const session = await signUp()
    const AuthParameters = { USERNAME: 'nora' }
    await expect(signInWith(session, { ClientId: secretClientId, AuthParameters })).rejects.toThrow(
      'SECRET_HASH was not received',
    )
    server.admin.setUserState({ username: 'nora', state: 'DISABLED' })
    await expect(signInWith(session)).rejects.toThrow('User is disabled.')
    server.admin.setUserState({ username: 'nora', state: 'CONFIRMED' })
    server.admin.setUserState({ username: 'nora', state: 'FORCE_CHANGE_PASSWORD' })

    await expect(signInWith(session)).rejects.toThrow('Invalid session for the user.')
  })

  it('means nothing to a flow that begins with the password', async () => {
    await signUp({ Password: passwords.bob })

    await expect(
      signInWith('x'.repeat(20), {
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'nora', PASSWORD: passwords.bob },
      }),
    ).resolves.toHaveProperty('AuthenticationResult')
  })
})

describe('a user without a password', () => {
  const userAuth = (more: Record<string, string> = {}) =>
    initiate(server, 'USER_AUTH', { USERNAME: 'nora', ...more })

  it('is not offered one, and signs in with a code', async () => {
    await signUp()
    const choice = await userAuth()
    expect(choice.AvailableChallenges).toEqual(['EMAIL_OTP'])

    const challenge = await respond(server, choice, { USERNAME: 'nora', ANSWER: 'EMAIL_OTP' })
    const answer = { USERNAME: 'nora', EMAIL_OTP_CODE: lastCode() }
    const { AuthenticationResult } = await respond(server, challenge, answer)
    const factors = await call(server, 'GetUserAuthFactors', {
      AccessToken: AuthenticationResult?.AccessToken,
    })
    expect(factors).toMatchObject({ ConfiguredUserAuthFactors: ['EMAIL_OTP'] })
  })

  it('gets the choice back when a password is preferred, and nowhere in with one', async () => {
    await signUp()
    const { publicHex: SRP_A } = freshEphemeral()
    for (const preferred of [
      { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: passwords.bob },
      { PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A },
    ]) {
      expect(await userAuth(preferred)).toMatchObject({ ChallengeName: 'SELECT_CHALLENGE' })
    }

    await expect(signInByPassword(server, 'nora', { PASSWORD: passwords.bob })).rejects.toThrow('Incorrect')
    const { challenge, responses } = await claim(server, {
      typed: 'nora',
      password: passwords.bob,
      poolName: 'SignetT1',
    })
    await expect(respond(server, challenge, responses)).rejects.toThrow('Incorrect username or password.')
  })

  it('is offered one as soon as there is one', async () => {
    const { AuthenticationResult } = await signInWith(await signUp())
    await call(server, 'ChangePassword', {
      AccessToken: AuthenticationResult?.AccessToken,
      ProposedPassword: passwords.bob,
    })

    expect((await userAuth()).AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP'])
  })

  it('is not the user of a pool file', async () => {
    await restart({ users: [aUser('bob')] })
    const choice = await initiate(server, 'USER_AUTH', { USERNAME: 'bob' })

    expect(choice.AvailableChallenges).toContain('PASSWORD')
  })
})
