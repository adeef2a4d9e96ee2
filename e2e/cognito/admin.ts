// What an administrator does, done by a test.
import type { Admin, KnownDevice, WhichUser } from './embedded-cognito'
import { isConfirmed } from './devices'
import { removeUser } from './directory'
import type { World } from './world'

export function createAdmin(world: World): Admin {
  return {
    devices: (which) => devicesOf(world, which),
    forgetDevice: (which) => forget(world, which),
    signOutUser: (which) => world.tokens.revokeAll(world.directory.named(which).user),
    setUserState: (which) => setState(world, which),
    forgetIdentities: () => world.identities.forget(),
    wrongMathematics: (wrong) => {
      if (wrong.users !== undefined) world.mathematics.users = wrong.users ? 'wrong' : 'right'
      if (wrong.devices !== undefined) world.mathematics.devices = wrong.devices ? 'wrong' : 'right'
    },
  }
}

function devicesOf(world: World, which: WhichUser): readonly KnownDevice[] {
  return [...world.directory.named(which).user.devices.values()].map((device) => ({
    deviceKey: device.deviceKey,
    deviceGroupKey: device.deviceGroupKey,
    name: device.name,
    confirmed: isConfirmed(device),
    remembered: device.remembered,
  }))
}

function forget(world: World, which: Parameters<Admin['forgetDevice']>[0]): void {
  const { devices } = world.directory.named(which).user
  if (which.deviceKey === undefined) devices.clear()
  else if (!devices.delete(which.deviceKey))
    throw new Error(`${which.username} has no device ${which.deviceKey}`)
}

function setState(world: World, which: Parameters<Admin['setUserState']>[0]): void {
  const { pool, user } = world.directory.named(which)
  if (which.state === 'DELETED') {
    removeUser(pool, user)
    return
  }
  user.enabled = which.state !== 'DISABLED'
  if (which.state === 'DISABLED') world.tokens.revokeAll(user)
  else user.state = which.state
}
