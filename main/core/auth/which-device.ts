// Which device a sign-in ends with: the one that was used, one that rests here, or one in the place of another.
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

/** What is to be done with a device after tokens have come. */
export interface DeviceOfSignIn {
  readonly device: DeviceRecord | undefined
  /** An opt-in pool, whose person has not been heard yet. */
  readonly isForPersonToDecide: boolean
}

/**
 * The device that was used, else the one that rests here unused; none that the server has refused. One that was used
 * before the person was heard about it is asked about now.
 */
export function knownDevice(
  { device: used, isDeviceProven, refusedDeviceKey }: DeviceFindings,
  identity: TokenIdentity,
  previous: AccountRecord | undefined,
): DeviceOfSignIn {
  if (used === undefined || used.record.sub !== identity.sub) {
    const resting = previous?.device
    const device = resting?.deviceKey === refusedDeviceKey ? undefined : resting
    return { device, isForPersonToDecide: false }
  }
  const { device } = used
  if (isDeviceProven) return { device: { ...device, status: 'remembered' }, isForPersonToDecide: false }
  // Cognito took its key without a word, so it was confirmed; whether it is to be remembered, nobody has said.
  const isUnheard = device.status === 'pending' || device.status === 'undecided'
  return { device: isUnheard ? { ...device, status: 'confirmed' } : device, isForPersonToDecide: isUnheard }
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

/** The device that the refresh token is bound to: the token's own word, else what led to it (COGNITO.md §8.2). */
export function boundDevice(
  { newDevice, exchange }: { readonly newDevice: NewDevice | undefined; readonly exchange: DeviceFindings },
  identity: TokenIdentity,
): string | undefined {
  return identity.deviceKey ?? newDevice?.deviceKey ?? exchange.device?.device.deviceKey
}

/** The record with the device that stood there before the refused one. The session stays as it is now: a refresh may have rotated its token since. */
export function withFormerDevice(
  now: AccountRecord | undefined,
  refusedDeviceKey: string,
  previous: AccountRecord | undefined,
): AccountRecord | undefined {
  if (now?.device?.deviceKey !== refusedDeviceKey) return now
  const { device: _refused, ...rest } = now
  if (previous?.device !== undefined) return { ...rest, device: previous.device }
  return rest.session === undefined ? undefined : rest
}
