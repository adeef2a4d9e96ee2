// A broker with everything around it in memory, for tests alone: what varies is given, the rest is one signed-in account.
import { fakeAws } from './fake-aws'
import { AuditAnchors } from '../audit/audit-anchors'
import { AuditLog } from '../audit/audit-log'
import { fakeAsker } from '../fake-asker'
import { fakeAwsListeners } from '../fake-aws-listeners'
import {
  aCaller,
  fakeCallers,
  fakeClock,
  fakeLog,
  fakeRandom,
  memoryRecordStore,
  memorySecretStore,
} from '../fakes'
import { AppError } from '../../../shared/errors'
import type { SignInAnswer, SignInView } from '../../../shared/model/sign-in'
import { Grants } from '../grants/grants'
import { Shares } from '../shares/shares'
import type { Caller } from '../ports'
import { accountIdOf, Accounts, type StoredAccount } from '../records/accounts'
import { Lock } from '../lock/lock'
import { Unlocking } from '../lock/unlocking'
import { fakeTouchId } from '../fake-touch-id'
import { Pools } from '../records/pools'
import { SettingsFile } from '../records/settings'
import type { OwnSessions, Renewed, Sessions, TokenWish } from '../sessions/session-store'
import { createVault } from '../vault/vault'
import type { BrokerDeps, SignInDesk, SignInRun } from './deps'
import { fakeOwnAccount } from './fake-own-account'
import { fakeShareSockets } from './fake-share-sockets'
import { createBroker } from './handle'
import type { BrokerReply, BrokerRequest } from './protocol'

export const workPool = {
  name: 'work',
  userPoolId: 'eu-central-1_SignetT1',
  clientId: 'client1',
  method: 'USER_SRP_AUTH',
} as const

/** A signed-in account of `workPool`, the default one. */
export function anAccount(username: string, facts: Partial<StoredAccount> = {}): StoredAccount {
  const { userPoolId, clientId } = workPool
  return {
    id: accountIdOf(userPoolId, clientId, username),
    label: username,
    userPoolId,
    clientId,
    username,
    sub: `sub-${username}`,
    typedNames: [username],
    isDefault: true,
    signedInAtMs: Date.UTC(2026, 10, 1),
    status: 'signed-in',
    device: 'remembered',
    ...facts,
  }
}

/** Sessions as told: `token` is asked each time, the rest succeeds and is kept in `signedOut`. */
export interface FakeSessions extends Sessions, Pick<OwnSessions, 'onRenewed'> {
  /** An account has new tokens. */
  renew(renewed: Renewed): void
  willGive(token: (accountId: string, wish: TokenWish) => Promise<string>): void
  readonly signedOut: { accountId: string; everywhere: boolean; forgetDevice: boolean }[]
  readonly asked: number
}

function fakeSessions(): FakeSessions {
  let give: (accountId: string, wish: TokenWish) => Promise<string> = (id, { use }) =>
    Promise.resolve(`${use}-token-of-${id}`)
  let asked = 0
  const signedOut: FakeSessions['signedOut'] = []
  const listeners = new Set<(renewed: Renewed) => void>()
  return {
    renew: (renewed) => listeners.forEach((listener) => listener(renewed)),
    onRenewed: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    signedOut,
    get asked() {
      return asked
    },
    willGive: (next) => {
      give = next
    },
    announce: () => Promise.resolve(),
    withdraw: () => Promise.resolve(),
    finishSignIns: () => Promise.resolve(),
    adopt: () => Promise.reject(new AppError('internal', 'not part of this story')),
    token: async (accountId, wish) => {
      asked += 1
      return { token: await give(accountId, wish), leftMs: 3_600_000 }
    },
    accessTokenInPlaceOf: () => Promise.reject(new AppError('internal', 'not part of this story')),
    signOut: (accountId, how) => {
      signedOut.push({ accountId, ...how })
      return Promise.resolve([])
    },
  }
}

/** The desk of core/auth, moved by hand: every run waits for credentials until told. */
interface FakeRun extends SignInRun {
  /** The sign-in comes to this. */
  become(view: SignInView): void
}

export interface FakeDesk extends SignInDesk {
  start(how: Parameters<SignInDesk['start']>[0]): FakeRun
  readonly runs: FakeRun[]
  readonly begun: Parameters<SignInDesk['start']>[0][]
}

function fakeDesk(): FakeDesk {
  const listeners = new Set<(run: SignInRun) => void>()
  const runs: FakeRun[] = []
  const begun: FakeDesk['begun'] = []
  return {
    runs,
    begun,
    start: (how) => {
      begun.push(how)
      let view: SignInView = { kind: 'credentials', poolName: how.pool.name, method: how.pool.method }
      const run: FakeRun = {
        id: `run-${runs.length + 1}`,
        owner: how.owner,
        accountId: how.account?.id,
        view: () => view,
        answer: (answer: SignInAnswer) => {
          if (answer.kind === 'credentials')
            run.become({ kind: 'rememberDevice', username: answer.username, deviceName: 'here' })
          return Promise.resolve(view)
        },
        cancel: () => run.become({ kind: 'failed', code: 'auth/cancelled' }),
        become: (next) => {
          view = next
          for (const listener of listeners) listener(run)
        },
      }
      runs.push(run)
      return run
    },
    get: (id, owner) => runs.find((run) => run.id === id && run.owner === owner),
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export interface AskOptions {
  readonly body?: unknown
  readonly caller?: Caller
  readonly signal?: AbortSignal
}

interface Given {
  readonly accounts?: readonly StoredAccount[]
  readonly pools?: readonly object[]
}

/** A broker around `accounts`; `ask` is a request of another program to it. */
export async function aBroker(given: Given = {}) {
  const around = await records(given)
  const { clock, keychain, state, audit } = around
  const sessions = fakeSessions()
  const desk = fakeDesk()
  const own = fakeOwnAccount()
  const awsListeners = fakeAwsListeners()
  const handedOver: number[] = []
  const deps: BrokerDeps = {
    ...around,
    sessions,
    aws: fakeAws(),
    awsListeners,
    random: fakeRandom(),
    signIns: desk,
    ownAccount: own.ownAccount,
    stores: [around.config, state],
    service: { version: '0.1.0', host: 'agent', pid: 7, socket: '/run/signet.sock', stateFolder: '/state' },
    keychainStatus: () => keychain.status(),
    checkPool: ({ userPoolId }) => Promise.resolve(checkOf(userPoolId)),
    isHost: ({ executable }) => executable.path === '/opt/signet/signet',
    handOver: () => void handedOver.push(clock.wallMs()),
  }
  const broker = createBroker(deps)
  const handle = (request: BrokerRequest, signal = new AbortController().signal) =>
    broker.handle(request, signal)
  const ask = (line: string, { body, caller = aCaller(), signal }: AskOptions = {}): Promise<BrokerReply> => {
    const [method = '', target = ''] = line.split(' ')
    const [path = '', query = ''] = target.split('?')
    const identify = () => Promise.resolve(caller)
    return handle({ method, path, query, body, peer: { pid: caller.pid, uid: 1000 }, identify }, signal)
  }
  const auditLines = async () => {
    await audit.flush()
    const text = state.files.get('audit/1.jsonl') ?? ''
    return text.split('\n').filter((line) => line !== '')
  }
  return { ...around, awsListeners, sessions, desk, own, handedOver, deps, handle, ask, auditLines }
}

/** The records of a host that has `given`, on stores in memory. */
async function records(given: Given) {
  const clock = fakeClock()
  const log = fakeLog()
  const keychain = memorySecretStore()
  const state = memoryRecordStore()
  const config = memoryRecordStore()
  const accounts = new Accounts({ store: state, log })
  const pools = new Pools({ store: config, log })
  const grants = new Grants({ store: state, clock, log })
  const shares = new Shares({ clock, log })
  const audit = new AuditLog({ store: state, clock, log })
  const lock = new Lock({ store: state, log })
  const anchors = new AuditAnchors({
    clock,
    log,
    secretStore: keychain,
    audit,
    lock,
    state,
    stateFolder: '/state',
  })
  await Promise.all([accounts.load(), pools.load(), grants.load(), audit.start(), lock.load()])
  for (const pool of given.pools ?? [workPool]) await pools.add({ ...workPool, ...pool })
  for (const account of given.accounts ?? [anAccount('ada')]) await accounts.put(account)
  const shareSockets = fakeShareSockets()
  const people = { asker: fakeAsker(), callers: fakeCallers() }
  const settings = new SettingsFile({ store: config, log })
  await settings.load()
  const touchId = fakeTouchId()
  const proved: string[] = []
  const unlocking = new Unlocking({
    ...{ clock, log, lock, settings, accounts, pools, touchId },
    // The password of everybody here.
    provePassword: async ({ account }, password) => {
      await Promise.resolve()
      proved.push(account.username)
      if (password !== 'right') throw new AppError('auth/wrong-password', '')
    },
  })
  const unlock = { settings, touchId, proved, unlocking }
  const records = { accounts, pools, grants, shares, audit, anchors, lock }
  const kept = { ...records, ...unlock, vault: createVault(keychain) }
  return { clock, log, keychain, state, config, shareSockets, ...people, ...kept }
}

/** What Cognito says of a pool in these tests: its id tells. */
function checkOf(userPoolId: string): 'found' | 'not-found' | 'unreachable' {
  if (userPoolId.endsWith('Missing')) return 'not-found'
  return userPoolId.endsWith('Away') ? 'unreachable' : 'found'
}

/** The public code of a problem. */
export function codeOf({ body }: BrokerReply): unknown {
  return typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined
}

/** What a person reads of a problem. */
export function detailOf({ body }: BrokerReply): string {
  return typeof body === 'object' && body !== null && 'detail' in body ? String(body.detail) : ''
}
