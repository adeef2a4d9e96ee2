import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { secretHash } from '../../main/core/srp/secret-hash'
import { aPool, clientSecret, passwords, publicClientId, secretClientId } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import { startCognito } from './server'
import { call } from './test-client'

let server: EmbeddedCognito

beforeEach(async () => {
  server = await startCognito({ pools: [aPool()] })
})
afterEach(() => server.close())

const hashOf = (username: string) => secretHash(username, secretClientId, clientSecret)

function start(parameters: Record<string, string>, ClientId = secretClientId) {
  return call(server, 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId,
    AuthParameters: parameters,
  })
}

function refresh(parameters: Record<string, string>) {
  return call(server, 'InitiateAuth', {
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    ClientId: secretClientId,
    AuthParameters: parameters,
  })
}

describe('SECRET_HASH', () => {
  it('is required of a client with a secret', async () => {
    await expect(start({ USERNAME: 'bob', PASSWORD: passwords.bob })).rejects.toMatchObject({
      message: `NotAuthorizedException: Client ${secretClientId} is configured with secret but SECRET_HASH was not received`,
    })
  })

  it('is over the USERNAME of the same request, alias or not', async () => {
    const alias = { USERNAME: 'bob@example.com', PASSWORD: passwords.bob }

    await expect(start({ ...alias, SECRET_HASH: hashOf('bob@example.com') })).resolves.toBeDefined()
    await expect(start({ ...alias, SECRET_HASH: hashOf('bob') })).rejects.toMatchObject({
      message: `NotAuthorizedException: Unable to verify secret hash for client ${secretClientId}`,
    })
  })

  it('is checked in every answer to a challenge', async () => {
    const first = await start({ USERNAME: 'alice', PASSWORD: passwords.alice, SECRET_HASH: hashOf('alice') })
    const answer = (SECRET_HASH: string) =>
      call(server, 'RespondToAuthChallenge', {
        ClientId: secretClientId,
        ChallengeName: first.ChallengeName,
        Session: first.Session,
        ChallengeResponses: { USERNAME: 'alice', SOFTWARE_TOKEN_MFA_CODE: server.totp('alice'), SECRET_HASH },
      })

    await expect(answer('wrong')).rejects.toThrow('Unable to verify secret hash')
    expect((await answer(hashOf('alice'))).AuthenticationResult).toBeDefined()
  })

  it('is refused from a client that has no secret', async () => {
    const parameters = { USERNAME: 'bob', PASSWORD: passwords.bob, SECRET_HASH: 'x' }

    await expect(start(parameters, publicClientId)).rejects.toThrow('Unable to verify secret hash')
  })

  it('is over the real username in REFRESH_TOKEN_AUTH; the newer operation takes the raw secret', async () => {
    const { AuthenticationResult } = await start({
      USERNAME: 'bob@example.com',
      PASSWORD: passwords.bob,
      SECRET_HASH: hashOf('bob@example.com'),
    })
    const RefreshToken = AuthenticationResult?.RefreshToken ?? ''
    const DeviceKey = AuthenticationResult?.NewDeviceMetadata?.DeviceKey ?? ''
    const old = { REFRESH_TOKEN: RefreshToken, DEVICE_KEY: DeviceKey }
    const body = { RefreshToken, DeviceKey, ClientId: secretClientId }

    await expect(refresh({ ...old, SECRET_HASH: hashOf('bob@example.com') })).rejects.toThrow(
      'Unable to verify',
    )
    // Past the hash, the unconfirmed device is what is wrong.
    await expect(refresh({ ...old, SECRET_HASH: hashOf('bob') })).rejects.toThrow('Invalid Refresh Token.')
    await expect(call(server, 'GetTokensFromRefreshToken', body)).rejects.toThrow('configured with secret')
    await expect(
      call(server, 'GetTokensFromRefreshToken', { ...body, ClientSecret: 'x'.repeat(30) }),
    ).rejects.toThrow('Unable to verify')
    await expect(
      call(server, 'GetTokensFromRefreshToken', { ...body, ClientSecret: clientSecret }),
    ).rejects.toThrow('Invalid Refresh Token.')
  })
})
