// POST /v1/reset: as if Signet had never been here. What could not be removed is named, and the rest goes on.
import type { z } from 'zod'
import { operations } from '../../../shared/broker/operations/operations'
import type { ResetReply } from '../../../shared/broker/requests'
import { toAppError } from '../../../shared/errors'
import type { RecordStore } from '../ports'
import type { StoredAccount } from '../records/accounts'
import { removeAccount } from './account-changes'
import { askingOf } from './asking'
import type { AwsEndpoints } from './aws-endpoints'
import type { BrokerDeps } from './deps'
import type { Person } from './person'
import { removePool } from './pool-changes'
import { type Route, route } from './route'

type ResetDeps = Pick<
  BrokerDeps,
  | 'accounts'
  | 'pools'
  | 'settings'
  | 'sessions'
  | 'vault'
  | 'grants'
  | 'audit'
  | 'anchors'
  | 'stores'
  | 'lock'
> & { readonly person: Person; readonly awsEndpoints: Pick<AwsEndpoints, 'endAll'> }

/** Files that Signet writes, also under the name they got when they were damaged. Nothing else is touched. */
const ownFile = /^(pools|settings|accounts|grants|lock)\.json($|\.damaged)/

/** The only way to what a sign-in that was cut short has left in the keychain. */
const signInNote = /^sign-in\/([0-9a-f]{16})\.json$/

export function resetRoute(deps: ResetDeps): Route {
  return route(operations.reset, async (call) => {
    await deps.person.mustAgree({ kind: 'reset' }, await call.request.identify(), askingOf(call))
    return reset(deps)
  })
}

async function reset(deps: ResetDeps): Promise<z.input<typeof ResetReply>> {
  const { accounts, pools, settings, vault, grants, audit, anchors, stores, lock, awsEndpoints } = deps
  // Also of an account that cannot be removed: their tokens lie in files.
  awsEndpoints.endAll()
  const removed: string[] = []
  const left: string[] = []
  const step = async (what: string, remove: () => Promise<unknown>) => {
    try {
      await remove()
      removed.push(what)
    } catch (error) {
      const { code, message } = toAppError(error)
      left.push(`${what}: ${message} (${code})`)
    }
  }
  const remove = await accountRemoval(deps)
  for (const account of accounts.list())
    await step(`account ${account.label}`, async () => {
      const warnings = await remove(account)
      left.push(...warnings.map((warning) => `${account.label}: ${warning}`))
    })
  for (const pool of pools.list()) await step(`pool ${pool.name}`, () => removePool(deps, pool))
  await step('grants', () => grants.revokeAll())
  // A record whose keychain item is still there is the only way back to that item: its file stays.
  if (accounts.list().length + pools.list().length === 0) {
    // Kept in memory, they would be written again with the next change: above all who may unlock.
    await settings.forget()
    for (const store of stores)
      for (const name of await ownFiles(store))
        await step(name, async () => {
          // Of a sign-in that could not be listed, for want of a keychain above all.
          const accountId = signInNote.exec(name)?.[1]
          if (accountId !== undefined) await vault.remove(accountId)
          await store.remove(name)
        })
    // There is nothing left to guard, and nobody left to unlock it. Writing that down makes the file anew.
    if (await lock.unlock()) for (const store of stores) await store.remove('lock.json')
  }
  await step('audit log', async () => {
    await audit.erase()
    await anchors.forget()
  })
  return { removed, left }
}

/** Locked, nothing is read out of the keychain, so Cognito cannot be told: the person hears of it. */
async function accountRemoval(
  deps: ResetDeps,
): Promise<(account: StoredAccount) => Promise<readonly string[]>> {
  const { sessions, lock, vault, accounts, grants } = deps
  if (!lock.isLocked) {
    // What a sign-in left that was cut short is an account, too, as soon as it is listed.
    await sessions.finishSignIns()
    return (account) => removeAccount(deps, account)
  }
  return async ({ id, status }) => {
    await vault.remove(id)
    await accounts.remove(id)
    await grants.revokeAccount(id)
    return status === 'signed-in' ? [untold] : []
  }
}

const untold =
  'Signet was locked, so Cognito was not told: the sign-in lasts there until its time is over, and the device stays in the list.'

async function ownFiles(store: RecordStore): Promise<readonly string[]> {
  const records = (await store.list('')).filter((name) => ownFile.test(name))
  const journals = ['refresh', 'sign-in'].map(async (folder) =>
    (await store.list(folder)).map((name) => `${folder}/${name}`),
  )
  return [...records, ...(await Promise.all(journals)).flat()]
}
