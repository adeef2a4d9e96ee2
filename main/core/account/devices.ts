// What a person does to devices. Cognito cannot rename one: names are this computer's own.
import { AppError, type ErrorCode, toAppError } from '../../../shared/errors'
import { deviceNameLimit, type ForgottenDevices } from '../../../shared/model/account-details'
import { neutral } from '../../../shared/text/neutral'
import { deviceKeyOf } from '../cognito/claims'
import type { StoredAccount } from '../records/accounts'
import type { AccountRecord } from '../vault/account-record'
import { accessTokenOf, type AccountDeps, asPerson } from './as-person'
import { listedDevices } from './device-list'

/** As the service model has it. */
const deviceKeyForm = /^[\w-]+_[0-9a-f-]+$/
/** Names that are kept for one account: devices come and go, and accounts.json shall not grow with them. */
const mostNames = 200

export async function renameDevice(
  { accounts }: AccountDeps,
  { id }: StoredAccount,
  { deviceKey, name }: { readonly deviceKey: string; readonly name: string },
): Promise<void> {
  if (!deviceKeyForm.test(deviceKey)) throw new AppError('request/invalid', 'deviceKey: no key of a device.')
  const given = name.trim()
  if (neutral(given, deviceNameLimit) !== given)
    throw new AppError(
      'request/invalid',
      `name: at most ${deviceNameLimit} characters, and none that cannot be seen.`,
    )
  await accounts.change(id, (account) => withNames(account, renamed(account, deviceKey, given)))
}

/** UpdateDeviceStatus; of this device, the keychain and the list of accounts say the same from then on. */
export async function rememberDevice(
  deps: AccountDeps,
  account: StoredAccount,
  { deviceKey, remembered }: { readonly deviceKey: string; readonly remembered: boolean },
): Promise<void> {
  await asPerson(deps, account, async ({ cognito, accessToken }) =>
    cognito.updateDeviceStatus({ accessToken, deviceKey, remembered }).catch(refusedDevice),
  )
  const status = remembered ? 'remembered' : 'confirmed'
  if ((await deps.vault.read(account.id))?.device?.deviceKey !== deviceKey) return
  await deps.vault.update(account.id, (record) => {
    const device = record?.device
    if (record === undefined || device?.deviceKey !== deviceKey || device.status === status) return record
    return { ...record, device: { ...device, status } }
  })
  await deps.accounts.change(account.id, (now) => ({ ...now, device: status }))
}

/** ForgetDevice of another one: with this one the sign-in would end, and `signOut` does both. */
export async function forgetDevice(
  deps: AccountDeps,
  account: StoredAccount,
  deviceKey: string,
): Promise<void> {
  if (await isInUse(deps, account, deviceKey))
    throw new AppError(
      'account/device-in-use',
      'This sign-in is bound to the device: `signet logout --forget-device` signs out and forgets it.',
    )
  await forget(deps, account, deviceKey)
  await dropNames(deps, account, [deviceKey])
}

/** All that are listed but this one, one after the other: Cognito takes few calls a second of one person. */
export async function forgetOtherDevices(
  deps: AccountDeps,
  account: StoredAccount,
): Promise<ForgottenDevices> {
  const { devices, isCut, doubt } = await listedDevices(deps, account)
  // In doubt nothing is forgotten.
  if (doubt !== undefined) throw doubt
  const others = devices.filter(({ isThisDevice }) => !isThisDevice).map(({ deviceKey }) => deviceKey)
  const warnings: string[] = []
  let forgotten = 0
  for (const deviceKey of others) {
    try {
      await patiently(deps, () => forget(deps, account, deviceKey))
    } catch (error) {
      const { code } = toAppError(error)
      // It went by itself meanwhile.
      if (code === 'account/device-unknown') continue
      if (forgotten === 0) throw error
      warnings.push(`Cognito did not forget ${others.length - forgotten} of the devices (${code}).`)
      break
    }
    forgotten += 1
  }
  await dropNames(deps, account, others.slice(0, forgotten))
  if (isCut) warnings.push('There are more devices than were listed: do this again.')
  return { forgotten, warnings }
}

async function isInUse(deps: AccountDeps, account: StoredAccount, deviceKey: string): Promise<boolean> {
  if (deviceKeyOf(await accessTokenOf(deps, account)) === deviceKey) return true
  // A keychain that cannot say whether it is this one fails the call: in doubt nothing is forgotten.
  const record: AccountRecord | undefined = await deps.vault.read(account.id)
  return record?.device?.deviceKey === deviceKey
}

function forget(deps: AccountDeps, account: StoredAccount, deviceKey: string): Promise<void> {
  return asPerson(deps, account, ({ cognito, accessToken }) =>
    cognito.forgetDevice({ accessToken, deviceKey }).catch(refusedDevice),
  )
}

/** The codes of signing in and out, to which these operations belong as well, in the words of an account. */
const ownCodes: Partial<Record<ErrorCode, ErrorCode>> = {
  'session/device-unknown': 'account/device-unknown',
  'auth/refused': 'account/refused',
}

function refusedDevice(error: unknown): never {
  const cause = toAppError(error)
  const code = ownCodes[cause.code]
  throw code === undefined ? cause : new AppError(code, cause.message, { cause })
}

/** How often one that Cognito was too busy for is tried again, and after how long: a second, two, four. */
const mostPauses = 3

async function patiently(deps: AccountDeps, action: () => Promise<void>): Promise<void> {
  for (let pauses = 0; ; pauses += 1) {
    try {
      await action()
      return
    } catch (error) {
      if (toAppError(error).code !== 'network/throttled' || pauses === mostPauses) throw error
      await new Promise<void>((resolve) => deps.clock.after(1000 * 2 ** pauses, resolve))
    }
  }
}

type Names = Readonly<Record<string, string>>

function renamed({ deviceNames = {} }: StoredAccount, deviceKey: string, name: string): Names {
  const others = Object.entries(deviceNames).filter(([key]) => key !== deviceKey)
  // The one that was given longest ago goes first.
  return Object.fromEntries(name === '' ? others : [...others, [deviceKey, name] as const].slice(-mostNames))
}

async function dropNames(
  { accounts }: AccountDeps,
  { id }: StoredAccount,
  deviceKeys: readonly string[],
): Promise<void> {
  if (!deviceKeys.some((key) => accounts.get(id)?.deviceNames?.[key] !== undefined)) return
  const gone = new Set(deviceKeys)
  await accounts.change(id, (account) =>
    withNames(
      account,
      Object.fromEntries(Object.entries(account.deviceNames ?? {}).filter(([key]) => !gone.has(key))),
    ),
  )
}

function withNames({ deviceNames: _former, ...account }: StoredAccount, names: Names): StoredAccount {
  return Object.keys(names).length === 0 ? account : { ...account, deviceNames: { ...names } }
}
