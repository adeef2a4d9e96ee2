// amazon-cognito-identity-js, AWS's own client, judges the server: it knows nothing of Signet.
/* eslint-disable @typescript-eslint/no-deprecated */
import { AuthenticationDetails, type CognitoUser, type CognitoUserSession } from 'amazon-cognito-identity-js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aPool, passwords } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import { identityJsClient } from './identity-js-client'
import { startCognito } from './server'

let server: EmbeddedCognito
let user: CognitoUser

beforeEach(async () => {
  server = await startCognito({ pools: [aPool()] })
  user = clientOf('alice')
})
afterEach(() => server.close())

const clientOf = (username: string) => identityJsClient(server.url, username)

interface Outcome {
  readonly session: CognitoUserSession
  readonly askedForCode: boolean
}

function signIn(client: CognitoUser, password: string): Promise<Outcome> {
  const details = new AuthenticationDetails({ Username: client.getUsername(), Password: password })
  return new Promise((resolve, reject) => {
    let askedForCode = false
    client.authenticateUser(details, {
      onSuccess: (session) => resolve({ session, askedForCode }),
      onFailure: reject,
      totpRequired() {
        askedForCode = true
        client.sendMFACode(server.totp('alice'), this, 'SOFTWARE_TOKEN_MFA')
      },
    })
  })
}

function refresh(client: CognitoUser, session: CognitoUserSession): Promise<CognitoUserSession> {
  return new Promise((resolve, reject) => {
    client.refreshSession(
      session.getRefreshToken(),
      (error: unknown, fresh: CognitoUserSession | undefined) => {
        if (fresh === undefined) reject(error instanceof Error ? error : new Error(String(error)))
        else resolve(fresh)
      },
    )
  })
}

describe('amazon-cognito-identity-js', () => {
  it('signs in with a code, registers the device, and signs in on it without one', async () => {
    const first = await signIn(user, passwords.alice)
    const second = await signIn(user, passwords.alice)

    expect(first.askedForCode).toBe(true)
    expect(second.askedForCode).toBe(false)
    expect(server.counters().challenges).toEqual({
      PASSWORD_VERIFIER: 2,
      SOFTWARE_TOKEN_MFA: 1,
      DEVICE_SRP_AUTH: 1,
      DEVICE_PASSWORD_VERIFIER: 1,
    })
    expect(server.admin.devices({ username: 'alice' })).toMatchObject([{ confirmed: true, remembered: true }])
  })

  it('does both device steps where they carry no Session', async () => {
    await server.close()
    server = await startCognito({ pools: [aPool({ deviceChallengeSession: false })] })
    user = clientOf('alice')
    await signIn(user, passwords.alice)

    expect((await signIn(user, passwords.alice)).askedForCode).toBe(false)
  })

  it('refreshes with the device key', async () => {
    const { session } = await signIn(user, passwords.alice)

    const fresh = await refresh(user, session)

    expect(fresh.getAccessToken().getJwtToken()).not.toBe(session.getAccessToken().getJwtToken())
    expect(server.counters().refreshes).toBe(1)
  })

  it('survives a forgotten device: the code is asked again, and the new device is remembered', async () => {
    await signIn(user, passwords.alice)
    server.admin.forgetDevice({ username: 'alice' })

    const again = await signIn(user, passwords.alice)
    const afterwards = await signIn(user, passwords.alice)

    expect(again.askedForCode).toBe(true)
    expect(server.counters().errors).toEqual({ ResourceNotFoundException: 1 })
    expect(afterwards.askedForCode).toBe(false)
  })

  it('is refused a wrong password and then let in with the right one', async () => {
    await expect(signIn(user, 'wrong')).rejects.toMatchObject({
      code: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    })
    await expect(signIn(user, passwords.alice)).resolves.toBeDefined()
  })

  it("is refused when the server's mathematics of users is wrong", async () => {
    server.admin.wrongMathematics({ users: true })

    await expect(signIn(user, passwords.alice)).rejects.toMatchObject({ code: 'NotAuthorizedException' })
  })

  it("is refused on its device when the server's mathematics of devices is wrong", async () => {
    await signIn(user, passwords.alice)
    server.admin.wrongMathematics({ devices: true })

    await expect(signIn(user, passwords.alice)).rejects.toMatchObject({ code: 'NotAuthorizedException' })
    expect(server.counters().challenges).toMatchObject({ DEVICE_PASSWORD_VERIFIER: 1 })
  })

  it('sets the new password of a user whom an administrator made', async () => {
    const erin = clientOf('erin')
    const details = new AuthenticationDetails({ Username: 'erin', Password: passwords.erin })
    const required = await new Promise<unknown>((resolve, reject) => {
      erin.authenticateUser(details, {
        onSuccess: () => reject(new Error('no new password was asked for')),
        onFailure: reject,
        newPasswordRequired: (_attributes, names: unknown) => resolve(names),
      })
    })
    await new Promise((resolve, reject) => {
      erin.completeNewPasswordChallenge(
        'Erin-New-Password-1!',
        { name: 'Erin' },
        { onSuccess: resolve, onFailure: reject },
      )
    })

    expect(required).toEqual(['name'])
    await expect(signIn(clientOf('erin'), 'Erin-New-Password-1!')).resolves.toBeDefined()
  })
})
