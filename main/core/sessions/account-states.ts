// What accounts.json says of an account when its session begins and when it ends.
import { AppError, type ErrorCode } from '../../../shared/errors'
import { accountIdOf, type StoredAccount } from '../records/accounts'
import type { AccountRecord } from '../vault/account-record'
import { observedLifeSeconds } from './observed-life'
import type { NewSession } from './session-store'

/** The account with its new session; of what was there before it keeps what a person chose and what was learned. */
export function adoptedAccount(
  { userPoolId, clientId, typedName, way, record }: NewSession,
  accounts: readonly StoredAccount[],
  nowMs: number,
): StoredAccount {
  const id = accountIdOf(userPoolId, clientId, record.username)
  const before = accounts.find((account) => account.id === id)
  return {
    id,
    label: before?.label ?? freeLabel(typedName, accounts),
    userPoolId,
    clientId,
    username: record.username,
    sub: record.sub,
    typedNames: [...new Set([...(before?.typedNames ?? []), typedName, record.username])],
    isDefault: before?.isDefault ?? accounts.length === 0,
    signedInAtMs: nowMs,
    status: 'signed-in',
    ...learnedOf(before),
    device: deviceOf(record),
    ...way,
  }
}

function learnedOf(before: StoredAccount | undefined): Pick<StoredAccount, 'observedLifeSeconds'> {
  const { observedLifeSeconds: seconds } = before ?? {}
  return seconds === undefined ? {} : { observedLifeSeconds: seconds }
}

function deviceOf({ device }: AccountRecord): StoredAccount['device'] {
  return device === undefined || device.status === 'pending' ? 'none' : device.status
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

/** @throws `account/unknown`, what ended the session, `session/none`. */
export function demandSignedIn(account: StoredAccount | undefined): StoredAccount {
  if (account === undefined) throw new AppError('account/unknown', 'There is no such account any more.')
  const { label, status, endedBy = 'session/expired' } = account
  if (status === 'expired') throw new AppError(endedBy, `${label}: the sign-in has ended.`)
  if (status === 'signed-out') throw new AppError('session/none', `${label} is not signed in.`)
  return account
}

/** The typed name, or that name with a number when another account of this host already has it. */
function freeLabel(name: string, accounts: readonly StoredAccount[]): string {
  const taken = new Set(accounts.map(({ label }) => label))
  let label = name
  for (let count = 2; taken.has(label); count += 1) label = `${name} (${count})`
  return label
}
