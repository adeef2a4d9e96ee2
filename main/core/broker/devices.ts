// The devices of a signed-in person. A device is named by its key, by a beginning of that, or by its name.
import { operations } from '../../../shared/broker/operations/operations'
import type { ChangedDeviceReply } from '../../../shared/broker/requests'
import { AppError } from '../../../shared/errors'
import type { DeviceView } from '../../../shared/model/account-details'
import { askingOf } from './asking'
import {
  type AccountCall,
  accountCall,
  agreed,
  type AnyCall,
  done,
  isPermittedToRead,
  type OwnAccountDeps,
  permittedToRead,
} from './own-account'
import type { Question } from './person'
import { type Route, route } from './route'

export function deviceRoutes(deps: OwnAccountDeps): readonly Route[] {
  return [
    route(operations.devices, (call) =>
      permittedToRead(deps, call, async ({ own, account }) => ({
        devices: [...(await own.devices(account.id))],
      })),
    ),
    route(operations.changeDevice, (call) => {
      const { name, remembered } = call.body
      if ((name === undefined) === (remembered === undefined))
        throw new AppError('request/invalid', 'The body: one of "name" and "remembered" says what changes.')
      if (name !== undefined) return rename(deps, call, name)
      return remember(deps, call, remembered === true)
    }),
    route(operations.forgetDevice, (call) => forget(deps, call)),
    route(operations.forgetOtherDevices, (call) =>
      agreed(deps, call, {
        question: ({ label }) => ({ kind: 'forget-other-devices', accountLabel: label }),
        change: ({ own, account }) => own.forgetOtherDevices(account.id),
      }),
    ),
  ]
}

/** A name is this computer's own; but who may not see the devices has no business with their names. */
function rename(deps: OwnAccountDeps, call: AnyCall, name: string): Promise<ChangedDeviceReply> {
  return permittedToRead(deps, call, async (of) => {
    const device = await deviceNamed(of, call.member)
    await of.own.renameDevice(of.account.id, { deviceKey: device.deviceKey, name })
    return { ...done, name: nameAfter(name, device, of) }
  })
}

async function remember(
  deps: OwnAccountDeps,
  call: AnyCall,
  remembered: boolean,
): Promise<ChangedDeviceReply> {
  const of = await accountCall(deps, call)
  const asked = { kind: 'remember-device', accountLabel: of.account.label } as const
  const answer = { remembered: remembered ? 'yes' : 'no' } as const
  const found = await deviceToChange(deps, call, {
    of,
    question: (deviceName) => ({ ...asked, deviceName, ...answer }),
    find: (by) => deviceNamed(by, call.member),
  })
  await of.own.rememberDevice(of.account.id, { deviceKey: found.deviceKey, remembered })
  return doneTo(found, deps, of)
}

async function forget(deps: OwnAccountDeps, call: AnyCall): Promise<ChangedDeviceReply> {
  const of = await accountCall(deps, call)
  const asked = { kind: 'forget-one-device', accountLabel: of.account.label } as const
  const found = await deviceToChange(deps, call, {
    of,
    question: (deviceName) => ({ ...asked, deviceName }),
    find: async (by) => {
      const device = await deviceNamed(by, call.member)
      // Of this device it is refused, with the way that there is: nobody need be asked before.
      if (device.isThisDevice) await by.own.forgetDevice(by.account.id, device.deviceKey)
      return device
    },
  })
  await of.own.forgetDevice(of.account.id, found.deviceKey)
  return doneTo(found, deps, of)
}

/** A person's yes to a change tells the program no name. */
function doneTo({ name }: DeviceView, deps: OwnAccountDeps, of: AccountCall): ChangedDeviceReply {
  return isPermittedToRead(deps, of) ? { ...done, name } : done
}

/** An empty name gives back what Cognito calls the device, which is the key where it has no name there. */
function nameAfter(
  given: string,
  { name, serverName, deviceKey }: DeviceView,
  { account }: AccountCall,
): string {
  if (given.trim() !== '') return given.trim()
  const hadOwn = account.deviceNames?.[deviceKey] !== undefined
  return hadOwn ? (serverName ?? deviceKey) : name
}

interface DeviceChange {
  readonly of: AccountCall
  readonly question: (deviceName: string) => Question
  readonly find: (of: AccountCall) => Promise<DeviceView>
}

/**
 * The device that a person agrees to change. Who may not see the devices learns nothing of them: neither whether one is
 * there, nor which is this one.
 */
async function deviceToChange(
  deps: OwnAccountDeps,
  call: AnyCall,
  { of, question, find }: DeviceChange,
): Promise<DeviceView> {
  const asking = askingOf(call)
  const mayRead = isPermittedToRead(deps, of)
  if (!mayRead && !asking.mayAsk) await deps.person.mustAgree(question(call.member), of.caller, asking)
  const device = mayRead ? await find(of) : await find(of).catch(() => permittedToRead(deps, call, find))
  await deps.person.mustAgree(question(shownName(device)), of.caller, asking)
  return device
}

/** A program that may see devices may name them, too: what Cognito calls it stands beside a name that was given here. */
function shownName({ name, serverName }: DeviceView): string {
  return serverName === undefined ? name : `${name} (${serverName})`
}

/** @throws `account/device-unknown`; `request/invalid` for a word that fits several, none of which is told. */
async function deviceNamed({ own, account }: AccountCall, ref: string): Promise<DeviceView> {
  const devices = await own.devices(account.id)
  const exact = devices.find(({ deviceKey }) => deviceKey === ref)
  if (exact !== undefined) return exact
  // The region comes first in every key; what follows it tells devices apart.
  const fits = devices.filter(
    ({ deviceKey, name }) =>
      name === ref ||
      deviceKey.startsWith(ref) ||
      deviceKey.slice(deviceKey.indexOf('_') + 1).startsWith(ref),
  )
  const [device, ...others] = fits
  if (device === undefined) throw new AppError('account/device-unknown', 'No device has this key or name.')
  if (others.length > 0)
    throw new AppError(
      'request/invalid',
      `${fits.length} devices have this name or a key that begins so: use more of the key.`,
    )
  return device
}
