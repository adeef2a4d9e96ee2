// Against the embedded Cognito: the devices of a person, seen from one of them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPool, aUser, passwords, publicClientId } from '../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../e2e/cognito/server'
import { AppError } from '../../../shared/errors'
import { fakeClock } from '../fakes'
import { anAccountDesk } from './fixtures'
import { createOwnAccount } from './own-account'

const clock = fakeClock()
let server: EmbeddedCognito

beforeAll(async () => {
  server = await startCognito({
    pools: [aPool({ users: [aUser('bob'), aUser('carol'), aUser('dave'), aUser('erin')] })],
    clock,
  })
})
afterAll(() => server.close())

const desk = () => anAccountDesk({ endpoint: server.url, clientId: publicClientId, clock })

/** A person at two computers. */
async function atTwo(username: 'bob' | 'carol' | 'dave' | 'erin') {
  const [here, there] = [await desk(), await desk()]
  const password = passwords[username]
  const id = await here.enter(username, password)
  clock.advance(1000)
  await there.enter(username, password)
  const devices = await here.own.devices(id)
  const [mine, other] = devices.map(({ deviceKey }) => deviceKey)
  if (mine === undefined || other === undefined) throw new Error('two devices were expected')
  return { here, there, id, mine, other, devices }
}

describe('devices', () => {
  it('are listed with this one first', async () => {
    const { devices } = await atTwo('bob')
    expect(devices.slice(0, 2)).toMatchObject([
      { isThisDevice: true, remembered: true, lastIpAddress: '127.0.0.1' },
      { isThisDevice: false, remembered: true },
    ])
  })

  it('have the name that was given here, which outlives a sign-in and ends with the device', async () => {
    const { here, id, other } = await atTwo('carol')
    await here.own.renameDevice(id, { deviceKey: other, name: ' Telephone ' })
    await here.enter('carol', passwords.carol)
    const named = async () => (await here.own.devices(id)).map(({ name }) => name)
    expect(await named()).toEqual(['Desk in the corner', 'Telephone'])
    await here.own.renameDevice(id, { deviceKey: other, name: '' })
    expect(await named()).toEqual(['Desk in the corner', 'Desk in the corner'])
    await here.own.renameDevice(id, { deviceKey: other, name: 'Telephone' })
    await here.own.forgetDevice(id, other)
    expect(here.accounts.get(id)?.deviceNames).toBeUndefined()
    expect(here.sent()).not.toContain('UpdateDevice')
  })

  it.each([
    ['nokey', 'x'],
    ['eu-central-1_aaaa', 'x'.repeat(61)],
    ['eu-central-1_aaaa', 'a\u202Eb'],
    ['eu-central-1_aaaa', 'a\nb'],
  ])('refuse the name of %s: %j', async (deviceKey, name) => {
    const here = await desk()
    const id = await here.enter('bob', passwords.bob)
    await expect(here.own.renameDevice(id, { deviceKey, name })).rejects.toMatchObject({
      code: 'request/invalid',
    })
  })

  it('are remembered or not, and of this one the keychain says the same', async () => {
    const { here, id, mine, other } = await atTwo('dave')
    await here.own.rememberDevice(id, { deviceKey: other, remembered: false })
    expect(here.accounts.get(id)?.device).toBe('remembered')
    await here.own.rememberDevice(id, { deviceKey: mine, remembered: false })
    expect(here.accounts.get(id)?.device).toBe('confirmed')
    expect((await here.record('dave'))?.device?.status).toBe('confirmed')
    expect((await here.record('dave'))?.session?.refreshToken).toBeDefined()
    expect((await here.own.devices(id)).map(({ remembered }) => remembered)).toEqual([false, false])
    await here.own.rememberDevice(id, { deviceKey: mine, remembered: true })
    expect((await here.record('dave'))?.device?.status).toBe('remembered')
    await expect(
      here.own.rememberDevice(id, { deviceKey: 'eu-central-1_0000', remembered: true }),
    ).rejects.toMatchObject({ code: 'account/device-unknown' })
  })

  it('are all left alone where the keychain does not say which one this is', async () => {
    const here = await desk()
    const id = await here.enter('carol', passwords.carol)
    const before = await here.own.devices(id)
    const vault = { ...here.vault, read: () => Promise.reject(new AppError('keychain/locked', 'Locked.')) }
    const own = createOwnAccount({
      ...here,
      vault,
      pools: { get: () => here.pool },
      cognitoFor: () => Promise.resolve(here.cognito),
    })
    await expect(own.forgetOtherDevices(id)).rejects.toMatchObject({ code: 'keychain/locked' })
    expect(await here.own.devices(id)).toEqual(before)
  })

  it('are forgotten, but never this one', async () => {
    const { here, there, id, mine } = await atTwo('erin')
    await expect(here.own.forgetDevice(id, mine)).rejects.toMatchObject({
      code: 'account/device-in-use',
      message: expect.stringContaining('signet logout --forget-device') as string,
    })
    await expect(here.own.forgetDevice(id, 'eu-central-1_0000')).rejects.toMatchObject({
      code: 'account/device-unknown',
    })
    expect(await here.own.forgetOtherDevices(id)).toEqual({ forgotten: 1, warnings: [] })
    expect(await here.own.forgetOtherDevices(id)).toEqual({ forgotten: 0, warnings: [] })
    clock.advance(3_700_000)
    const wish = { use: 'access', minimumTtlSeconds: 60 } as const
    await expect(there.sessions.token(id, wish)).rejects.toMatchObject({ code: 'session/device-unknown' })
    expect((await here.sessions.token(id, wish)).token).not.toBe('')
  })

  it('are not forgotten while a closed keychain cannot say which one this is', async () => {
    const { here, id, other } = await atTwo('bob')
    here.secrets.failWhen(() => new AppError('keychain/locked', 'Locked.'))
    await expect(here.own.forgetDevice(id, other)).rejects.toMatchObject({ code: 'keychain/locked' })
    expect((await here.own.devices(id))[0]?.isThisDevice).toBe(true)
  })
})

it('programs that ask for devices again and again cost Cognito one refresh in its rest', async () => {
  const here = await desk()
  const id = await here.enter('bob', passwords.bob)
  clock.advance(2 * 3_600_000)
  let refreshes = 0
  here.cognito.refresh = () => {
    refreshes += 1
    return Promise.reject(new AppError('network/throttled', 'no', { retryAfterSeconds: 600 }))
  }
  for (let request = 0; request < 20; request += 1)
    await expect(here.own.devices(id)).rejects.toMatchObject({ code: 'network/throttled' })
  expect(refreshes).toBe(1)
})
