// The wire client against a server of the same protocol: what is said once signed in.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  aClient,
  aPool,
  clientSecret,
  passwords,
  publicClientId,
  secretClientId,
  userPoolId,
} from '../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../e2e/cognito/server'
import { loopbackTransport } from '../fake-transport'
import { fakeClock, fakeLog } from '../fakes'
import { secretHash } from '../srp/secret-hash'
import type { AuthReply } from './cognito'
import { cognitoFactory } from './cognito-client'
import { checkPool } from './pool-check'

const clock = fakeClock()
const rotatingClientId = 'client3rotating00000000000'
let server: EmbeddedCognito

beforeEach(async () => {
  const pool = aPool()
  const rotating = aClient({
    clientId: rotatingClientId,
    explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    refreshTokenRotation: { retryGracePeriodSeconds: 0 },
  })
  const { deviceConfiguration: _devices, ...withoutDevices } = pool
  server = await startCognito({ pools: [{ ...withoutDevices, clients: [...pool.clients, rotating] }], clock })
})
afterEach(() => server.close())

function clientOf(clientId: string, secret?: string) {
  const factory = cognitoFactory({ transport: loopbackTransport(), clock, log: fakeLog(), secretHash })
  const hasClientSecret = secret !== undefined
  const base = { name: 'Work', userPoolId, clientId, hasClientSecret, method: 'USER_PASSWORD_AUTH' } as const
  // A slash at the end is a person's habit.
  return factory({ ...base, endpoint: `${server.url}/` }, secret)
}

async function signedIn(clientId: string, secret?: string) {
  const cognito = clientOf(clientId, secret)
  const reply: AuthReply = await cognito.initiateAuth({
    flow: 'USER_PASSWORD_AUTH',
    parameters: {
      USERNAME: 'bob',
      PASSWORD: passwords.bob,
      SECRET_HASH: secret === undefined ? undefined : secretHash('bob', clientId, secret),
    },
  })
  if (reply.kind !== 'tokens') throw new Error(`a challenge: ${reply.name}`)
  const { accessToken, refreshToken = '' } = reply.tokens
  const refresh = () => cognito.refresh({ refreshToken, deviceKey: undefined, username: 'bob' })
  return { cognito, accessToken, refreshToken, refresh }
}

describe.each([
  ['a public client', publicClientId, undefined],
  ['a secret client', secretClientId, clientSecret],
] as const)('%s', (_title, clientId, secret) => {
  it('refreshes, and keeps its refresh token', async () => {
    const { refresh } = await signedIn(clientId, secret)
    await expect(refresh()).resolves.toMatchObject({ refreshToken: undefined, expiresInSeconds: 3600 })
  })

  it('revokes', async () => {
    const { cognito, refreshToken, refresh } = await signedIn(clientId, secret)
    await cognito.revokeToken({ refreshToken })
    await expect(refresh()).rejects.toMatchObject({ code: 'session/revoked' })
  })

  it('signs out everywhere', async () => {
    const { cognito, accessToken, refresh } = await signedIn(clientId, secret)
    await cognito.globalSignOut({ accessToken })
    await expect(refresh()).rejects.toMatchObject({ code: 'session/revoked' })
    await expect(cognito.globalSignOut({ accessToken })).rejects.toMatchObject({ code: 'session/revoked' })
  })

  it('learns that the session has expired', async () => {
    const { refresh } = await signedIn(clientId, secret)
    clock.advance(2_592_001_000)
    await expect(refresh()).rejects.toMatchObject({ code: 'session/expired' })
  })

  it('learns that the user is gone, or disabled', async () => {
    const { refresh } = await signedIn(clientId, secret)
    server.admin.setUserState({ username: 'bob', state: 'DISABLED' })
    await expect(refresh()).rejects.toMatchObject({ code: 'auth/user-disabled' })
    server.admin.setUserState({ username: 'bob', state: 'DELETED' })
    await expect(refresh()).rejects.toMatchObject({ code: 'session/user-gone' })
  })
})

it('takes a rotated refresh token, and learns when an old one is used again', async () => {
  const { cognito, refresh } = await signedIn(rotatingClientId)
  const { refreshToken } = await refresh()
  expect(refreshToken).toBeTypeOf('string')
  await expect(refresh()).rejects.toMatchObject({ code: 'session/reused' })
  expect(cognito.clockOffsetMs()).toBe(0)
})

it('refreshes by REFRESH_TOKEN_AUTH where the operation is unknown', async () => {
  const { refresh } = await signedIn(secretClientId, clientSecret)
  server.faults.add({
    operation: 'GetTokensFromRefreshToken',
    kind: 'error',
    name: 'UnknownOperationException',
    status: 400,
  })
  // The server refuses this flow without SECRET_HASH over the canonical name.
  await expect(refresh()).resolves.toMatchObject({ expiresInSeconds: 3600 })
  expect(server.counters().operations).toMatchObject({ GetTokensFromRefreshToken: 1, InitiateAuth: 2 })
})

it('finds the pool, and finds that another is not there', async () => {
  const transport = loopbackTransport()
  const endpoint = server.url
  await expect(checkPool(transport, { userPoolId, endpoint })).resolves.toBe('found')
  await expect(checkPool(transport, { userPoolId: 'eu-central-1_Other', endpoint })).resolves.toBe(
    'not-found',
  )
})
