// Builds every object of core from the ports of a host. Imports core alone, so that both hosts are the same inside.
import type { Locale } from '../shared/text/text'
import { auditedAccount } from './core/account/audited'
import { createOwnAccount } from './core/account/own-account'
import { SignIns } from './core/auth/sign-ins'
import { windowAccountViews } from './core/broker/account-view'
import type { ServiceFacts } from './core/broker/deps'
import { createBroker } from './core/broker/handle'
import type { Broker, ShareSockets } from './core/broker/protocol'
import { cognitoFactory } from './core/cognito/cognito-client'
import { identityPool } from './core/cognito/identity'
import { checkPool } from './core/cognito/pool-check'
import { cognitoOfPool, demandPool } from './core/cognito-of-pool'
import { AwsCredentialsStore } from './core/identity-pool/aws-credentials'
import type { Host } from './core/host'
import { forgetWhenLocked } from './core/forget-when-locked'
import { loadRecords, type Records } from './core/load-records'
import { LockRules } from './core/lock/lock-rules'
import type {
  Asker,
  AwsListeners,
  Browser,
  Caller,
  Callers,
  Clock,
  Log,
  ModPow,
  Random,
  RecordStore,
  Redirects,
  SecretStore,
  SystemEvent,
  SystemEvents,
  TouchId,
  Transport,
} from './core/ports'
import { createUnlocking } from './core/create-unlocking'
import { personsActs } from './core/persons-acts'
import type { StoredAccount } from './core/records/accounts'
import { EndNotices } from './core/sessions/end-notices'
import type { OwnSessions, Sessions } from './core/sessions/session-store'
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
  readonly browser: Browser
  readonly redirects: Redirects
  readonly awsListeners: AwsListeners
  readonly callers: Callers
  readonly shareSockets: ShareSockets
  readonly events: SystemEvents
  readonly touchId: TouchId
  readonly log: Log
}

/** What a host knows of itself. */
export interface HostFacts {
  readonly service: ServiceFacts
  /** What Cognito's device list shows for this computer. */
  readonly deviceName: string
  /** No keychain: nothing outlives this process, and the device is never remembered. */
  readonly isSessionOnly: boolean
  /** What the setting *as the system* means. */
  readonly systemLocale: Locale
  readonly isHost: (caller: Caller) => boolean
  /** Begins the end of this host. */
  readonly handOver: () => void
}

/**
 * Loads the records and wires the core.
 * @throws `storage/newer-version`, `storage/untrusted-folder`: this host must not run on those files.
 */
export async function compose(ports: Ports, facts: HostFacts): Promise<Host> {
  const records = await loadRecords(ports, facts.service.stateFolder)
  const { lock, grants, shares, audit, anchors } = records
  const signing = wireSigningIn(ports, facts, records)
  const { sessions, signIns, vault, ownAccount } = signing
  const { unlocking } = signing.unlocking
  // Before the sessions listen: they wake to a lock.
  const rules = startLockRules(ports, records)
  const { notices, stopWatching } = watchSessions(ports, records, sessions)
  const keychainStatus = () => ports.secretStore.status()
  const check: Host['checkPool'] = (pool) => checkPool(ports.transport, pool)
  const broker = createBroker({
    ...ports,
    ...records,
    ...signing,
    unlocking,
    ownAccount: signing.programsAccount,
    stores: ports.config === ports.state ? [ports.config] : [ports.config, ports.state],
    service: facts.service,
    keychainStatus,
    checkPool: check,
    isHost: facts.isHost,
    handOver: facts.handOver,
  })
  audit.record({ what: 'start', decision: facts.service.host })
  anchors.start()
  // Not awaited: what was left open may need the network, and the host serves meanwhile.
  if (!lock.isLocked) void sessions.recover()
  forgetWhenLocked({ lock, grants, shares, aws: signing.aws, sessions, signIns, notices })
  return {
    broker,
    ...records,
    signIns,
    sessions,
    keychainStatus,
    checkPool: check,
    ...personsActs({ ...records, sessions, vault, unlocking }),
    isLocked: () => lock.isLocked,
    ownAccount: auditedAccount(ownAccount, (change) => audit.record(change)),
    ...views(records),
    onNotice: (listener) => notices.onNotice(listener),
    close: () => closeHost({ facts, records, signing, broker, stopWatching, rules }),
  }
}

interface Closing {
  readonly facts: HostFacts
  readonly records: Records
  readonly signing: ReturnType<typeof wireSigningIn>
  readonly broker: Broker
  readonly rules: LockRules
  readonly stopWatching: () => void
}

async function closeHost({ facts, records, signing, broker, rules, stopWatching }: Closing): Promise<void> {
  const { shares, grants, audit, lock, anchors } = records
  const { signIns, sessions, unlocking } = signing
  stopWatching()
  broker.end?.()
  rules.stop()
  await shares.endAll('stopped')
  await Promise.all([signIns.cancelAll(), unlocking.close()])
  await sessions.settled()
  if (facts.isSessionOnly) await forgetSessionDevices(records, sessions)
  await Promise.all([grants.flush(), audit.flush(), lock.flush()])
  await anchors.stop()
}

/** Whoever comes back to a computer that merely dozed unlocks its screen. */
const wakes: ReadonlySet<SystemEvent> = new Set(['resumed', 'screen-unlocked', 'network-back'])

function startLockRules(ports: Ports, records: Records): LockRules {
  const rules = new LockRules({
    ...ports,
    ...records,
    onLocked: (subject) => records.audit.record({ what: 'lock', decision: 'locked', subject }),
  })
  rules.start()
  return rules
}

/** What time and the computer do to sessions: notices of their ends, and another try where a network is back. */
function watchSessions({ clock, log, events }: Ports, { accounts, pools }: Records, sessions: OwnSessions) {
  const checkSession = (accountId: string) => sessions.check(accountId)
  const notices = new EndNotices({ clock, log, accounts, pools, checkSession })
  notices.start()
  const stopListening = events.onEvent((event) => {
    if (!wakes.has(event)) return
    sessions.wake()
    notices.wake()
  })
  return {
    notices,
    stopWatching: () => {
      stopListening()
      notices.stop()
    },
  }
}

function wireSigningIn(ports: Ports, facts: HostFacts, records: Records) {
  const { accounts, pools, settings, lock } = records
  const { clock, random, state, log, transport, secretStore } = ports
  const vault = createVault(secretStore)
  const cognitoFor = cognitoOfPool(cognitoFactory({ transport, clock, log, secretHash }), vault)
  const ofAccount = (account: StoredAccount) => cognitoFor(demandPool(pools, account))
  const sessions = createSessions({
    clock,
    random,
    vault,
    state,
    accounts,
    lock,
    cognitoFor: ofAccount,
    loginDomainOf: ({ userPoolId, clientId }) => pools.get(userPoolId, clientId)?.managedLogin?.domain,
    log,
  })
  const aws = new AwsCredentialsStore({
    ...{ clock, random, accounts, pools, sessions, lock },
    identityPoolOf: (pool) => identityPool({ clock, transport }, pool),
  })
  const signIns = new SignIns({
    ...ports,
    vault,
    sessions,
    accounts,
    lock,
    cognitoFor,
    deviceName: facts.deviceName,
    locale: () => settings.locale(facts.systemLocale),
    rememberDevices: !facts.isSessionOnly,
  })
  pools.onChange(() =>
    signIns.keepThoseOf(({ userPoolId, clientId }) => pools.get(userPoolId, clientId) !== undefined),
  )
  const unlocking = createUnlocking({ ...ports, ...records, vault, cognitoFor })
  const own = { clock, log, accounts, pools, sessions, vault, lock, cognitoFor: ofAccount }
  // The window's is a person's; whoever comes over the socket may be a program in a loop.
  const ownAccount = createOwnAccount({ ...own, mayTryAtOnce: true })
  return {
    vault,
    sessions,
    aws,
    signIns,
    unlocking,
    ownAccount,
    programsAccount: createOwnAccount(own),
  }
}

function views({
  accounts,
  pools,
  grants,
  shares,
  settings,
  lock,
}: Records): Pick<Host, 'accountViews' | 'grantViews' | 'shareViews' | 'setAside' | 'onChange'> {
  const records = [pools, accounts, grants, settings, lock]
  return {
    accountViews: () => windowAccountViews(accounts, pools),
    grantViews: () => grants.list(accounts.labelOf),
    shareViews: () => shares.list(accounts.labelOf),
    setAside: records.flatMap(({ setAside }) => setAside ?? []),
    onChange: (listener) => {
      const ends = [...records, shares].map((changing) => changing.onChange(listener))
      return () => ends.forEach((end) => end())
    },
  }
}

/** Without a keychain the device is of no use after this process: Cognito is told, as far as it can be reached. */
async function forgetSessionDevices({ accounts, lock }: Records, sessions: Sessions): Promise<void> {
  lock.end()
  const signedIn = accounts.list().filter(({ status }) => status === 'signed-in')
  await Promise.allSettled(
    signedIn.map(({ id }) => sessions.signOut(id, { everywhere: false, forgetDevice: true })),
  )
}
