import type { AccountView } from '../../../shared/model/account'
import { type Pool, regionOf } from '../../../shared/model/pool'
import type { StoredAccount } from '../records/accounts'

/** An account as the window, the local API and the command show it. `pool` is absent once it was removed. */
export function accountView(account: StoredAccount, pool: Pool | undefined): AccountView {
  const { id, label, username, userPoolId, clientId, status, device, signedInAtMs } = account
  return {
    id,
    label,
    username,
    poolName: pool?.name ?? userPoolId,
    region: regionOf(userPoolId),
    userPoolId,
    clientId,
    status,
    default: account.isDefault,
    device,
    ...(account.method === undefined ? {} : { method: account.method }),
    ...(account.firstFactor === undefined ? {} : { firstFactor: account.firstFactor }),
    ...(status === 'signed-in' && signedInAtMs !== undefined ? signedInTimes(signedInAtMs, pool) : {}),
  }
}

/** The end is known only where the administrator's own figure is: Cognito tells no client. */
function signedInTimes(
  signedInAtMs: number,
  pool: Pool | undefined,
): Pick<AccountView, 'signedInSince' | 'signedInUntil'> {
  const signedInSince = new Date(signedInAtMs).toISOString()
  const lifeSeconds = pool?.refreshTokenLifeSeconds
  if (lifeSeconds === undefined) return { signedInSince }
  return { signedInSince, signedInUntil: new Date(signedInAtMs + lifeSeconds * 1000).toISOString() }
}

/** Every account of the host. */
export function accountViews(
  accounts: { readonly list: () => readonly StoredAccount[] },
  pools: { readonly get: (userPoolId: string, clientId: string) => Pool | undefined },
): AccountView[] {
  return accounts
    .list()
    .map((account) => accountView(account, pools.get(account.userPoolId, account.clientId)))
}
