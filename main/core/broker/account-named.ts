import { AppError } from '../../../shared/errors'
import type { Accounts, StoredAccount } from '../records/accounts'
import type { Pools } from '../records/pools'

/**
 * The account that a request means: an id, a label, a username or `default`.
 * @throws `pool/none` or `account/none`, naming the next step; `account/unknown`, `account/ambiguous` with the
 * candidates.
 */
export function accountNamed(
  { accounts, pools }: { readonly accounts: Accounts; readonly pools: Pools },
  ref: string,
): StoredAccount {
  if (accounts.list().length > 0) return accounts.resolve(ref)
  if (pools.list().length === 0)
    throw new AppError('pool/none', 'Nobody can sign in before a pool was added with `signet pools add`.')
  throw new AppError('account/none', 'Nobody has signed in on this computer yet: `signet login`.')
}
