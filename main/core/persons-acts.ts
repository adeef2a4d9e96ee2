// What the person in the window does to accounts, pools and apps: done here, and put down in the audit log.
import { AppError } from '../../shared/errors'
import type { Pool } from '../../shared/model/pool'
import type { AuditLog } from './audit/audit-log'
import { removeAccount } from './broker/account-changes'
import { addPool, removePool } from './broker/pool-changes'
import type { Grants } from './grants/grants'
import type { Host } from './host'
import type { Lock } from './lock/lock'
import type { Unlocking } from './lock/unlocking'
import type { Accounts } from './records/accounts'
import type { Pools } from './records/pools'
import type { SettingsFile } from './records/settings'
import type { Sessions } from './sessions/session-store'
import type { Shares } from './shares/shares'
import type { Vault } from './vault/account-record'

interface Kept {
  readonly accounts: Accounts
  readonly pools: Pools
  readonly grants: Grants
  readonly shares: Shares
  readonly audit: AuditLog
  readonly sessions: Sessions
  readonly vault: Vault
  readonly lock: Lock
  readonly unlocking: Unlocking
  readonly settings: SettingsFile
}

/** What the person in the window does; the broker does the same for the command, after asking. Both leave a line. */
export function personsActs(
  kept: Kept,
): Pick<
  Host,
  | 'signOut'
  | 'addPool'
  | 'setPoolLife'
  | 'removePool'
  | 'removeAccount'
  | 'setDefaultAccount'
  | 'revokeApp'
  | 'endShare'
  | 'lock'
  | 'unlock'
  | 'unlockView'
  | 'changeSettings'
> {
  const { accounts, grants, shares, audit, sessions } = kept
  return {
    signOut: async (accountId, how) => {
      const warnings = await sessions.signOut(accountId, how)
      audit.record({ what: 'sign-out', decision: 'signed-out', account: accountId })
      return warnings
    },
    ...poolActs(kept),
    removeAccount: async (accountId) => {
      kept.lock.demandUnlocked()
      const warnings = await removeAccount(kept, accounts.demand(accountId))
      audit.record({ what: 'account', decision: 'removed', account: accountId })
      return warnings
    },
    setDefaultAccount: async (accountId) => {
      await accounts.setDefault(accountId)
      audit.record({ what: 'account', decision: 'default', account: accountId })
    },
    ...lockActs(kept),
    endShare: async (shareId) => {
      await shares.end(shareId, 'taken-back')
    },
    revokeApp: async (appId) => {
      await grants.revoke(appId)
      audit.record({ what: 'app', decision: 'revoked', subject: appId })
    },
  }
}

function lockActs({
  audit,
  lock,
  unlocking,
  settings,
}: Kept): Pick<Host, 'lock' | 'unlock' | 'unlockView' | 'changeSettings'> {
  return {
    lock: async () => {
      if (await lock.lock()) audit.record({ what: 'lock', decision: 'locked' })
    },
    unlock: async (proof) => {
      if (await unlocking.inWindow(proof)) audit.record({ what: 'lock', decision: 'unlocked' })
    },
    unlockView: () => unlocking.view(),
    changeSettings: async (patch) => {
      if (patch.unlockWith !== undefined) unlocking.mayChoose(patch.unlockWith)
      await settings.set(patch)
    },
  }
}

function poolActs(kept: Kept): Pick<Host, 'addPool' | 'setPoolLife' | 'removePool'> {
  const { pools, audit, lock } = kept
  return {
    addPool: async (newPool) => {
      lock.demandUnlocked()
      const pool = await addPool(kept, newPool)
      audit.record({ what: 'pool', decision: 'added', subject: pool.name })
      return pool
    },
    setPoolLife: async (name, refreshTokenLifeSeconds) => {
      await pools.setLife(name, refreshTokenLifeSeconds)
      audit.record({ what: 'pool', decision: 'changed', subject: name })
    },
    removePool: async (name) => {
      lock.demandUnlocked()
      const warnings = await removePool(kept, demandPoolNamed(pools, name))
      audit.record({ what: 'pool', decision: 'removed', subject: name })
      return warnings
    },
  }
}

function demandPoolNamed(pools: Pools, name: string): Pool {
  const pool = pools.byName(name)
  if (pool === undefined) throw new AppError('pool/unknown', `There is no pool called "${name}" any more.`)
  return pool
}
