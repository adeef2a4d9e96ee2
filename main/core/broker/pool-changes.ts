// Adding and removing a pool: the window and the command do both the same way. Whether a person agreed is their part.
import { AppError } from '../../../shared/errors'
import type { NewPool, Pool } from '../../../shared/model/pool'
import type { Pools } from '../records/pools'
import type { Vault } from '../vault/account-record'
import { type AccountChanges, removeAccount } from './account-changes'

export interface PoolChanges extends AccountChanges {
  readonly pools: Pools
  readonly vault: Vault
}

/**
 * Asks Cognito whether there is such a pool. A pool that cannot be reached now may be added all the same.
 * @throws `pool/not-found`
 */
export async function checkNewPool(
  check: (pool: NewPool) => Promise<'found' | 'not-found' | 'unreachable'>,
  pool: NewPool,
): Promise<'found' | 'unreachable'> {
  const found = await check(pool)
  if (found !== 'not-found') return found
  throw new AppError(
    'pool/not-found',
    `userPoolId: ${pool.endpoint ?? 'Cognito'} knows no pool ${pool.userPoolId}; nothing was added.`,
  )
}

/**
 * Adds the pool, its client secret to the keychain: both or neither.
 * @throws `pool/invalid`, `pool/exists`, `storage/*`, `keychain/*`.
 */
export async function addPool({ pools, vault }: PoolChanges, newPool: NewPool): Promise<Pool> {
  const pool = await pools.add(newPool)
  if (newPool.clientSecret === undefined) return pool
  try {
    await vault.writeClientSecret(pool.userPoolId, pool.clientId, newPool.clientSecret)
  } catch (error) {
    await pools.remove(pool.name)
    // It may have been written and not read back. A keychain that refuses this too leaves it: the first fault counts.
    await vault.removeClientSecret(pool.userPoolId, pool.clientId).catch(() => undefined)
    throw error
  }
  return pool
}

/**
 * Removes the pool with its accounts: without it nobody could sign them out.
 * @returns what could not be done at the server. @throws `pool/*`, `storage/*`, `keychain/*`.
 */
export async function removePool(deps: PoolChanges, pool: Pool): Promise<readonly string[]> {
  const { accounts, pools, sessions, vault } = deps
  const warnings: string[] = []
  // A sign-in that was cut short may have left a device of this pool.
  await sessions.finishSignIns()
  for (const account of accounts.list()) {
    if (account.userPoolId === pool.userPoolId && account.clientId === pool.clientId)
      warnings.push(...(await removeAccount(deps, account)))
  }
  if (pool.hasClientSecret) await vault.removeClientSecret(pool.userPoolId, pool.clientId)
  await pools.remove(pool.name)
  return warnings
}
