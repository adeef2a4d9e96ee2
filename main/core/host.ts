// The inside of a running host: what its window, its terminal and its socket are wired to. compose.ts builds it.
import type { WindowAccountView } from '../../shared/model/account'
import type { GrantView } from '../../shared/model/consent'
import type { ShareView } from '../../shared/model/share'
import type { NewPool, Pool } from '../../shared/model/pool'
import type { UnlockProof, UnlockView } from '../../shared/model/unlock'
import type { SignIns } from './auth/sign-ins'
import type { Broker } from './broker/protocol'
import type { OwnAccount } from './account/own-account'
import type { Grants } from './grants/grants'
import type { KeychainStatus } from './ports'
import type { Accounts } from './records/accounts'
import type { Pools } from './records/pools'
import type { SettingsFile } from './records/settings'
import type { SessionNotice } from './sessions/end-notices'
import type { OwnSessions, Sessions } from './sessions/session-store'

/** One host; there is one per user. */
export interface Host {
  readonly broker: Broker
  readonly pools: Pools
  readonly accounts: Accounts
  readonly grants: Grants
  readonly settings: SettingsFile
  readonly sessions: OwnSessions
  readonly signIns: SignIns
  /** As `Sessions.signOut`, put down in the audit log. */
  readonly signOut: Sessions['signOut']
  /** @throws `pool/invalid`, `pool/exists`, `keychain/*`, `storage/*`; nothing is left behind then. */
  readonly addPool: (pool: NewPool) => Promise<Pool>
  /**
   * Sets how long a sign-in of the pool lasts, in seconds, or that it is not known.
   * @throws `pool/unknown`, `pool/invalid`, `storage/*`.
   */
  readonly setPoolLife: (name: string, refreshTokenLifeSeconds: number | undefined) => Promise<void>
  /** Signs its accounts out first. @returns what could not be done at the server. @throws `pool/unknown`. */
  readonly removePool: (name: string) => Promise<readonly string[]>
  /** @returns what could not be done at the server. @throws `account/unknown`, `keychain/*`. */
  readonly removeAccount: (accountId: string) => Promise<readonly string[]>
  /** @throws `account/unknown`, `storage/*`. */
  readonly setDefaultAccount: (accountId: string) => Promise<void>
  /** The grants of one app end. @throws `storage/*`: then they end all the same, until a restart. */
  readonly revokeApp: (appId: string) => Promise<void>
  /** By the person in the window; one that has ended already is none. */
  readonly endShare: (shareId: string) => Promise<void>
  readonly isLocked: () => boolean
  readonly lock: () => Promise<void>
  /** By the person in the window. @param proof where a password is asked for. @throws as `Unlocking.inWindow`. */
  readonly unlock: (proof?: UnlockProof) => Promise<void>
  /** What unlocking takes, and whose password would do. */
  readonly unlockView: () => UnlockView
  /** @throws `lock/no-password`, `lock/locked` for what unlocks; `storage/*`. */
  readonly changeSettings: SettingsFile['set']
  /** What a signed-in person sees and changes at Cognito; each change is put down in the audit log. */
  readonly ownAccount: OwnAccount
  readonly accountViews: () => WindowAccountView[]
  readonly grantViews: () => GrantView[]
  readonly shareViews: () => ShareView[]
  readonly keychainStatus: () => Promise<KeychainStatus>
  readonly checkPool: (pool: {
    readonly userPoolId: string
    readonly endpoint?: string | undefined
  }) => Promise<'found' | 'not-found' | 'unreachable'>
  /** Damaged files that were set aside at start, by their new names. */
  readonly setAside: readonly string[]
  /** Calls `listener` when an account, pool, grant or setting has changed. @returns the function that ends that. */
  readonly onChange: (listener: () => void) => () => void
  /** Calls `listener` when a session is about to end, has ended, or is as it should be again. @returns the function that ends that. */
  readonly onNotice: (listener: (notice: SessionNotice) => void) => () => void
  /** The orderly end: sign-ins called off, session-only devices forgotten, audit and grants written. */
  readonly close: () => Promise<void>
}

/** Origins of the pools' sign-in pages: where a browser may be opened. */
export function loginDomains({ pools }: Pick<Host, 'pools'>): readonly string[] {
  return pools.list().flatMap(({ managedLogin }) => (managedLogin === undefined ? [] : [managedLogin.domain]))
}
