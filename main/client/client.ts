// The typed client of the local API: what the `signet` command and other Node programs use. node:net alone.
import type {
  AuditReply,
  AuditVerifyReply,
  LockReply,
  StatusReply,
  TokenReply,
  TokenRequest,
} from '../../shared/broker/requests'
import type { AccountStatus, AccountView } from '../../shared/model/account'
import type { AppView, CredentialUse, GrantView } from '../../shared/model/consent'
import type { NewPool, Pool, SignInMethod } from '../../shared/model/pool'
import type { SignInAnswer, SignInView } from '../../shared/model/sign-in'
import { Connection, type ConnectionOptions, type SendOptions } from './connection'
import { shaped } from './shaped'

export type Service = Pick<StatusReply, 'name' | 'version' | 'apiVersions' | 'host' | 'pid' | 'locked'>

/** What every request may carry. */
export interface CommonOptions {
  /** False: fail at once where a person would be needed. */
  readonly interactive?: boolean
  /** Seconds. */
  readonly wait?: number
  /** Shown to the person as the caller's words. */
  readonly reason?: string
}

export interface NewSignIn extends CommonOptions {
  readonly account?: string
  readonly pool?: string
  readonly username?: string
  readonly method?: SignInMethod
}

export interface SignInStep {
  readonly id: string
  readonly step: SignInView
}

export interface AllowApp extends CommonOptions {
  /** Absolute path of an executable or a script. */
  readonly path: string
  readonly account: string
  readonly use: CredentialUse
  /** Seconds; absent: always. */
  readonly for?: number
}

export interface AccountsReply {
  readonly accounts: readonly AccountView[]
}
export interface SignInReply {
  readonly status: AccountStatus
}
export interface SignOutReply {
  readonly status: 'signed-out'
  /** What could not be done at the server. */
  readonly warnings: readonly string[]
}
export interface PoolsReply {
  readonly pools: readonly Pool[]
}
export interface PoolReply {
  readonly pool: Pool
  /** `unreachable`: the pool could not be asked whether it exists. */
  readonly check?: 'found' | 'unreachable'
}
export interface AppsReply {
  readonly apps: readonly GrantView[]
}
export interface AppReply {
  readonly app: AppView
}
export interface ResetReply {
  readonly removed: readonly string[]
  readonly left: readonly string[]
}

/** How long the host may take where nobody is asked, in milliseconds. */
const plainMs = 30_000
/** A person's answer (60 s), a sign-in before it, and a keychain's own prompt (120 s). */
const personMs = 300_000

/**
 * One client. Every method throws ProblemError for a refusal of the host, and AppError `host/not-running`,
 * `host/untrusted` or `host/socket-path-too-long` where no host was reached; nothing was sent then.
 */
export class SignetClient {
  readonly #connection: Connection

  constructor(options: ConnectionOptions) {
    this.#connection = new Connection(options)
  }

  /** One request of any kind. @returns the parsed answer; undefined for an empty one. */
  request(options: SendOptions): Promise<unknown> {
    return this.#connection.send(options)
  }

  async service(): Promise<Service> {
    return shaped<Service>(await this.#get('/v1'), { name: 'string', version: 'string', host: 'string' })
  }

  async status(): Promise<StatusReply> {
    const reply = await this.#get('/v1/status')
    return shaped<StatusReply>(reply, {
      socket: 'string',
      keychain: 'object',
      accounts: 'array',
      setAside: 'array',
    })
  }

  /** The bytes of an answer that goes on, as `Connection.stream` has them. */
  stream(path: string): AsyncGenerator<Buffer | null, never> {
    return this.#connection.stream(path)
  }

  async accounts(): Promise<AccountsReply> {
    return shaped<AccountsReply>(await this.#get('/v1/accounts'), { accounts: 'array' })
  }

  /** @param account id, label, username or `default`. */
  async token(account: string, request: Partial<TokenRequest>): Promise<TokenReply> {
    const reply = shaped<TokenReply>(
      await this.#connection.send({
        method: 'POST',
        path: `${accountPath(account)}/token`,
        body: request,
        timeoutMs: personMs + waitMs(request.wait),
        isRepeatable: true,
      }),
      { token: 'string', tokenType: 'string', expiresAt: 'string' },
    )
    return { ...reply, token: printable(reply.token) }
  }

  /** Raises the account's sign-in in the host's window; with `wait` answers at its end. */
  /** `renew`: also where the account is signed in. */
  async signIn(account: string, options: CommonOptions & { readonly renew?: boolean }): Promise<SignInReply> {
    const path = `${accountPath(account)}/sign-in`
    const timeoutMs = personMs + waitMs(options.wait)
    const reply = await this.#connection.send({ method: 'POST', path, body: options, timeoutMs })
    return shaped<SignInReply>(reply, { status: 'string' })
  }

  async signOut(
    account: string,
    options: CommonOptions & { readonly everywhere?: boolean; readonly forgetDevice?: boolean },
  ): Promise<SignOutReply> {
    return shaped<SignOutReply>(await this.#ask('POST', `${accountPath(account)}/sign-out`, options), {
      status: 'string',
      warnings: 'array',
    })
  }

  async setDefaultAccount(account: string): Promise<AccountsReply> {
    return shaped<AccountsReply>(await this.#ask('POST', `${accountPath(account)}/default`, {}), {
      accounts: 'array',
    })
  }

  /** Begins a sign-in that a terminal conducts. */
  async startSignIn(request: NewSignIn): Promise<SignInStep> {
    return shaped<SignInStep>(await this.#ask('POST', '/v1/sign-ins', request), {
      id: 'string',
      step: 'object',
    })
  }

  async answerSignIn(id: string, answer: SignInAnswer): Promise<SignInStep> {
    const reply = await this.#ask('POST', `/v1/sign-ins/${encodeURIComponent(id)}`, { answer })
    return shaped<SignInStep>(reply, { id: 'string', step: 'object' })
  }

  /** Waits for a browser's return, a while. @returns the step that there is then, changed or not. */
  async waitForSignIn(id: string, seconds: number): Promise<SignInStep> {
    const reply = await this.#connection.send({
      method: 'POST',
      path: `/v1/sign-ins/${encodeURIComponent(id)}/wait`,
      body: { wait: seconds },
      timeoutMs: plainMs + waitMs(seconds),
      isRepeatable: true,
    })
    return shaped<SignInStep>(reply, { id: 'string', step: 'object' })
  }

  async cancelSignIn(id: string): Promise<void> {
    await this.#ask('DELETE', `/v1/sign-ins/${encodeURIComponent(id)}`)
  }

  async pools(): Promise<PoolsReply> {
    return shaped<PoolsReply>(await this.#get('/v1/pools'), { pools: 'array' })
  }

  async addPool(pool: NewPool & CommonOptions): Promise<PoolReply> {
    return shaped<PoolReply>(await this.#ask('POST', '/v1/pools', pool), { pool: 'object' })
  }

  async removePool(name: string, options: CommonOptions): Promise<PoolReply> {
    const path = `/v1/pools/${encodeURIComponent(name)}`
    return shaped<PoolReply>(await this.#ask('DELETE', path, options), { pool: 'object' })
  }

  async apps(): Promise<AppsReply> {
    return shaped<AppsReply>(await this.#get('/v1/apps'), { apps: 'array' })
  }

  async allowApp(request: AllowApp): Promise<AppReply> {
    return shaped<AppReply>(await this.#ask('POST', '/v1/apps', request), { app: 'object' })
  }

  async revokeApp(id: string): Promise<AppReply> {
    return shaped<AppReply>(await this.#ask('DELETE', `/v1/apps/${encodeURIComponent(id)}`), {
      app: 'object',
    })
  }

  /** @param query as `AuditQuery` of shared/broker/requests.ts; what is undefined is left out. */
  async audit(query: Readonly<Record<string, string | undefined>>): Promise<AuditReply> {
    const fields = new URLSearchParams()
    for (const [name, value] of Object.entries(query)) if (value !== undefined) fields.set(name, value)
    return shaped<AuditReply>(await this.#get(`/v1/audit?${fields.toString()}`), {
      events: 'array',
      more: 'boolean',
    })
  }

  async verifyAudit(): Promise<AuditVerifyReply> {
    return shaped<AuditVerifyReply>(await this.#get('/v1/audit/verify'), { state: 'string' })
  }

  async lock(): Promise<LockReply> {
    return shaped<LockReply>(await this.#ask('POST', '/v1/lock', {}), { locked: 'boolean' })
  }

  async unlock(options: CommonOptions & { readonly account?: string }): Promise<LockReply> {
    return shaped<LockReply>(await this.#ask('POST', '/v1/unlock', options), { locked: 'boolean' })
  }

  async reset(options: CommonOptions): Promise<ResetReply> {
    return shaped<ResetReply>(await this.#ask('POST', '/v1/reset', options), {
      removed: 'array',
      left: 'array',
    })
  }

  #get(path: string): Promise<unknown> {
    return this.#connection.send({ method: 'GET', path, timeoutMs: plainMs, isRepeatable: true })
  }

  #ask(method: 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
    return this.#connection.send({
      method,
      path,
      timeoutMs: personMs,
      ...(body === undefined ? {} : { body }),
    })
  }
}

const accountPath = (account: string): string => `/v1/accounts/${encodeURIComponent(account)}`
const waitMs = (seconds = 0): number => seconds * 1000

/** A token is one word: anything else would do something in a header or a shell. */
function printable(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new TypeError('the token holds characters that no token has')
}
