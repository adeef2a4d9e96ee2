// @aws-amplify/auth judges the server. Its state is global to the module: one user at a time, signed out in between.
import {
  confirmSignIn,
  fetchAuthSession,
  fetchDevices,
  signIn,
  signOut,
  type AuthSession,
} from '@aws-amplify/auth'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { configureAmplify } from './amplify-client'
import { aClient, aPool, passwords } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import { startCognito } from './server'

let server: EmbeddedCognito

beforeEach(async () => {
  // Without it Amplify on Node < 21 skips ConfirmDevice without a word.
  vi.stubGlobal('navigator', { userAgent: 'node' })
  // Amplify warns about http; the tests' output is for failures.
  vi.spyOn(console, 'warn').mockReturnValue(undefined)
  await start()
})
afterEach(async () => {
  await server.close()
  vi.unstubAllGlobals()
})

async function start(pool = aPool()): Promise<void> {
  server = await startCognito({ pools: [pool] })
  configureAmplify(server.url)
}

/** Signs alice in. @returns whether a code was asked for. */
async function signInAsAlice(): Promise<boolean> {
  const { nextStep, isSignedIn } = await signIn({ username: 'alice', password: passwords.alice })
  if (isSignedIn) return false
  expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE')
  await confirmSignIn({ challengeResponse: server.totp('alice') })
  return true
}

const accessTokenOf = (session: AuthSession) => session.tokens?.accessToken.toString()

describe('@aws-amplify/auth', () => {
  it('signs in with a code, registers the device, and signs in on it without one', async () => {
    const askedAtFirst = await signInAsAlice()
    const devices = await fetchDevices()
    await signOut()
    const askedAgain = await signInAsAlice()

    expect(askedAtFirst).toBe(true)
    expect(devices).toHaveLength(1)
    expect(askedAgain).toBe(false)
    expect(server.counters().challenges).toMatchObject({ DEVICE_SRP_AUTH: 1, DEVICE_PASSWORD_VERIFIER: 1 })
  })

  it('refreshes, also where refresh tokens rotate', async () => {
    await server.close()
    await start(
      aPool({
        clients: [aClient({ explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'], refreshTokenRotation: {} })],
      }),
    )
    await signInAsAlice()
    const before = accessTokenOf(await fetchAuthSession())

    const first = accessTokenOf(await fetchAuthSession({ forceRefresh: true }))
    const second = accessTokenOf(await fetchAuthSession({ forceRefresh: true }))

    expect(new Set([before, first, second]).size).toBe(3)
    expect(server.counters().refreshes).toBe(2)
    expect(server.counters().errors).toEqual({})
  })

  it('survives a forgotten device: the code is asked again, and the new device is remembered', async () => {
    await signInAsAlice()
    await signOut()
    server.admin.forgetDevice({ username: 'alice' })

    const again = await signInAsAlice()
    await signOut()
    const afterwards = await signInAsAlice()

    expect(again).toBe(true)
    expect(server.counters().errors).toEqual({ ResourceNotFoundException: 1 })
    expect(afterwards).toBe(false)
  })

  it('is refused a refresh after the user was signed out on the server', async () => {
    await signInAsAlice()
    server.admin.signOutUser({ username: 'alice' })

    const session = await fetchAuthSession({ forceRefresh: true })

    expect(session.tokens).toBeUndefined()
    expect(server.counters().errors).toEqual({ NotAuthorizedException: 1 })
  })

  it("is refused when the server's mathematics of users is wrong", async () => {
    server.admin.wrongMathematics({ users: true })

    await expect(signInAsAlice()).rejects.toMatchObject({ name: 'NotAuthorizedException' })
  })

  it("is refused on its device when the server's mathematics of devices is wrong", async () => {
    await signInAsAlice()
    await signOut()
    server.admin.wrongMathematics({ devices: true })

    await expect(signInAsAlice()).rejects.toMatchObject({ name: 'NotAuthorizedException' })
    expect(server.counters().challenges).toMatchObject({ DEVICE_PASSWORD_VERIFIER: 1 })
  })
})
