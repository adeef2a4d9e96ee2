// Which device an account has after a sign-in, by what the conversation with Cognito has shown of it.
import type { TokenIdentity } from '../cognito/claims'
import type { NewDevice } from '../cognito/cognito'
import type { AccountRecord, DeviceRecord } from '../vault/account-record'
import type { Exchange } from './exchange'

/** What the conversation made of the device. */
export type DeviceFindings = Pick<Exchange, 'device' | 'refusedDeviceKey' | 'isDeviceProven'>

/** Managed login knows no devices (COGNITO.md §12): one that rests here from another way in stays as it is. */
export const withoutDevice: DeviceFindings = {
  device: undefined,
  refusedDeviceKey: undefined,
  isDeviceProven: false,
}

/** The device that was used, else the one that rests here unused; none that the server has refused. */
export function knownDevice(
  exchange: DeviceFindings,
  identity: TokenIdentity,
  previous: AccountRecord | undefined,
): DeviceRecord | undefined {
  const used = exchange.device
  if (used === undefined || used.record.sub !== identity.sub) {
    const resting = previous?.device
    return resting?.deviceKey === exchange.refusedDeviceKey ? undefined : resting
  }
  if (exchange.isDeviceProven) return { ...used.device, status: 'remembered' }
  // Cognito took its key without a word, so it was confirmed after all.
  return used.device.status === 'pending' ? { ...used.device, status: 'confirmed' } : used.device
}

/**
 * The device whose place a new one takes: USER_PASSWORD_AUTH names the device in its first request alone, where an alias
 * does not lead to it yet (COGNITO.md §7). One that the server has refused is gone there already.
 */
export function supersededDevice(
  { refusedDeviceKey }: DeviceFindings,
  previous: AccountRecord | undefined,
  { deviceKey }: NewDevice,
): DeviceRecord | undefined {
  const former = previous?.device
  const isTheirs = former !== undefined && ![deviceKey, refusedDeviceKey].includes(former.deviceKey)
  return isTheirs ? former : undefined
}
