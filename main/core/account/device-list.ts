// The devices that Cognito keeps for the person, as far as a list of them is of use, and which of them is this one.
import type { DeviceView } from '../../../shared/model/account-details'
import { type AppError, toAppError } from '../../../shared/errors'
import { harmless } from '../../../shared/text/harmless'
import { deviceKeyOf } from '../cognito/claims'
import type { ListedDevice } from '../cognito/own-account'
import type { StoredAccount } from '../records/accounts'
import { type AccountDeps, asPerson, type Person } from './as-person'

/** Pages that are read at most: 600 devices. A server that goes on for ever must not keep a person waiting. */
const mostPages = 10

export interface DeviceList {
  /** This device first, then the ones used last. */
  readonly devices: readonly DeviceView[]
  /** Whether there are more. */
  readonly isCut: boolean
  /** Why the keychain did not say which device this is: more than the one that is marked may then be this one. */
  readonly doubt: AppError | undefined
}

/** ListDevices to its end. @throws `account/devices-not-tracked` and what `OwnAccount` says. */
export function listedDevices(deps: AccountDeps, account: StoredAccount): Promise<DeviceList> {
  return asPerson(deps, account, async (person) => {
    const [{ found, isCut }, { own, doubt }] = await Promise.all([
      allPages(person),
      ownKeys(deps, account, person.accessToken),
    ])
    for (const device of await missing(person, own, found)) found.set(device.deviceKey, device)
    const devices = [...found.values()].map((device) => deviceView(account, device, own))
    return { devices: devices.sort(byUse), isCut, doubt }
  })
}

/**
 * The keys of this device: of the one that the sign-in is bound to, and of the one that the keychain holds for the next
 * sign-in. Where the keychain is closed, the first alone is known.
 */
async function ownKeys(
  { vault, log }: AccountDeps,
  { id }: StoredAccount,
  accessToken: string,
): Promise<{ readonly own: ReadonlySet<string>; readonly doubt: AppError | undefined }> {
  const bound = deviceKeyOf(accessToken)
  try {
    const kept = await vault.read(id)
    return { own: keySet(bound, kept?.device?.deviceKey), doubt: undefined }
  } catch (error) {
    const doubt = toAppError(error)
    log.write('warn', 'account', `which device this is, the keychain does not say: ${doubt.code}`)
    return { own: keySet(bound), doubt }
  }
}

function keySet(...keys: readonly (string | undefined)[]): ReadonlySet<string> {
  return new Set(keys.flatMap((key) => (key === undefined ? [] : [key])))
}

async function allPages({
  cognito,
  accessToken,
}: Person): Promise<{ readonly found: Map<string, ListedDevice>; readonly isCut: boolean }> {
  const found = new Map<string, ListedDevice>()
  let paginationToken: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const reply = await cognito.ownAccount.listDevices({ accessToken, paginationToken })
    for (const device of reply.devices) found.set(device.deviceKey, device)
    paginationToken = reply.paginationToken
    if (paginationToken === undefined) return { found, isCut: false }
  }
  return { found, isCut: true }
}

/**
 * This device where the list lacks it: a pool that asks people whether to remember a device has been seen to list the
 * remembered ones alone (aws-amplify/amplify-js pull request 12171), and how could this one be remembered then?
 */
async function missing(
  { cognito, accessToken }: Person,
  own: ReadonlySet<string>,
  found: ReadonlyMap<string, ListedDevice>,
): Promise<readonly ListedDevice[]> {
  const keys = [...own].filter((key) => !found.has(key))
  const looked = await Promise.allSettled(
    keys.map((deviceKey) => cognito.ownAccount.getDevice({ accessToken, deviceKey })),
  )
  // The list itself was answered: what this adds is not worth failing for.
  return looked.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
}

function deviceView(
  account: StoredAccount,
  { deviceKey, attributes, createdAtMs, lastAuthenticatedAtMs }: ListedDevice,
  own: ReadonlySet<string>,
): DeviceView {
  const remembered = attributes['dev:device_remembered_status']
  const address = harmless(attributes['last_ip_used'] ?? '', 60)
  return {
    deviceKey,
    ...namesOf(account, deviceKey, harmless(attributes['device_name'] ?? '', 100)),
    isThisDevice: own.has(deviceKey),
    ...(remembered === undefined ? {} : { remembered: remembered === 'remembered' }),
    ...(createdAtMs === undefined ? {} : { createdAt: new Date(createdAtMs).toISOString() }),
    ...(lastAuthenticatedAtMs === undefined
      ? {}
      : { lastUsedAt: new Date(lastAuthenticatedAtMs).toISOString() }),
    ...(address === '' ? {} : { lastIpAddress: address }),
  }
}

function namesOf(
  { deviceNames = {} }: StoredAccount,
  deviceKey: string,
  serverName: string,
): Pick<DeviceView, 'name' | 'serverName'> {
  const given = deviceNames[deviceKey]
  if (given === undefined) return { name: serverName === '' ? deviceKey : serverName }
  return { name: given, ...(serverName === '' ? {} : { serverName }) }
}

function byUse(one: DeviceView, other: DeviceView): number {
  if (one.isThisDevice !== other.isThisDevice) return one.isThisDevice ? -1 : 1
  return (other.lastUsedAt ?? '').localeCompare(one.lastUsedAt ?? '')
}
