// The devices of a signed-in person. A device is named by its key, by a beginning of that, or by its name.
import {
  ChangeDeviceRequest,
  CommonRequest,
  DevicesReply,
  DoneReply,
  ForgottenDevicesReply,
} from '../../../shared/broker/requests'
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
    route({
      method: 'GET',
      path: '/v1/accounts/*/devices',
      body: CommonRequest,
      reply: DevicesReply,
      run: (call) =>
        permittedToRead(deps, call, async ({ own, account }) => ({
          devices: [...(await own.devices(account.id))],
        })),
    }),
    route({
      method: 'PATCH',
      path: '/v1/accounts/*/devices/*',
      body: ChangeDeviceRequest,
      reply: DoneReply,
      run: (call) => {
        const { name, remembered } = call.body
        if ((name === undefined) === (remembered === undefined))
          throw new AppError('request/invalid', 'The body: one of "name" and "remembered" says what changes.')
        // A name is this computer's own; but who may not see the devices has no business with their names.
        if (name !== undefined)
          return permittedToRead(deps, call, async (of) => {
            const { deviceKey } = await deviceNamed(of, call.member)
            await of.own.renameDevice(of.account.id, { deviceKey, name })
            return done
          })
        return remember(deps, call, remembered === true)
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/accounts/*/devices/*',
      body: CommonRequest,
      reply: DoneReply,
      run: (call) => forget(deps, call),
    }),
    route({
      method: 'POST',
      path: '/v1/accounts/*/devices/forget-others',
      body: CommonRequest,
      reply: ForgottenDevicesReply,
      run: (call) =>
        agreed(deps, call, {
          question: ({ label }) => ({ kind: 'forget-other-devices', accountLabel: label }),
          change: ({ own, account }) => own.forgetOtherDevices(account.id),
        }),
    }),
  ]
}

async function remember(deps: OwnAccountDeps, call: AnyCall, remembered: boolean): Promise<typeof done> {
  const of = await accountCall(deps, call)
  const asked = { kind: 'remember-device', accountLabel: of.account.label } as const
  const answer = { remembered: remembered ? 'yes' : 'no' } as const
  const found = await deviceToChange(deps, call, {
    of,
    question: (deviceName) => ({ ...asked, deviceName, ...answer }),
    find: (by) => deviceNamed(by, call.member),
  })
  await of.own.rememberDevice(of.account.id, { deviceKey: found.deviceKey, remembered })
  return done
}

async function forget(deps: OwnAccountDeps, call: AnyCall): Promise<typeof done> {
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
  return done
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
