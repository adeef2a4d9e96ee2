// What the broker is built from. compose.ts gives the real things; the tests give fakes.
import type { SignInMethod } from '../../../shared/model/pool'
import type { Pool } from '../../../shared/model/pool'
import type { SignInAnswer, SignInView } from '../../../shared/model/sign-in'
import type { OwnAccount } from '../account/own-account'
import type { AuditAnchors } from '../audit/audit-anchors'
import type { AuditLog } from '../audit/audit-log'
import type { Grants } from '../grants/grants'
import type { AwsCredentialsStore } from '../identity-pool/aws-credentials'
import type { Lock } from '../lock/lock'
import type { Unlocking } from '../lock/unlocking'
import type {
  Asker,
  AwsListeners,
  Caller,
  Callers,
  Clock,
  KeychainStatus,
  Log,
  Random,
  RecordStore,
} from '../ports'
import type { Accounts, StoredAccount } from '../records/accounts'
import type { Pools } from '../records/pools'
import type { SettingsFile } from '../records/settings'
import type { OwnSessions, Sessions } from '../sessions/session-store'
import type { Shares } from '../shares/shares'
import type { Vault } from '../vault/account-record'
import type { ShareSockets } from './protocol'

/** A sign-in under way, as `SignIns` of core/auth runs it. */
export interface SignInRun {
  readonly id: string
  readonly owner: string
  readonly accountId: string | undefined
  view(): SignInView
  /** @returns the next view that waits for a person or is final. */
  answer(answer: SignInAnswer): Promise<SignInView>
  cancel(): void
}

/** The part of `SignIns` that the broker needs. */
export interface SignInDesk {
  /** @throws `auth/in-progress` */
  start(how: {
    readonly pool: Pool
    readonly account?: StoredAccount
    readonly username?: string
    readonly method?: SignInMethod
    readonly owner: string
  }): SignInRun
  get(id: string, owner: string): SignInRun | undefined
  onChange(listener: (run: SignInRun) => void): () => void
}

/** What does not change while the host runs. */
export interface ServiceFacts {
  readonly version: string
  readonly host: 'desktop' | 'agent'
  readonly pid: number
  /** Address of the local API. */
  readonly socket: string
  readonly stateFolder: string
  /** The proxy on the way out, as a person may see it. */
  readonly proxy?: string | undefined
}

export interface BrokerDeps {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly asker: Asker
  readonly callers: Pick<Callers, 'describe'>
  readonly accounts: Accounts
  readonly pools: Pools
  readonly settings: Pick<SettingsFile, 'forget'>
  readonly sessions: Sessions & Pick<OwnSessions, 'onRenewed'>
  readonly aws: Pick<AwsCredentialsStore, 'credentials' | 'demandIdentityPool'>
  readonly awsListeners: AwsListeners
  readonly lock: Lock
  readonly unlocking: Unlocking
  readonly vault: Vault
  readonly signIns: SignInDesk
  /** What a signed-in person sees and changes at Cognito; the broker writes the audit lines. */
  readonly ownAccount: OwnAccount
  readonly grants: Grants
  readonly shares: Shares
  readonly shareSockets: ShareSockets
  readonly audit: AuditLog
  readonly anchors: Pick<AuditAnchors, 'read' | 'forget'>
  /** Where the audit log rests. */
  readonly state: RecordStore
  /** The folders that `reset` empties of Signet's records: config and state (one of them where both are one). */
  readonly stores: readonly RecordStore[]
  readonly service: ServiceFacts
  readonly keychainStatus: () => Promise<KeychainStatus>
  readonly checkPool: (pool: {
    readonly userPoolId: string
    readonly endpoint?: string | undefined
  }) => Promise<'found' | 'not-found' | 'unreachable'>
  /** Whether the caller's executable is our own: another host, which may ask this one to go. */
  readonly isHost: (caller: Caller) => boolean
  /** Begins the end of this host; what is under way is answered first. */
  readonly handOver: () => void
}
