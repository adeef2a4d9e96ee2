import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aPool, passwords } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import { startCognito } from './server'
import {
  call,
  claim,
  confirmNewDevice,
  freshEphemeral,
  initiate,
  proveDevice,
  respond,
  signInByPassword,
  type AuthAnswer,
  type ClientDevice,
} from './test-client'

const bob = { typed: 'bob', password: passwords.bob, poolName: 'SignetT1' }
const unknown = { message: 'ResourceNotFoundException: Device does not exist.' }

let server: EmbeddedCognito

beforeEach(async () => {
  server = await startCognito({ pools: [aPool()] })
})
afterEach(() => server.close())

async function restart(overrides: Parameters<typeof aPool>[0]): Promise<void> {
  await server.close()
  server = await startCognito({ pools: [aPool(overrides)] })
}

const signInAsBob = (more: Record<string, string> = {}) =>
  signInByPassword(server, 'bob', { PASSWORD: passwords.bob, ...more })

async function registered(): Promise<{ readonly answer: AuthAnswer; readonly device: ClientDevice }> {
  const answer = await signInAsBob()
  return { answer, device: await confirmNewDevice(server, answer) }
}

async function signInAsAlice(more: Record<string, string> = {}): Promise<AuthAnswer> {
  const challenge = await signInByPassword(server, 'alice', { PASSWORD: passwords.alice, ...more })
  return respond(server, challenge, { USERNAME: 'alice', SOFTWARE_TOKEN_MFA_CODE: server.totp('alice') })
}

const updateStatus = (answer: AuthAnswer, device: ClientDevice, DeviceRememberedStatus: string) =>
  call(server, 'UpdateDeviceStatus', {
    AccessToken: answer.AuthenticationResult?.AccessToken,
    DeviceKey: device.deviceKey,
    DeviceRememberedStatus,
  })

describe('a device in a pool that always remembers', () => {
  it('is given with the first sign-in and proves itself in the next: USER_PASSWORD_AUTH with DEVICE_KEY', async () => {
    const { device } = await registered()
    const challenge = await signInAsBob({ DEVICE_KEY: device.deviceKey })
    const { AuthenticationResult } = await proveDevice(server, challenge, { ...device, username: 'bob' })

    expect(challenge).toMatchObject({ ChallengeName: 'DEVICE_SRP_AUTH', ChallengeParameters: {} })
    expect(AuthenticationResult).toBeDefined()
    expect(AuthenticationResult).not.toHaveProperty('NewDeviceMetadata')
  })

  it('stands in for MFA', async () => {
    const device = await confirmNewDevice(server, await signInAsAlice())
    const challenge = await signInByPassword(server, 'alice', {
      PASSWORD: passwords.alice,
      DEVICE_KEY: device.deviceKey,
    })

    expect(
      (await proveDevice(server, challenge, { ...device, username: 'alice' })).AuthenticationResult,
    ).toBeDefined()
    expect(server.counters().challenges['SOFTWARE_TOKEN_MFA']).toBe(1)
  })

  it('is asked for by its key in PASSWORD_VERIFIER too', async () => {
    const { device } = await registered()
    const { challenge, responses } = await claim(server, bob)

    const next = await respond(server, challenge, { ...responses, DEVICE_KEY: device.deviceKey })
    expect(next.ChallengeName).toBe('DEVICE_SRP_AUTH')
  })

  it('is taken at its key in InitiateAuth when PASSWORD_VERIFIER names none', async () => {
    const { device } = await registered()
    const { challenge, responses } = await claim(server, bob, {
      parameters: { DEVICE_KEY: device.deviceKey },
    })

    expect((await respond(server, challenge, responses)).ChallengeName).toBe('DEVICE_SRP_AUTH')
  })

  it('may answer DEVICE_SRP_AUTH without the Session', async () => {
    const { device } = await registered()
    const { Session: _unused, ...challenge } = await signInAsBob({ DEVICE_KEY: device.deviceKey })

    expect(
      (await proveDevice(server, challenge, { ...device, username: 'bob' })).AuthenticationResult,
    ).toBeDefined()
  })

  it('never stands alone: its challenge has to follow a password', async () => {
    const { device } = await registered()
    const responses = { USERNAME: 'bob', DEVICE_KEY: device.deviceKey, SRP_A: freshEphemeral().publicHex }

    await expect(respond(server, { ChallengeName: 'DEVICE_SRP_AUTH' }, responses)).rejects.toThrow(
      'Invalid session for the user.',
    )
  })

  it('is refused with the wrong secret, once and for all of that sign-in', async () => {
    const { device } = await registered()
    const challenge = await signInAsBob({ DEVICE_KEY: device.deviceKey })
    const impostor = { ...device, devicePassword: 'another', username: 'bob' }

    await expect(proveDevice(server, challenge, impostor)).rejects.toThrow('Incorrect username or password.')
    await expect(proveDevice(server, challenge, { ...device, username: 'bob' })).rejects.toThrow(
      'session can only be used once',
    )
  })
})

describe('a device key that the user has no confirmed device for', () => {
  const named = (DEVICE_KEY: string) => claim(server, bob).then((made) => ({ ...made, DEVICE_KEY }))

  it.each(['unconfirmed', "another user's", 'forgotten', 'invented'])(
    'leaves the secret block for the same answer without it: %s',
    async (kind) => {
      const key = await keyThatIs(kind)
      const { challenge, responses, DEVICE_KEY } = await named(key)

      await expect(respond(server, challenge, { ...responses, DEVICE_KEY })).rejects.toMatchObject(unknown)
      const { AuthenticationResult } = await respond(server, challenge, { ...responses, DEVICE_KEY: null })
      expect(AuthenticationResult?.NewDeviceMetadata).toBeDefined()
    },
  )

  it('is refused in USER_PASSWORD_AUTH, and only after the password', async () => {
    await expect(signInAsBob({ DEVICE_KEY: 'eu-central-1_0' })).rejects.toMatchObject(unknown)
    await expect(signInAsBob({ DEVICE_KEY: 'eu-central-1_0', PASSWORD: 'wrong' })).rejects.toThrow(
      'Incorrect',
    )
  })

  it('is ignored in InitiateAuth of USER_SRP_AUTH, or refused there by choice of the pool', async () => {
    const parameters = { USERNAME: 'bob', SRP_A: freshEphemeral().publicHex, DEVICE_KEY: 'eu-central-1_0' }
    await expect(initiate(server, 'USER_SRP_AUTH', parameters)).resolves.toBeDefined()

    await restart({ srpDeviceKeyCheckedAt: 'InitiateAuth' })
    await expect(initiate(server, 'USER_SRP_AUTH', parameters)).rejects.toMatchObject(unknown)
    await expect(
      initiate(server, 'USER_SRP_AUTH', { ...parameters, USERNAME: 'nobody' }),
    ).rejects.toMatchObject(unknown)
  })

  async function keyThatIs(kind: string): Promise<string> {
    if (kind === 'invented') return 'eu-central-1_00000000-0000-0000-0000-000000000000'
    if (kind === "another user's") return (await confirmNewDevice(server, await signInAsAlice())).deviceKey
    if (kind === 'unconfirmed') {
      return (await signInAsBob()).AuthenticationResult?.NewDeviceMetadata?.DeviceKey ?? ''
    }
    const { device } = await registered()
    server.admin.forgetDevice({ username: 'bob' })
    return device.deviceKey
  }
})

describe('ConfirmDevice', () => {
  const confirm = (answer: AuthAnswer, config: object | undefined, DeviceKey?: string) =>
    call(server, 'ConfirmDevice', {
      AccessToken: answer.AuthenticationResult?.AccessToken,
      DeviceKey: DeviceKey ?? answer.AuthenticationResult?.NewDeviceMetadata?.DeviceKey,
      DeviceSecretVerifierConfig: config,
    })

  it('refuses a device twice, an unknown one, and a missing or negative verifier', async () => {
    const { answer, device } = await registered()
    const good = { Salt: 'AA==', PasswordVerifier: 'AQ==' }

    await expect(confirm(answer, good, device.deviceKey)).rejects.toMatchObject({
      exception: 'DeviceKeyExistsException',
    })
    await expect(confirm(answer, good, 'eu-central-1_0')).rejects.toMatchObject(unknown)
    const fresh = await signInAsBob()
    for (const bad of [
      undefined,
      { Salt: 'AA==' },
      { PasswordVerifier: 'AQ==' },
      { Salt: 'AA==', PasswordVerifier: '/w==' },
      { Salt: 'gA==', PasswordVerifier: 'AQ==' },
      { Salt: 'AA==', PasswordVerifier: 'AA==' },
    ]) {
      await expect(confirm(fresh, bad)).rejects.toMatchObject({ exception: 'InvalidParameterException' })
    }
    await expect(confirm(fresh, good)).resolves.toEqual({ UserConfirmationNecessary: false })
  })

  it('leaves the decision to the person in an opt-in pool', async () => {
    await restart({ deviceConfiguration: { deviceOnlyRememberedOnUserPrompt: true } })
    const answer = await signInAsAlice()
    const device = await confirmNewDevice(server, answer)
    const again = () =>
      signInByPassword(server, 'alice', { PASSWORD: passwords.alice, DEVICE_KEY: device.deviceKey })

    expect((await again()).ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
    await updateStatus(answer, device, 'remembered')
    expect((await again()).ChallengeName).toBe('DEVICE_SRP_AUTH')
    await updateStatus(answer, device, 'not_remembered')
    expect((await again()).ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
    await expect(updateStatus(answer, device, 'maybe')).rejects.toMatchObject({
      exception: 'InvalidParameterException',
    })
  })
})

describe("a pool's device configuration", () => {
  it('may keep MFA for remembered devices', async () => {
    await restart({ deviceConfiguration: { challengeRequiredOnNewDevice: false } })
    const device = await confirmNewDevice(server, await signInAsAlice())
    const answer = await signInAsAlice({ DEVICE_KEY: device.deviceKey })

    expect(answer.AuthenticationResult).not.toHaveProperty('NewDeviceMetadata')
    expect(server.counters().challenges).toEqual({ SOFTWARE_TOKEN_MFA: 2 })
  })

  it('may be absent: no device key is given, and a given one counts for nothing', async () => {
    await restart({ deviceConfiguration: undefined })
    const answer = await signInAsBob({ DEVICE_KEY: 'eu-central-1_0' })

    expect(answer.AuthenticationResult).not.toHaveProperty('NewDeviceMetadata')
  })
})

describe('the list of devices', () => {
  it('shows, pages and forgets confirmed devices', async () => {
    const { answer, device } = await registered()
    await registered()
    await signInAsBob()
    const AccessToken = answer.AuthenticationResult?.AccessToken
    interface Page {
      readonly Devices: readonly { readonly DeviceKey: string }[]
      readonly PaginationToken?: string
    }
    const list = (more: object = {}) => call<Page>(server, 'ListDevices', { AccessToken, ...more })

    const first = await list({ Limit: 1 })
    const second = await list({ Limit: 1, PaginationToken: first.PaginationToken })
    expect(first.Devices).toHaveLength(1)
    expect(second.Devices).toHaveLength(1)
    expect(second).not.toHaveProperty('PaginationToken')
    expect(await call(server, 'GetDevice', { AccessToken, DeviceKey: device.deviceKey })).toMatchObject({
      Device: {
        DeviceKey: device.deviceKey,
        DeviceAttributes: expect.arrayContaining([
          { Name: 'device_name', Value: 'test' },
          { Name: 'dev:device_remembered_status', Value: 'remembered' },
        ]) as unknown,
      },
    })
    await call(server, 'ForgetDevice', { AccessToken, DeviceKey: device.deviceKey })
    expect((await list()).Devices).toHaveLength(1)
    await expect(
      call(server, 'GetDevice', { AccessToken, DeviceKey: device.deviceKey }),
    ).rejects.toMatchObject(unknown)
    await expect(
      call(server, 'ForgetDevice', { AccessToken, DeviceKey: device.deviceKey }),
    ).rejects.toMatchObject(unknown)
  })
})
