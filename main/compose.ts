// Builds every object of core from the ports of a host. Imports core alone, so that both hosts are the same inside.
import { AppError } from '../shared/errors'
import type { AccountView } from '../shared/model/account'
import type { GrantView } from '../shared/model/consent'
import type { NewPool, Pool } from '../shared/model/pool'
import { AuditLog } from './core/audit/audit-log'
import { SignIns } from './core/auth/sign-ins'
import { removeAccount } from './core/broker/account-changes'
import { accountView } from './core/broker/account-view'
import type { ServiceFacts } from './core/broker/deps'
import { createBroker } from './core/broker/handle'
import { addPool, removePool } from './core/broker/pool-changes'
import type { Broker } from './core/broker/protocol'
import type { Cognito } from './core/cognito/cognito'
import { cognitoFactory } from './core/cognito/cognito-client'
import { checkPool } from './core/cognito/pool-check'
import { Grants } from './core/grants/grants'
import type {
  Asker,
  Caller,
  Callers,
  Clock,
  KeychainStatus,
  Log,
  ModPow,
  Random,
  RecordStore,
  SecretStore,
  Transport,
} from './core/ports'
import { Accounts, type StoredAccount } from './core/records/accounts'
import { Pools } from './core/records/pools'
import { SettingsFile } from './core/records/settings'
import type { Sessions } from './core/sessions/session-store'
import { createSessions } from './core/sessions/sessions'
import { secretHash } from './core/srp/secret-hash'
import { createVault } from './core/vault/vault'

export interface Ports {
  readonly clock: Clock
  readonly random: Random
  readonly modPow: ModPow
  readonly secretStore: SecretStore
  /** pools.json, settings.json. */
  readonly config: RecordStore
  /** accounts.json, grants.json, audit/. */
  readonly state: RecordStore
  readonly transport: Transport
  readonly asker: Asker
  readonly callers: Callers
  readonly log: Log
}

/** What a host knows of itself. */
export interface HostFacts {
  readonly service: ServiceFacts
  /** What Cognito's device list shows for this computer. */
  readonly deviceName: string
  /** No keychain: nothing outlives this process, and the device is never remembered. */
  readonly isSessionOnly: boolean
  readonly isHost: (caller: Caller) => boolean
  /** Begins the end of this host. */
  readonly handOver: () => void
}

/** The inside of a running host: what its window, its terminal and its socket are wired to. */
export interface Host {
  readonly broker: Broker
  readonly pools: Pools
  readonly accounts: Accounts
  readonly grants: Grants
  readonly settings: SettingsFile
  readonly sessions: Sessions
  readonly signIns: SignIns
  /** @throws `pool/invalid`, `pool/exists`, `keychain/*`, `storage/*`; nothing is left behind then. */
  readonly addPool: (pool: NewPool) => Promise<Pool>
  /** Signs its accounts out first. @returns what could not be done at the server. @throws `pool/unknown`. */
  readonly removePool: (name: string) => Promise<readonly string[]>
  /** @returns what could not be done at the server. @throws `account/unknown`, `keychain/*`. */
  readonly removeAccount: (accountId: string) => Promise<readonly string[]>
  readonly accountViews: () => AccountView[]
  readonly grantViews: () => GrantView[]
  readonly keychainStatus: () => Promise<KeychainStatus>
  readonly checkPool: (pool: {
    readonly userPoolId: string
    readonly endpoint?: string | undefined
  }) => Promise<'found' | 'not-found' | 'unreachable'>
  /** Damaged files that were set aside at start, by their new names. */
  readonly setAside: readonly string[]
  /** Calls `listener` when an account, pool, grant or setting has changed. @returns the function that ends that. */
  readonly onChange: (listener: () => void) => () => void
  /** The orderly end: sign-ins called off, session-only devices forgotten, audit and grants written. */
  readonly close: () => Promise<void>
}

/**
 * Loads the records and wires the core.
 * @throws `storage/newer-version`, `storage/untrusted-folder`: this host must not run on those files.
 */
export async function compose(ports: Ports, facts: HostFacts): Promise<Host> {
  const { clock, log, asker, callers, random, modPow } = ports
  const records = await loadRecords(ports)
  const { pools, accounts, grants, audit, settings } = records
  const vault = createVault(ports.secretStore)
  const cognitoFor = cognitoOfPool(
    cognitoFactory({ transport: ports.transport, clock, log, secretHash }),
    vault,
  )
  const sessions = createSessions({
    clock,
    vault,
    accounts,
    cognitoFor: (account) => cognitoFor(demandPool(pools, account)),
    log,
  })
  const signIns = new SignIns({
    clock,
    random,
    modPow,
    vault,
    sessions,
    accounts,
    cognitoFor,
    deviceName: facts.deviceName,
    rememberDevices: !facts.isSessionOnly,
    log,
  })
  const kept = { ...records, sessions, vault }
  const keychainStatus = () => ports.secretStore.status()
  const check: Host['checkPool'] = (pool) => checkPool(ports.transport, pool)
  const broker = createBroker({
    clock,
    random,
    log,
    asker,
    callers,
    accounts,
    pools,
    sessions,
    signIns,
    grants,
    audit,
    vault,
    stores: ports.config === ports.state ? [ports.config] : [ports.config, ports.state],
    service: facts.service,
    keychainStatus,
    checkPool: check,
    isHost: facts.isHost,
    handOver: facts.handOver,
  })
  audit.record({ what: 'start', decision: facts.service.host })
  return {
    broker,
    ...records,
    sessions,
    signIns,
    addPool: (pool) => addPool(kept, pool),
    removePool: (name) => removePool(kept, demandPoolNamed(pools, name)),
    removeAccount: (accountId) => removeAccount(kept, demandAccount(accounts, accountId)),
    keychainStatus,
    checkPool: check,
    accountViews: () =>
      accounts.list().map((account) => accountView(account, pools.get(account.userPoolId, account.clientId))),
    grantViews: () => grants.list((accountId) => accounts.get(accountId)?.label ?? accountId),
    setAside: [pools, accounts, grants, settings].flatMap(({ setAside }) => setAside ?? []),
    onChange: (listener) => {
      const ends = [pools, accounts, grants, settings].map((record) => record.onChange(listener))
      return () => ends.forEach((end) => end())
    },
    close: async () => {
      signIns.cancelAll()
      if (facts.isSessionOnly) await forgetSessionDevices(accounts, sessions)
      await Promise.all([grants.flush(), audit.flush()])
    },
  }
}

async function loadRecords({ config, state, clock, log }: Ports) {
  const pools = new Pools({ store: config, log })
  const settings = new SettingsFile({ store: config, log })
  const accounts = new Accounts({ store: state, log })
  const grants = new Grants({ store: state, clock, log })
  const audit = new AuditLog({ store: state, clock, log })
  await Promise.all([pools.load(), settings.load(), accounts.load(), grants.load(), audit.start()])
  return { pools, settings, accounts, grants, audit }
}

/** One client per pool, made again when the pool was changed. The secret is read from the keychain when one is due. */
function cognitoOfPool(
  make: ReturnType<typeof cognitoFactory>,
  vault: ReturnType<typeof createVault>,
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

function demandPool(pools: Pools, account: { readonly userPoolId: string; readonly clientId: string }): Pool {
  const pool = pools.get(account.userPoolId, account.clientId)
  if (pool !== undefined) return pool
  throw new AppError(
    'pool/unknown',
    `The pool ${account.userPoolId} of this account is not there any more: add it.`,
  )
}

function demandPoolNamed(pools: Pools, name: string): Pool {
  const pool = pools.byName(name)
  if (pool === undefined) throw new AppError('pool/unknown', `There is no pool called "${name}" any more.`)
  return pool
}

function demandAccount(accounts: Accounts, accountId: string): StoredAccount {
  const account = accounts.get(accountId)
  if (account === undefined) throw new AppError('account/unknown', 'There is no such account any more.')
  return account
}

/** Without a keychain the device is of no use after this process: Cognito is told, as far as it can be reached. */
async function forgetSessionDevices(accounts: Accounts, sessions: Sessions): Promise<void> {
  const signedIn = accounts.list().filter(({ status }) => status === 'signed-in')
  await Promise.allSettled(
    signedIn.map(({ id }) => sessions.signOut(id, { everywhere: false, forgetDevice: true })),
  )
}
