// What a server says of an account is not to be believed in any length or form.
import { describe, expect, it } from 'vitest'
import type { Cognito } from '../cognito/cognito'
import { anOwnAccount } from '../cognito/fixtures'
import type { ListedDevice, OwnAccountCalls } from '../cognito/own-account'
import { GetUserAnswer, ListDevicesAnswer } from '../cognito/own-account-replies'
import { AppError } from '../../../shared/errors'
import { AccountDetails } from '../../../shared/model/account-details'
import { aCognito, aSignedInHost, grants } from '../sessions/fixtures'
import { createOwnAccount } from './own-account'

const nothing = () => Promise.reject(new AppError('network/server-error', 'not part of this story'))

/** A signed-in person at a Cognito that answers as told. */
async function aPerson(told: Partial<OwnAccountCalls>, server: Partial<Cognito> = {}) {
  const host = await aSignedInHost(grants)
  const cognito = aCognito(grants, { ...server, ownAccount: anOwnAccount(nothing, told) })
  const own = createOwnAccount({
    ...host,
    pools: { get: () => undefined },
    cognitoFor: () => Promise.resolve(cognito),
  })
  return { ...host, own }
}

const aDevice = (serial: number, attributes: Readonly<Record<string, string>> = {}): ListedDevice => ({
  deviceKey: `eu-central-1_${serial.toString(16).padStart(8, '0')}`,
  attributes,
  createdAtMs: undefined,
  lastAuthenticatedAtMs: undefined,
})

describe('a hostile server', () => {
  it('that lists devices for ever is left after ten pages, and the person is told', async () => {
    let pages = 0
    const { own, id } = await aPerson({
      listDevices: () => {
        pages += 1
        const devices = Array.from({ length: 60 }, (_, at) => aDevice(pages * 60 + at))
        return Promise.resolve({ devices, paginationToken: `page-${String(pages)}` })
      },
    })
    const details = await own.details(id)
    expect([pages, details.devices.length]).toEqual([10, 600])
    expect(details.problems).toContainEqual({ part: 'devices', code: 'account/more-devices' })
  })

  it('that lists 10,000 devices at once, or attributes without end, is not read', () => {
    const Devices = Array.from({ length: 10_000 }, () => ({ DeviceKey: 'eu-central-1_0a' }))
    expect(ListDevicesAnswer.safeParse({ Devices }).success).toBe(false)
    const UserAttributes = Array.from({ length: 10_000 }, () => ({ Name: 'a', Value: 'b' }))
    expect(GetUserAnswer.safeParse({ UserAttributes }).success).toBe(false)
    expect(ListDevicesAnswer.safeParse({ Devices: [{ DeviceKey: '<script>' }] }).success).toBe(false)
  })

  it('that says a megabyte is cut short, and what is cut cannot be edited', async () => {
    const { own, id } = await aPerson({
      getUser: () =>
        Promise.resolve({
          attributes: [{ name: 'name', value: 'x'.repeat(1_048_576) }],
          mfaTypes: [],
          preferredMfa: undefined,
        }),
    })
    const details = await own.details(id)
    expect(AccountDetails.parse(details).attributes).toEqual([
      { name: 'name', value: 'x'.repeat(2048), isReadOnly: true },
    ])
  })

  it('shows no direction or control characters', async () => {
    const { own, id } = await aPerson({
      listDevices: () =>
        Promise.resolve({
          devices: [aDevice(1, { device_name: 'a\u202Eb\u001B[2J', last_ip_used: '1.2.3.4\n' })],
          paginationToken: undefined,
        }),
      getUser: () =>
        Promise.resolve({
          attributes: [{ name: 'na\u2066me', value: 'Ada\r\nroot' }],
          mfaTypes: ['SMS_MFA', 'SOMETHING_ELSE'],
          preferredMfa: 'SOMETHING_ELSE',
        }),
      getUserAuthFactors: () => Promise.resolve(['PASSWORD', '<b>']),
    })
    const details = await own.details(id)
    expect(JSON.stringify(details)).not.toMatch(/[\p{Cc}\p{Cf}]|\\u00|\\[nr]/u)
    expect(details.firstFactors).toEqual(['PASSWORD'])
    expect(details.mfa.methods.map(({ isPreferred }) => isPreferred)).toEqual([false, false, false])
  })
})

describe('devices of which the server', () => {
  it('lists the remembered ones alone have this one among them all the same', async () => {
    const asked: string[] = []
    const { own, id } = await aPerson({
      listDevices: () => Promise.resolve({ devices: [aDevice(1)], paginationToken: undefined }),
      getDevice: ({ deviceKey }) => {
        asked.push(deviceKey)
        return Promise.resolve({ ...aDevice(2), deviceKey })
      },
    })
    expect((await own.devices(id)).map(({ isThisDevice }) => isThisDevice)).toEqual([true, false])
    expect(asked).toEqual(['dk'])
  })

  it('forgets some, are counted, and the rest is told', async () => {
    let left = 2
    const { own, id } = await aPerson(
      {
        listDevices: () =>
          Promise.resolve({ devices: [aDevice(1), aDevice(2), aDevice(3)], paginationToken: undefined }),
      },
      {
        forgetDevice: () => {
          left -= 1
          return left < 0 ? Promise.reject(new AppError('network/unreachable', 'Gone.')) : Promise.resolve()
        },
      },
    )
    const { forgotten, warnings } = await own.forgetOtherDevices(id)
    expect(forgotten).toBe(2)
    expect(warnings).toEqual(['Cognito did not forget 1 of the devices (network/unreachable).'])
  })

  it('forgets too slowly is asked again, after a second and then after two', async () => {
    let busy = 2
    const host = await aPerson(
      { listDevices: () => Promise.resolve({ devices: [aDevice(1)], paginationToken: undefined }) },
      {
        forgetDevice: () => {
          busy -= 1
          return busy < 0 ? Promise.resolve() : Promise.reject(new AppError('network/throttled', 'Slowly.'))
        },
      },
    )
    const forgetting = host.own.forgetOtherDevices(host.id)
    for (const seconds of [1, 2]) {
      while (host.clock.waiting === 0) await new Promise((resolve) => setImmediate(resolve))
      host.clock.advance(seconds * 1000)
    }
    expect(await forgetting).toEqual({ forgotten: 1, warnings: [] })
  })
})
