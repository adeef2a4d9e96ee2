// Remembered devices. Later sign-ins prove the device by its own SRP, and the server asks for no code (COGNITO.md §7).
import { AppError, toAppError } from '../../../shared/errors'
import type { AuthReply, Cognito, NewDevice } from '../cognito/cognito'
import type { ModPow, Random } from '../ports'
import { createDeviceVerifier } from '../srp/device-verifier'
import { createEphemeral } from '../srp/ephemeral'
import { passwordProof } from '../srp/proof'
import type { DeviceRecord } from '../vault/account-record'
import type { DevicePasswordVerifier, DeviceSrpAuth } from './challenge'
import type { Exchange } from './exchange'
import type { KnownDevice } from './known-device'

export interface SrpPorts {
  readonly random: Random
  readonly modPow: ModPow
}

/** The answer to DEVICE_SRP_AUTH, with a fresh `a`. @throws `auth/server-values` when no device was offered or it came before. */
export async function answerDeviceSrpAuth(
  exchange: Exchange,
  challenge: DeviceSrpAuth,
  { random, modPow }: SrpPorts,
): Promise<AuthReply> {
  inUse(exchange, challenge.name)
  if (exchange.isDeviceProven) throw new AppError('auth/server-values', 'DEVICE_SRP_AUTH came a second time.')
  const ephemeral = createEphemeral(random, modPow)
  exchange.keepForDevice(ephemeral)
  return exchange.respondAsDevice(challenge, { SRP_A: ephemeral.publicHex })
}

/** The answer to DEVICE_PASSWORD_VERIFIER. @throws `auth/server-values`, `auth/device-refused`. */
export async function answerDevicePasswordVerifier(
  exchange: Exchange,
  challenge: DevicePasswordVerifier,
  modPow: ModPow,
): Promise<AuthReply> {
  const { device } = inUse(exchange, challenge.name)
  const ephemeral = exchange.takeForDevice()
  if (challenge.deviceKey !== undefined && challenge.deviceKey !== device.deviceKey)
    throw new AppError('auth/server-values', 'DEVICE_PASSWORD_VERIFIER is for another device.')
  const timestamp = exchange.timestamp()
  const { saltHex, serverPublicHex, secretBlockBase64 } = challenge
  const signature = await passwordProof(
    {
      namespace: device.deviceGroupKey,
      identity: device.deviceKey,
      password: device.devicePassword,
      saltHex,
      serverPublicHex,
      secretBlockBase64,
      timestamp,
    },
    ephemeral,
    modPow,
  )
  return exchange.respondAsDevice(challenge, {
    PASSWORD_CLAIM_SIGNATURE: signature,
    PASSWORD_CLAIM_SECRET_BLOCK: secretBlockBase64,
    TIMESTAMP: timestamp,
  })
}

function inUse(exchange: Exchange, challengeName: string): KnownDevice {
  if (exchange.device === undefined)
    throw new AppError('auth/server-values', `${challengeName} came though no device was offered.`)
  return exchange.device
}

export interface Confirmation {
  readonly cognito: Cognito
  readonly accessToken: string
  readonly newDevice: NewDevice
  readonly deviceName: string
  /** Puts the record of the device into the keychain. */
  readonly store: (device: DeviceRecord) => Promise<void>
}

/** A device that Cognito knows now. */
export interface ConfirmedDevice {
  readonly device: DeviceRecord
  /** An opt-in pool: the person decides whether the device may stand in for a code. */
  readonly isForPersonToDecide: boolean
}

/**
 * Gives a new device its secret: stored as *pending* before Cognito hears of it, so that no crash in between loses
 * a device that Cognito has.
 * @throws `auth/device-not-confirmed` (the session must not be kept: its refresh would be refused), `keychain/*`.
 */
export async function confirmDevice(
  { cognito, accessToken, newDevice, deviceName, store }: Confirmation,
  { random, modPow }: SrpPorts,
): Promise<ConfirmedDevice> {
  const { devicePassword, salt, passwordVerifier } = await createDeviceVerifier(newDevice, random, modPow)
  const device: DeviceRecord = { ...newDevice, devicePassword, name: deviceName, status: 'pending' }
  await store(device)
  const { deviceKey } = newDevice
  try {
    const reply = await cognito.confirmDevice({ accessToken, deviceKey, deviceName, salt, passwordVerifier })
    const isForPersonToDecide = reply.userConfirmationNecessary
    return { device: { ...device, status: 'confirmed' }, isForPersonToDecide }
  } catch (error) {
    const cause = toAppError(error)
    throw new AppError('auth/device-not-confirmed', `ConfirmDevice failed (${cause.code}).`, { cause })
  }
}
