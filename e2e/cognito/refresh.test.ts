import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aClient, aPool, clientSecret, passwords, publicClientId, secretClientId } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import { startCognito } from './server'
import { call, confirmNewDevice, initiate, signInByPassword, type AuthAnswer } from './test-client'

let server: EmbeddedCognito

// A clock that only tests move.
const clock = { wallMs: () => Date.UTC(2026, 2, 7, 10) }

beforeEach(async () => {
  server = await startCognito({ pools: [aPool()], clock })
})
afterEach(() => server.close())

interface Held {
  readonly AccessToken: string
  readonly RefreshToken: string
  readonly DeviceKey: string
}

async function signedIn(): Promise<Held> {
  const answer = await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })
  const { deviceKey } = await confirmNewDevice(server, answer)
  const { AccessToken = '', RefreshToken = '' } = answer.AuthenticationResult ?? {}
  return { AccessToken, RefreshToken, DeviceKey: deviceKey }
}

const refresh = ({ RefreshToken, DeviceKey }: Pick<Held, 'RefreshToken'> & { readonly DeviceKey?: string }) =>
  call(server, 'GetTokensFromRefreshToken', { ClientId: publicClientId, RefreshToken, DeviceKey })

const newToken = (answer: AuthAnswer) => answer.AuthenticationResult?.RefreshToken ?? ''

const invalid = { message: 'NotAuthorizedException: Invalid Refresh Token.' }

describe('a refresh', () => {
  it.each(['REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN'])('by %s gives tokens of the same sign-in', async (flow) => {
    const held = await signedIn()
    server.clock.advance(60_000)
    const { AuthenticationResult } = await initiate(server, flow, {
      REFRESH_TOKEN: held.RefreshToken,
      DEVICE_KEY: held.DeviceKey,
    })

    const [before, after] = [decodeJwt(held.AccessToken), decodeJwt(AuthenticationResult?.AccessToken ?? '')]
    expect(AuthenticationResult).not.toHaveProperty('RefreshToken')
    expect(after['auth_time']).toBe(before['auth_time'])
    expect(after['origin_jti']).toBe(before['origin_jti'])
    expect(after['device_key']).toBe(held.DeviceKey)
    expect(after.jti).not.toBe(before.jti)
    expect(after.iat).toBe((before.iat ?? 0) + 60)
  })

  it('by GetTokensFromRefreshToken leaves the refresh token as it is without rotation', async () => {
    const held = await signedIn()

    expect((await refresh(held)).AuthenticationResult).not.toHaveProperty('RefreshToken')
    await expect(refresh(held)).resolves.toBeDefined()
    expect(server.counters().refreshes).toBe(2)
  })

  it('is bound to the confirmed device of the sign-in', async () => {
    const held = await signedIn()
    const other = await signedIn()
    const unconfirmed = await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })

    await expect(refresh({ RefreshToken: held.RefreshToken })).rejects.toMatchObject(invalid)
    await expect(refresh({ ...held, DeviceKey: other.DeviceKey })).rejects.toMatchObject(invalid)
    await expect(
      refresh({
        RefreshToken: newToken(unconfirmed),
        DeviceKey: unconfirmed.AuthenticationResult?.NewDeviceMetadata?.DeviceKey ?? '',
      }),
    ).rejects.toMatchObject(invalid)
    await call(server, 'ForgetDevice', { AccessToken: held.AccessToken, DeviceKey: held.DeviceKey })
    await expect(refresh(held)).rejects.toMatchObject(invalid)
    await expect(refresh(other)).resolves.toBeDefined()
  })

  it('needs no device key in a pool without devices', async () => {
    await server.close()
    server = await startCognito({ pools: [aPool({ deviceConfiguration: undefined })] })
    const answer = await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })

    await expect(refresh({ RefreshToken: newToken(answer) })).resolves.toBeDefined()
  })

  it('is refused for an invented token, another client, a revoked and an expired one', async () => {
    const held = await signedIn()
    await expect(refresh({ ...held, RefreshToken: 'invented' })).rejects.toMatchObject(invalid)
    await expect(
      call(server, 'GetTokensFromRefreshToken', {
        ...held,
        ClientId: secretClientId,
        ClientSecret: clientSecret,
      }),
    ).rejects.toMatchObject(invalid)
    server.clock.advance(2_592_000_000)
    await expect(refresh(held)).rejects.toThrow('Refresh Token has expired')
    server.admin.signOutUser({ username: 'bob' })
    await expect(refresh(held)).rejects.toThrow('Refresh Token has been revoked')
  })
})

describe('rotation', () => {
  async function rotating(retryGracePeriodSeconds: number): Promise<Held> {
    await server.close()
    server = await startCognito({
      clock,
      pools: [
        aPool({
          clients: [
            aClient({
              explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
              refreshTokenSeconds: 7200,
              refreshTokenRotation: { retryGracePeriodSeconds },
            }),
          ],
        }),
      ],
    })
    return signedIn()
  }

  it('gives a new refresh token each time and refuses the old one at once without grace', async () => {
    const held = await rotating(0)
    const next = newToken(await refresh(held))

    expect(next).not.toBe('')
    await expect(refresh(held)).rejects.toMatchObject({ exception: 'RefreshTokenReuseException' })
    await expect(refresh({ ...held, RefreshToken: next })).resolves.toBeDefined()
  })

  it('takes the old one again during the grace period, which its first use begins', async () => {
    const held = await rotating(30)
    const first = newToken(await refresh(held))
    server.clock.advance(20_000)
    const second = newToken(await refresh(held))
    server.clock.advance(10_000)

    await expect(refresh(held)).rejects.toMatchObject({ exception: 'RefreshTokenReuseException' })
    await expect(refresh({ ...held, RefreshToken: first })).resolves.toBeDefined()
    await expect(refresh({ ...held, RefreshToken: second })).resolves.toBeDefined()
  })

  it('lets only one of many at once through without grace', async () => {
    const held = await rotating(0)
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => refresh(held)))

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(server.counters()).toMatchObject({ refreshes: 1, errors: { RefreshTokenReuseException: 19 } })
  })

  it('hands on what is left of the life, and no more', async () => {
    const held = await rotating(0)
    server.clock.advance(7_000_000)
    const next = newToken(await refresh(held))
    server.clock.advance(200_000)

    await expect(refresh({ ...held, RefreshToken: next })).rejects.toThrow('Refresh Token has expired')
  })
})

describe('RevokeToken', () => {
  const revoke = (Token: string, more: object = {}) =>
    call(server, 'RevokeToken', { ClientId: publicClientId, Token, ...more })

  it('ends the refresh token and the access tokens from it, of this sign-in alone', async () => {
    const held = await signedIn()
    const other = await signedIn()
    await revoke(held.RefreshToken)
    await revoke(held.RefreshToken)

    await expect(refresh(held)).rejects.toThrow('Refresh Token has been revoked')
    await expect(call(server, 'GetUser', held)).rejects.toThrow('Access Token has been revoked')
    await expect(call(server, 'GetUser', other)).resolves.toBeDefined()
  })

  it('refuses an access token, a wrong secret, and a client without revocation', async () => {
    const held = await signedIn()
    await expect(revoke(held.AccessToken)).rejects.toMatchObject({
      exception: 'UnsupportedTokenTypeException',
    })
    await expect(revoke(held.RefreshToken, { ClientId: secretClientId })).rejects.toMatchObject({
      exception: 'UnauthorizedException',
    })
    await server.close()
    server = await startCognito({ pools: [aPool({ clients: [aClient({ enableTokenRevocation: false })] })] })
    const { AccessToken, RefreshToken } = await signedIn()
    expect(decodeJwt(AccessToken)).not.toHaveProperty('origin_jti')
    await expect(revoke(RefreshToken)).rejects.toMatchObject({ exception: 'UnsupportedOperationException' })
  })
})

describe('GlobalSignOut', () => {
  it('ends every token of the user', async () => {
    const held = await signedIn()
    const other = await signedIn()
    await call(server, 'GlobalSignOut', { AccessToken: held.AccessToken })

    await expect(refresh(other)).rejects.toThrow('Refresh Token has been revoked')
    await expect(call(server, 'GetUser', other)).rejects.toThrow('Access Token has been revoked')
    await expect(refresh(await signedIn())).resolves.toBeDefined()
  })
})
