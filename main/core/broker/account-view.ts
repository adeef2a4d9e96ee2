import type { AccountView, WindowAccountView } from '../../../shared/model/account'
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
    ...(status === 'signed-in' && signedInAtMs !== undefined ? signedInTimes(account, pool) : {}),
    ...(status === 'expired' ? { endedBy: account.endedBy ?? 'session/expired' } : {}),
    ...observedLife(account, pool),
  }
}

/** Offered to whoever may keep it: where the pool has no figure of its own. */
function observedLife(
  { observedLifeSeconds }: StoredAccount,
  pool: Pool | undefined,
): Pick<AccountView, 'observedLifeSeconds'> {
  const isWorthSaying = pool !== undefined && pool.refreshTokenLifeSeconds === undefined
  return isWorthSaying && observedLifeSeconds !== undefined ? { observedLifeSeconds } : {}
}

/** The end is known only where the administrator's own figure is: Cognito tells no client. */
function signedInTimes(
  { signedInAtMs = 0, endNotice }: StoredAccount,
  pool: Pool | undefined,
): Pick<AccountView, 'signedInSince' | 'signedInUntil' | 'endNotice'> {
  const signedInSince = new Date(signedInAtMs).toISOString()
  const lifeSeconds = pool?.refreshTokenLifeSeconds
  if (lifeSeconds === undefined) return { signedInSince }
  return {
    signedInSince,
    signedInUntil: new Date(signedInAtMs + lifeSeconds * 1000).toISOString(),
    ...(endNotice === undefined ? {} : { endNotice }),
  }
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

/** Every account of the host, with what the window alone shows. */
export function windowAccountViews(
  accounts: { readonly list: () => readonly StoredAccount[] },
  pools: { readonly get: (userPoolId: string, clientId: string) => Pool | undefined },
): WindowAccountView[] {
  return accounts.list().map((account) => {
    const { userPoolId, clientId, method, firstFactor } = account
    return {
      ...accountView(account, pools.get(userPoolId, clientId)),
      ...(method === undefined ? {} : { method }),
      ...(firstFactor === undefined ? {} : { firstFactor }),
    }
  })
}
