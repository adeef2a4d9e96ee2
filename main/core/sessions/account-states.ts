// What accounts.json says of an account when its session begins and when it ends.
import { AppError, type ErrorCode } from '../../../shared/errors'
import type { Accounts, StoredAccount } from '../records/accounts'
import type { DeviceRecord } from '../vault/account-record'
import { observedLifeSeconds } from './observed-life'
import type { GrantedSignIn } from './session-store'

/** An account as accounts.json has it after its sign-in; what was set for it before stays. */
export function signedInAccount(
  { userPoolId, clientId, username, sub, typedName, label, way, signedInAtMs }: GrantedSignIn,
  {
    id,
    accounts,
    device,
  }: { readonly id: string; readonly accounts: Accounts; readonly device: DeviceRecord | undefined },
): StoredAccount {
  const before = accounts.get(id)
  return {
    id,
    label: before?.label ?? freeLabel(label ?? typedName ?? username, accounts.list()),
    userPoolId,
    clientId,
    username,
    sub,
    typedNames: [...new Set([...(before?.typedNames ?? []), typedName ?? username, username])],
    isDefault: before?.isDefault ?? accounts.list().length === 0,
    signedInAtMs,
    status: 'signed-in',
    device: deviceState(device),
    ...learnedOf(before),
    ...way,
  }
}

/** What a person chose and what was learned of the pool outlives a sign-in. */
function learnedOf(
  before: StoredAccount | undefined,
): Pick<StoredAccount, 'deviceNames' | 'observedLifeSeconds' | 'identity'> {
  const { deviceNames, observedLifeSeconds, identity } = before ?? {}
  return {
    ...(deviceNames === undefined ? {} : { deviceNames }),
    ...(observedLifeSeconds === undefined ? {} : { observedLifeSeconds }),
    ...(identity === undefined ? {} : { identity }),
  }
}

/** How a device stands, for the person: a pending one is none, until it is known what Cognito made of it. */
export function deviceState(device: DeviceRecord | undefined): StoredAccount['device'] {
  if (device === undefined || device.status === 'pending') return 'none'
  return device.status === 'undecided' ? 'confirmed' : device.status
}

/** The typed name, or that name with a number when another account of this host already has it. */
function freeLabel(name: string, accounts: readonly StoredAccount[]): string {
  const taken = new Set(accounts.map(({ label }) => label))
  let label = name
  for (let count = 2; taken.has(label); count += 1) label = `${name} (${count})`
  return label
}

/** The account as the end leaves it, with what an expiry says about its pool. Times are those of the wall clock. */
export function endedAccount(
  account: StoredAccount,
  code: ErrorCode,
  { goodAtMs, nowMs }: { readonly goodAtMs: number | undefined; readonly nowMs: number },
): StoredAccount {
  const { endedBy: _former, endNotice: _given, ...rest } = account
  if (code === 'session/none') return { ...rest, status: 'signed-out' }
  const ended = { ...rest, status: 'expired', endedBy: code } as const
  const { signedInAtMs } = account
  if (code !== 'session/expired' || signedInAtMs === undefined) return ended
  const seconds = observedLifeSeconds({
    signedInAtMs,
    goodAtMs: goodAtMs ?? signedInAtMs,
    expiredAtMs: nowMs,
  })
  return seconds === undefined ? ended : { ...ended, observedLifeSeconds: seconds }
}

/** @throws what ended the session, `session/none`. */
export function demandSignedIn(account: StoredAccount): StoredAccount {
  const { label, status, endedBy = 'session/expired' } = account
  if (status === 'expired') throw new AppError(endedBy, `${label}: the sign-in has ended.`)
  if (status === 'signed-out') throw new AppError('session/none', `${label} is not signed in.`)
  return account
}
