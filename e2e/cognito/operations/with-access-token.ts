// Operations that an access token authorises: devices, GetUser, GlobalSignOut (COGNITO.md §7, §9).
import { confirmedDevice, deviceView, isConfirmed } from '../devices'
import { CognitoError, invalidParameter, unknownDevice } from '../errors'
import { mfaView } from '../mfa'
import { integerOf, prime } from '../srp'
import type { World } from '../world'
import {
  AccessTokenInput,
  ConfirmDeviceInput,
  DeviceInput,
  ListDevicesInput,
  parseInput,
  UpdateDeviceStatusInput,
} from './input'

export function confirmDevice(world: World, body: unknown): object {
  const input = parseInput(ConfirmDeviceInput, body)
  const nowMs = world.clock.wallMs()
  const { user, client } = world.tokens.holderOf(input.AccessToken, nowMs)
  const device = user.devices.get(input.DeviceKey)
  if (device === undefined) throw unknownDevice()
  if (isConfirmed(device)) {
    throw new CognitoError('DeviceKeyExistsException', 'Device already exists for the given user.')
  }
  const salt = uploadedInteger('Salt', input.DeviceSecretVerifierConfig?.Salt)
  const verifier = uploadedInteger('PasswordVerifier', input.DeviceSecretVerifierConfig?.PasswordVerifier)
  if (verifier === 0n || verifier >= prime) throw invalidParameter('Invalid PasswordVerifier.')
  const asks = client.pool.spec.deviceConfiguration?.deviceOnlyRememberedOnUserPrompt === true
  Object.assign(device, {
    salt,
    verifier,
    name: input.DeviceName ?? undefined,
    remembered: !asks,
    modifiedMs: nowMs,
  })
  return { UserConfirmationNecessary: asks }
}

export function updateDeviceStatus(world: World, body: unknown): object {
  const input = parseInput(UpdateDeviceStatusInput, body)
  const nowMs = world.clock.wallMs()
  const device = confirmedDevice(world.tokens.holderOf(input.AccessToken, nowMs).user, input.DeviceKey)
  device.remembered = input.DeviceRememberedStatus === 'remembered'
  device.modifiedMs = nowMs
  return {}
}

/** The device's refresh tokens end with it: their binding finds no device any more. */
export function forgetDevice(world: World, body: unknown): object {
  const input = parseInput(DeviceInput, body)
  const { user } = world.tokens.holderOf(input.AccessToken, world.clock.wallMs())
  if (!user.devices.delete(input.DeviceKey)) throw unknownDevice()
  return {}
}

export function getDevice(world: World, body: unknown): object {
  const input = parseInput(DeviceInput, body)
  const { user } = world.tokens.holderOf(input.AccessToken, world.clock.wallMs())
  return { Device: deviceView(confirmedDevice(user, input.DeviceKey)) }
}

/** PaginationToken is the number of devices already listed. */
export function listDevices(world: World, body: unknown): object {
  const input = parseInput(ListDevicesInput, body)
  const { user } = world.tokens.holderOf(input.AccessToken, world.clock.wallMs())
  const start = Number(input.PaginationToken ?? '0')
  if (!Number.isSafeInteger(start) || start < 0) throw invalidParameter('Invalid PaginationToken.')
  const limit = input.Limit ?? 60
  const confirmed = [...user.devices.values()].filter((device) => isConfirmed(device))
  const end = start + limit
  return {
    Devices: confirmed.slice(start, end).map((device) => deviceView(device)),
    ...(end < confirmed.length ? { PaginationToken: String(end) } : {}),
  }
}

export function getUser(world: World, body: unknown): object {
  const input = parseInput(AccessTokenInput, body)
  const { user } = world.tokens.holderOf(input.AccessToken, world.clock.wallMs())
  const attributes = [['sub', user.sub], ...user.attributes].map(([Name, Value]) => ({ Name, Value }))
  return {
    Username: user.username,
    UserAttributes: attributes,
    ...mfaView(user.mfa),
  }
}

export function globalSignOut(world: World, body: unknown): object {
  const input = parseInput(AccessTokenInput, body)
  world.tokens.revokeAll(world.tokens.holderOf(input.AccessToken, world.clock.wallMs()).user)
  return {}
}

/**
 * A base64 integer of ConfirmDevice. Cognito reads it as signed: a set top bit without a 00 before it is negative,
 * and refused (COGNITO.md §2.5).
 */
function uploadedInteger(name: string, base64: string | null | undefined): bigint {
  const bytes = Buffer.from(base64 ?? '', 'base64')
  const [first] = bytes
  if (first === undefined || first >= 0x80 || bytes.length > 385) {
    throw invalidParameter(`Invalid device secret verifier config: ${name} is missing, negative or too long.`)
  }
  return integerOf(bytes)
}
