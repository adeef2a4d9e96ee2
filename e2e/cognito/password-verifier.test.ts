import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aClient, aPool, aUser, passwords, publicClientId } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import { startCognito } from './server'
import { call, claim, freshEphemeral, initiate, respond } from './test-client'

const poolName = 'SignetT1'
const bob = { typed: 'bob', password: passwords.bob, poolName }
const incorrect = {
  exception: 'NotAuthorizedException',
  message: 'NotAuthorizedException: Incorrect username or password.',
}

let server: EmbeddedCognito

beforeEach(async () => {
  server = await startCognito({ pools: [aPool()] })
})
afterEach(() => server.close())

describe('USER_SRP_AUTH', () => {
  it('gives PASSWORD_VERIFIER without a Session and takes the proof', async () => {
    const { challenge, responses } = await claim(server, bob)

    expect(challenge).not.toHaveProperty('Session')
    expect(Object.keys(challenge.ChallengeParameters).sort()).toEqual([
      'SALT',
      'SECRET_BLOCK',
      'SRP_B',
      'USERNAME',
      'USER_ID_FOR_SRP',
    ])
    const { AuthenticationResult } = await respond(server, challenge, responses)
    expect(AuthenticationResult).toMatchObject({ TokenType: 'Bearer', ExpiresIn: 3600 })
  })

  it('names the canonical user for an alias, and takes the alias in the answer', async () => {
    const { challenge, responses } = await claim(server, { ...bob, typed: 'Bob@Example.com' })

    expect(challenge.ChallengeParameters['USER_ID_FOR_SRP']).toBe('bob')
    const answer = await respond(server, challenge, { ...responses, USERNAME: 'bob@example.com' })
    expect(answer.AuthenticationResult).toBeDefined()
  })

  it('does not know a user by an address that is not verified, nor by sub', async () => {
    const pool = aPool({
      clients: [aClient({ preventUserExistenceErrors: 'LEGACY' })],
      users: [
        aUser('bob', {
          sub: '2ef6bd75-1898-467d-89ef-0a0f7c2ae3b2',
          attributes: { email: 'bob@example.com' },
        }),
      ],
    })
    await server.close()
    server = await startCognito({ pools: [pool] })

    for (const typed of ['bob@example.com', '2ef6bd75-1898-467d-89ef-0a0f7c2ae3b2']) {
      await expect(claim(server, { ...bob, typed })).rejects.toMatchObject({
        exception: 'UserNotFoundException',
        message: 'UserNotFoundException: User does not exist.',
      })
    }
  })

  it('makes up a steady challenge for a user who does not exist, and refuses the answer as a wrong password', async () => {
    const first = await claim(server, { ...bob, typed: 'nobody' })
    const second = await claim(server, { ...bob, typed: 'nobody' })

    expect(first.challenge.ChallengeParameters['SALT']).toBe(second.challenge.ChallengeParameters['SALT'])
    expect(first.challenge.ChallengeParameters['SRP_B']).not.toBe(
      second.challenge.ChallengeParameters['SRP_B'],
    )
    await expect(respond(server, first.challenge, first.responses)).rejects.toMatchObject(incorrect)
  })

  it('refuses a wrong password, and the same secret block a second time', async () => {
    const wrong = await claim(server, { ...bob, password: 'wrong' })
    await expect(respond(server, wrong.challenge, wrong.responses)).rejects.toMatchObject(incorrect)

    const right = await claim(server, bob)
    await respond(server, right.challenge, right.responses)
    await expect(respond(server, right.challenge, right.responses)).rejects.toMatchObject(incorrect)
  })

  it("refuses one user's proof under another's name", async () => {
    const { challenge, responses } = await claim(server, bob)

    await expect(respond(server, challenge, { ...responses, USERNAME: 'dave' })).rejects.toMatchObject(
      incorrect,
    )
  })

  it('refuses an answer that comes too late', async () => {
    const { challenge, responses } = await claim(server, bob)
    server.clock.advance(31_000)

    await expect(respond(server, challenge, responses)).rejects.toMatchObject(incorrect)
  })

  it.each([
    ['a padded day', 'Sat Mar 07 10:00:00 UTC 2026'],
    ['a wrong weekday', 'Fri Mar 7 10:00:00 UTC 2026'],
    ['a clock that is an hour off', 'Sat Mar 7 11:00:00 UTC 2026'],
  ])('refuses a TIMESTAMP with %s as it refuses a wrong password', async (_what, timestamp) => {
    server.clock.setOffset(Date.UTC(2026, 2, 7, 10) - Date.now())
    const { challenge, responses } = await claim(server, bob, { timestamp })

    await expect(respond(server, challenge, responses)).rejects.toMatchObject(incorrect)
  })

  it.each(['Sa März 7 10:00:00 UTC 2026', '2026-03-07T10:00:00Z', 'Sat Mar 7 10:00:00 +05:30 2026'])(
    'says what a TIMESTAMP looks like when it cannot read %s',
    async (timestamp) => {
      const { challenge, responses } = await claim(server, bob, { timestamp })

      await expect(respond(server, challenge, responses)).rejects.toMatchObject({
        exception: 'InvalidParameterException',
        message:
          'InvalidParameterException: TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.',
      })
    },
  )

  it('answers with its own time, so that a client can correct its clock', async () => {
    server.clock.setOffset(3_600_000)
    const response = await fetch(server.url, { method: 'POST' })

    expect(Math.abs(Date.parse(response.headers.get('date') ?? '') - Date.now() - 3_600_000)).toBeLessThan(
      5000,
    )
  })

  it.each([
    ['0', 'zero'],
    ['f'.repeat(1537), 'too long'],
    ['xyz', 'no number'],
  ])('refuses SRP_A %#: %s', async (SRP_A) => {
    await expect(initiate(server, 'USER_SRP_AUTH', { USERNAME: 'bob', SRP_A })).rejects.toMatchObject({
      exception: 'InvalidParameterException',
    })
  })

  it('refuses A = N, which would make every password right', async () => {
    const { prime } = await import('./srp')
    const SRP_A = prime.toString(16)

    await expect(initiate(server, 'USER_SRP_AUTH', { USERNAME: 'bob', SRP_A })).rejects.toMatchObject({
      exception: 'InvalidParameterException',
    })
  })

  it('takes upper-case SRP_A with a leading zero', async () => {
    const SRP_A = `0${freshEphemeral().publicHex.toUpperCase()}`

    await expect(initiate(server, 'USER_SRP_AUTH', { USERNAME: 'bob', SRP_A })).resolves.toBeDefined()
  })
})

describe('what an app client allows', () => {
  it('refuses a flow that is not enabled, and one that it does not know', async () => {
    await server.close()
    server = await startCognito({
      pools: [aPool({ clients: [aClient({ explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] })] })],
    })

    for (const flow of ['USER_PASSWORD_AUTH', 'REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN', 'USER_AUTH']) {
      await expect(initiate(server, flow, { USERNAME: 'bob', PASSWORD: 'x' })).rejects.toMatchObject({
        exception: 'InvalidParameterException',
        message: `InvalidParameterException: ${flow} flow not enabled for this client`,
      })
    }
  })

  it('does not know another client', async () => {
    const body = { AuthFlow: 'USER_SRP_AUTH', ClientId: 'other', AuthParameters: { USERNAME: 'bob' } }

    await expect(call(server, 'InitiateAuth', body)).rejects.toMatchObject({
      message: 'ResourceNotFoundException: User pool client other does not exist.',
    })
  })

  it.each([
    ['USER_SRP_AUTH', { SRP_A: 'ab' }, 'USERNAME'],
    ['USER_SRP_AUTH', { USERNAME: 'bob' }, 'SRP_A'],
    ['USER_PASSWORD_AUTH', { USERNAME: 'bob' }, 'PASSWORD'],
    ['REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: null }, 'REFRESH_TOKEN'],
  ])('names what is missing in %s: %j', async (flow, parameters, missing) => {
    await expect(initiate(server, flow, parameters as Record<string, string | null>)).rejects.toMatchObject({
      message: `InvalidParameterException: Missing required parameter ${missing}`,
    })
  })

  it('names a member of the wrong type', async () => {
    const body = { AuthFlow: 'USER_SRP_AUTH', ClientId: publicClientId, AuthParameters: { USERNAME: 7 } }

    await expect(call(server, 'InitiateAuth', body)).rejects.toThrow(
      "InvalidParameterException: 1 validation error detected: Value at 'AuthParameters.USERNAME'",
    )
  })
})
