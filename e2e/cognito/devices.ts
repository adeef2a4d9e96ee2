// Devices of a user (COGNITO.md §7).
import { randomBytes, randomUUID } from 'node:crypto'
import type { Device, RunningPool, User } from './directory'
import { unknownDevice } from './errors'

/** A device that may stand in a sign-in. @throws ResourceNotFoundException when unknown, unconfirmed or another's. */
export function confirmedDevice(user: User, deviceKey: string): Device & { verifier: bigint } {
  const device = user.devices.get(deviceKey)
  if (!isConfirmed(device)) throw unknownDevice()
  return device
}

export function isConfirmed(device: Device | undefined): device is Device & { verifier: bigint } {
  return device?.verifier !== undefined
}

/** The confirmed device of this key, if the user has it. */
export function knownDevice(user: User, deviceKey: string | undefined): Device | undefined {
  const device = user.devices.get(deviceKey ?? '')
  return isConfirmed(device) ? device : undefined
}

/** Makes the key for a client that named none. */
export function newDevice(pool: RunningPool, user: User, nowMs: number): Device {
  const device: Device = {
    deviceKey: `${pool.region}_${randomUUID()}`,
    deviceGroupKey: `-${randomBytes(6).toString('base64url').replaceAll(/[-_]/g, 'x')}`,
    createdMs: nowMs,
    salt: 0n,
    verifier: undefined,
    name: undefined,
    remembered: false,
    modifiedMs: nowMs,
    authenticatedMs: nowMs,
  }
  user.devices.set(device.deviceKey, device)
  return device
}

/** The device as GetDevice and ListDevices show it; times in seconds. */
export function deviceView(device: Device): Record<string, unknown> {
  return {
    DeviceKey: device.deviceKey,
    DeviceAttributes: [
      { Name: 'device_status', Value: 'valid' },
      { Name: 'device_name', Value: device.name ?? '' },
      { Name: 'dev:device_remembered_status', Value: device.remembered ? 'remembered' : 'not_remembered' },
      { Name: 'last_ip_used', Value: '127.0.0.1' },
    ],
    DeviceCreateDate: device.createdMs / 1000,
    DeviceLastModifiedDate: device.modifiedMs / 1000,
    DeviceLastAuthenticatedDate: device.authenticatedMs / 1000,
  }
}
