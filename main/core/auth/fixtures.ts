// For tests: a desk with everything that signing in needs, real but for the ports, and a person who answers.
import { randomBytes } from 'node:crypto'
import type { Pool, SignInMethod } from '../../../shared/model/pool'
import type { SignInAnswer, SignInView } from '../../../shared/model/sign-in'
import type { Cognito } from '../cognito/cognito'
import { cognitoFactory } from '../cognito/cognito-client'
import { type FakeBrowser, fakeBrowser, type FakeRedirects, fakeRedirects } from '../fake-browser'
import { loopbackTransport, type ScriptedTransport } from '../fake-transport'
import {
  type FakeClock,
  fakeClock,
  type FakeLog,
  fakeLog,
  fakeRandom,
  memoryRecordStore,
  type MemoryRecordStore,
  memorySecretStore,
  type MemorySecretStore,
} from '../fakes'
import type { ModPow } from '../ports'
import { Accounts, accountIdOf } from '../records/accounts'
import { Lock } from '../lock/lock'
import { createSessions } from '../sessions/sessions'
import type { OwnSessions } from '../sessions/session-store'
import { bigIntModPow } from '../srp/big-int-mod-pow'
import { secretHash } from '../srp/secret-hash'
import type { AccountRecord, Vault } from '../vault/account-record'
import { createVault } from '../vault/vault'
import type { SignInRun } from './run-sign-in'
import { SignIns } from './sign-ins'

/** AWS's own examples: the password is all that the person begins with. */
export const passwordMethods = [
  'USER_SRP_AUTH',
  'USER_PASSWORD_AUTH',
] as const satisfies readonly SignInMethod[]

export interface DeskOptions {
  readonly endpoint: string
  readonly clientId: string
  readonly clientSecret?: string | undefined
  readonly userPoolId?: string
  readonly method?: SignInMethod
  readonly managedLogin?: Pool['managedLogin']
  readonly browser?: FakeBrowser
  readonly redirects?: FakeRedirects
  readonly clock?: FakeClock
  readonly rememberDevices?: boolean
  readonly modPow?: ModPow
  readonly transport?: Pick<ScriptedTransport, 'load' | 'requests'>
  /** The same computer, Signet started anew: keychain and files are those of that desk. */
  readonly keptFrom?: Pick<Desk, 'secrets' | 'files'>
}

export interface Desk {
  readonly pool: Pool
  readonly signIns: SignIns
  readonly sessions: OwnSessions
  readonly lock: Lock
  readonly accounts: Accounts
  readonly vault: Vault
  readonly secrets: MemorySecretStore
  readonly files: MemoryRecordStore
  readonly clock: FakeClock
  readonly log: FakeLog
  readonly transport: Pick<ScriptedTransport, 'load' | 'requests'>
  readonly cognito: Cognito
  readonly browser: FakeBrowser
  readonly redirects: FakeRedirects
  /** Operations sent so far, challenge answers by their challenge. */
  sent(): readonly string[]
  /** Bodies sent so far. */
  bodies(): readonly SentBody[]
  forgetSent(): void
  record(username: string): Promise<AccountRecord | undefined>
  start(options?: { readonly method?: SignInMethod; readonly owner?: string }): SignInRun
  /** A whole sign-in: credentials, then each further answer. @returns the last view. */
  signIn(
    credentials: {
      readonly username: string
      readonly password: string
      readonly method?: SignInMethod | undefined
    },
    ...answers: readonly (SignInAnswer | (() => SignInAnswer))[]
  ): Promise<SignInView>
}

export interface SentBody {
  readonly AuthFlow?: string
  readonly ChallengeName?: string
  readonly Session?: string
  readonly AuthParameters?: Readonly<Record<string, string>>
  readonly ChallengeResponses?: Readonly<Record<string, string>>
  readonly DeviceName?: string
  readonly DeviceRememberedStatus?: string
}

/** A computer with an empty keychain and no accounts. */
export async function aDesk(options: DeskOptions): Promise<Desk> {
  const { clock = fakeClock(), transport = loopbackTransport() } = options
  const { browser = fakeBrowser(), redirects = fakeRedirects() } = options
  const pool = poolOf(options)
  const log = fakeLog()
  const { secrets, files } = options.keptFrom ?? { secrets: memorySecretStore(), files: memoryRecordStore() }
  const vault = createVault(secrets)
  const { userPoolId, clientId } = pool
  const { clientSecret } = options
  if (clientSecret !== undefined) await vault.writeClientSecret(userPoolId, clientId, clientSecret)
  const accounts = new Accounts({ store: files, log })
  await accounts.load()
  const cognito = cognitoFactory({ transport, clock, log, secretHash })(pool, clientSecret)
  const cognitoFor = () => Promise.resolve(cognito)
  const lock = new Lock({ store: files, log })
  const sessions = createSessions({
    clock,
    random: fakeRandom(),
    vault,
    state: files,
    accounts,
    lock,
    cognitoFor,
    loginDomainOf: () => pool.managedLogin?.domain,
    log,
  })
  const signIns = new SignIns({
    clock,
    random: { bytes: (count) => randomBytes(count) },
    modPow: options.modPow ?? bigIntModPow,
    vault,
    sessions,
    accounts,
    lock,
    cognitoFor,
    deviceName: 'Desk in the corner',
    rememberDevices: options.rememberDevices ?? true,
    transport,
    browser,
    redirects,
    locale: () => 'en',
    log,
  })
  const parts = { pool, signIns, sessions, accounts, vault, secrets, files, clock, log, transport, cognito }
  return { ...parts, lock, browser, redirects, ...handsOf(parts) }
}

function poolOf(options: DeskOptions): Pool {
  const { userPoolId = 'eu-central-1_SignetT1', clientId, clientSecret, endpoint } = options
  const method = options.method ?? 'USER_SRP_AUTH'
  const hasClientSecret = clientSecret !== undefined
  const { managedLogin } = options
  const pages = managedLogin === undefined ? {} : { managedLogin }
  return { name: 'Work', userPoolId, clientId, hasClientSecret, endpoint, method, ...pages }
}

/** What a test does at a desk. */
function handsOf({
  pool,
  signIns,
  vault,
  transport,
}: Pick<Desk, 'pool' | 'signIns' | 'vault' | 'transport'>) {
  const bodies = () => transport.requests.map(({ body }) => JSON.parse(body) as SentBody)
  const start: Desk['start'] = ({ owner = 'window', ...rest } = {}) => signIns.start({ pool, owner, ...rest })
  const signIn: Desk['signIn'] = async ({ method, ...credentials }, ...answers) => {
    const run = start(method === undefined ? {} : { method })
    let view = await run.answer({ kind: 'credentials', ...credentials })
    for (const answer of answers) view = await run.answer(typeof answer === 'function' ? answer() : answer)
    return view
  }
  return {
    start,
    signIn,
    bodies,
    sent: () => transport.requests.map(({ operation }, index) => bodies()[index]?.ChallengeName ?? operation),
    forgetSent: () => void transport.requests.splice(0),
    record: (username: string) => vault.read(accountIdOf(pool.userPoolId, pool.clientId, username)),
  }
}
