// Which client of Cognito an account or a pool has.
import { AppError } from '../../shared/errors'
import type { Pool } from '../../shared/model/pool'
import type { Cognito, CognitoFactory } from './cognito/cognito'
import type { Pools } from './records/pools'
import type { Vault } from './vault/account-record'

/** One client per pool, made again when the pool was changed. The secret is read from the keychain when one is due. */
export function cognitoOfPool(
  make: CognitoFactory,
  vault: Pick<Vault, 'readClientSecret'>,
): (pool: Pool) => Promise<Cognito> {
  const made = new WeakMap<Pool, Cognito>()
  return async (pool) => {
    const before = made.get(pool)
    if (before !== undefined) return before
    const clientSecret = pool.hasClientSecret
      ? await vault.readClientSecret(pool.userPoolId, pool.clientId)
      : undefined
    if (pool.hasClientSecret && clientSecret === undefined)
      throw new AppError(
        'pool/configuration',
        `The client secret of ${pool.name} is not in the keychain any more: remove the pool and add it again.`,
      )
    const cognito = make(pool, clientSecret)
    made.set(pool, cognito)
    return cognito
  }
}

/** @throws `pool/unknown` */
export function demandPool(
  pools: Pools,
  account: { readonly userPoolId: string; readonly clientId: string },
): Pool {
  const pool = pools.get(account.userPoolId, account.clientId)
  if (pool !== undefined) return pool
  throw new AppError(
    'pool/unknown',
    `The pool ${account.userPoolId} of this account is not there any more: add it.`,
  )
}
