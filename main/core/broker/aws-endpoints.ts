// [Note: Endpoints for the SDKs of AWS]
// An SDK that speaks TCP cannot be told from other programs: the kernel names no peer there. So the endpoint is its
// opener's. The program that ran `signet serve-aws` is asked about and needs the grant; each request looks whether that
// process is still there, is still the same program, and still has its leave. Nobody is ever asked by a request.
// An answer of *once* holds for the one endpoint, until it ends or Signet locks. It ends with its opener: by DELETE, by
// a wait that hangs up, or found gone at the next request, or when there are too many. It ends with its account's
// session, by a person; one that has expired comes back with the next sign-in. And it ends at a lock that takes its
// leave away: an SDK that asked on would be refused for ever.
import type { z } from 'zod'
import type { AwsEndpointReply, AwsEndpointState, NewAwsEndpoint } from '../../../shared/broker/aws'
import { operations } from '../../../shared/broker/operations/operations'
import type { CommonRequest } from '../../../shared/broker/requests'
import { AppError, toAppError } from '../../../shared/errors'
import { type App, appOf } from '../grants/app-key'
import type { Grants } from '../grants/grants'
import type { AwsListener, AwsListenerReply, AwsListeners, Caller, Random } from '../ports'
import { processName } from '../process-name'
import type { StoredAccount } from '../records/accounts'
import type { Lock } from '../lock/lock'
import { askingOf } from './asking'
import { accountNamed } from './account-named'
import { auditedApp } from './audited-app'
import { type AwsDeps, secondOf } from './aws-credentials'
import { askingNobody, refusal } from './aws-endpoint-reply'
import { type Wanted, permitted } from './permitted'
import { type Call, type Route, route } from './route'

/** Nobody has more at once than a few terminals. */
const mostOpen = 50
/** As the request for credentials has it: before the SDKs would ask for others. */
const minimumTtlSeconds = 900

interface EndpointDeps extends AwsDeps {
  readonly random: Random
  readonly lock: Pick<Lock, 'demandUnlocked' | 'timesAsked'>
  readonly grants: Pick<Grants, 'outlivesLock'>
  readonly awsListeners: AwsListeners
}

interface Endpoint {
  readonly id: string
  readonly account: StoredAccount
  readonly roleArn: string | undefined
  /** The opener, read anew each time. */
  readonly identify: () => Promise<Caller>
  readonly owner: string
  /** As it was when it opened. */
  readonly app: App
  /** Whether the person said *once*, and no lock has come since. */
  hasLeave: boolean
  listener: AwsListener | undefined
  readonly ended: AbortController
}

/** State: the endpoints that are open. */
export class AwsEndpoints {
  readonly #deps: EndpointDeps
  readonly #open = new Map<string, Endpoint>()

  constructor(deps: EndpointDeps) {
    this.#deps = deps
    deps.accounts.onChange(() => this.#endSignedOut())
  }

  routes(): readonly Route[] {
    return [
      route(operations.openAwsEndpoint, (call) => this.#begin(call)),
      route(operations.waitForAwsEndpoint, (call) => this.#wait(call)),
      route(operations.closeAwsEndpoint, async (call): Promise<AwsEndpointState> => {
        this.#end(await this.#own(call))
        return { status: 'ended' }
      }),
    ]
  }

  /** What was allowed until then is over. Those that are allowed for longer stay, and tell that Signet is locked. */
  locked(): void {
    for (const endpoint of [...this.#open.values()]) {
      endpoint.hasLeave = false
      if (!this.#outlivesLock(endpoint)) this.#end(endpoint)
    }
  }

  endAll(): void {
    for (const endpoint of [...this.#open.values()]) this.#end(endpoint)
  }

  async #begin(call: Call<z.output<typeof NewAwsEndpoint>>): Promise<AwsEndpointReply> {
    const { roleArn, tokenInReply } = call.body
    const account = accountNamed(this.#deps, call.body.account)
    this.#deps.aws.demandIdentityPool(account)
    await this.#demandRoom()
    const { identify } = call.request
    const caller = await identify()
    const locks = this.#deps.lock.timesAsked
    const id = this.#deps.random.bytes(16).toString('hex')
    const wanted = this.#wanted({ id, account, roleArn }, caller)
    const leave = await permitted(this.#deps, {
      ...wanted,
      asking: askingOf(call),
      // Had once before it opens: whoever opens it learns what is wrong, and the first SDK need not wait.
      give: async (given) => {
        await wanted.give()
        return given
      },
    })
    const endpoint = {
      ...{ id, account, roleArn, identify, owner: processName(caller), app: appOf(caller) },
      hasLeave: leave === 'once',
      listener: undefined,
      ended: new AbortController(),
    }
    this.#demandStillAllowed(endpoint, locks)
    return this.#listen(endpoint, tokenInReply)
  }

  /** Those whose opener is gone make room. @throws `broker/busy`. */
  async #demandRoom(): Promise<void> {
    if (this.#open.size >= mostOpen)
      await Promise.all(
        [...this.#open.values()].map((endpoint) => this.#opener(endpoint).catch(() => undefined)),
      )
    this.#assertRoom()
  }

  #assertRoom(): void {
    if (this.#open.size >= mostOpen) throw new AppError('broker/busy', 'Too many endpoints are open.')
  }

  /**
   * The person and AWS take a while: whatever would have ended it meanwhile keeps it from opening.
   * @param locks how often somebody had locked before.
   */
  #demandStillAllowed(endpoint: Endpoint, locks: number): void {
    const { lock } = this.#deps
    lock.demandUnlocked()
    if (lock.timesAsked !== locks && !this.#outlivesLock(endpoint))
      throw new AppError('lock/locked', 'Signet was locked meanwhile, and the leave ended with that.')
    if (this.#isSignedOut(endpoint))
      throw new AppError('session/none', `${endpoint.account.label} is not signed in.`)
    this.#assertRoom()
  }

  async #listen(endpoint: Endpoint, tokenInReply: boolean): Promise<AwsEndpointReply> {
    const { random, awsListeners, audit } = this.#deps
    const { id, account, ended } = endpoint
    const token = random.bytes(32).toString('base64url')
    this.#open.set(id, endpoint)
    const answer = () => this.#answer(endpoint)
    const listener = await awsListeners
      .open({ token, isTokenInFile: !tokenInReply, answer })
      .catch((error: unknown) => {
        this.#open.delete(id)
        throw error
      })
    endpoint.listener = listener
    if (ended.signal.aborted) {
      listener.close()
      this.#deps.lock.demandUnlocked()
      throw new AppError('request/unknown', 'The endpoint ended before it was open.')
    }
    const app = auditedApp(endpoint.app)
    audit.record({ what: 'aws', decision: 'endpoint-opened', app, account: account.id, use: 'aws' })
    const { url, tokenFile } = listener
    return { id, url, ...(tokenFile === undefined ? { token } : { tokenFile }), account: account.id }
  }

  /** What an SDK gets that has shown the token. */
  async #answer(endpoint: Endpoint): Promise<AwsListenerReply> {
    try {
      this.#deps.lock.demandUnlocked()
      const caller = await this.#opener(endpoint)
      // Only now: a lock may have come while the opener was looked at.
      const { hasLeave, ended } = endpoint
      const found = await permitted(this.#deps, {
        ...this.#wanted(endpoint, caller),
        asking: askingNobody,
        hasLeave,
      })
      // The leave may have ended while AWS was asked.
      if (ended.signal.aborted) throw new AppError('request/unknown', 'The endpoint has ended.')
      return {
        status: 200,
        body: {
          AccessKeyId: found.accessKeyId,
          SecretAccessKey: found.secretAccessKey,
          Token: found.sessionToken,
          Expiration: secondOf(this.#deps.clock.wallMs() + found.leftMs),
        },
      }
    } catch (error) {
      return refusal(toAppError(error))
    }
  }

  #wanted({ id, account, roleArn }: Pick<Endpoint, 'id' | 'account' | 'roleArn'>, caller: Caller) {
    return {
      what: 'aws',
      wish: {
        app: appOf(caller),
        account,
        use: 'aws',
        roleArn,
        // One yes opens one endpoint, and is none to a request for credentials alone.
        endpointId: id,
        terminal: caller.terminal,
      },
      subject: roleArn,
      give: () => this.#deps.aws.credentials(account.id, { roleArn, minimumTtlSeconds }),
    } as const satisfies Omit<Wanted<unknown>, 'asking'>
  }

  /** Whether it would serve after the next unlocking. */
  #outlivesLock({ app, account }: Endpoint): boolean {
    return this.#deps.grants.outlivesLock({ app, accountId: account.id, use: 'aws' })
  }

  #isSignedOut({ account }: Endpoint): boolean {
    const status = this.#deps.accounts.get(account.id)?.status
    return status === undefined || status === 'signed-out'
  }

  #endSignedOut(): void {
    for (const endpoint of [...this.#open.values()]) if (this.#isSignedOut(endpoint)) this.#end(endpoint)
  }

  /** @throws `broker/untrusted-caller` where whoever opened it is gone: then it is over. */
  async #opener(endpoint: Endpoint): Promise<Caller> {
    const caller = await endpoint.identify().catch(() => undefined)
    if (caller !== undefined && processName(caller) === endpoint.owner) return caller
    this.#end(endpoint)
    throw new AppError('broker/untrusted-caller', 'The program that opened this endpoint is gone.')
  }

  /** The endpoint that a path names, for its opener alone. @throws `request/unknown`. */
  async #own({ name, request }: Call<unknown>): Promise<Endpoint> {
    const endpoint = this.#open.get(name)
    if (endpoint !== undefined && processName(await request.identify()) === endpoint.owner) return endpoint
    throw new AppError('request/unknown', 'No endpoint of yours has this id, or it has ended.')
  }

  async #wait(call: Call<z.output<typeof CommonRequest>>): Promise<AwsEndpointState> {
    const endpoint = await this.#own(call)
    const { ended } = endpoint
    const seconds = call.body.wait ?? 0
    if (seconds > 0) await this.#untilAborted([ended.signal, call.signal], seconds * 1000)
    // Whoever hangs up is gone, and the endpoint is theirs.
    if (call.signal.aborted) this.#end(endpoint)
    return { status: ended.signal.aborted ? 'ended' : 'open' }
  }

  /** Resolves with the first abort, or when the time is over; listens to none of them after that. */
  #untilAborted(signals: readonly AbortSignal[], mostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        callOff()
        for (const signal of signals) signal.removeEventListener('abort', done)
        resolve()
      }
      const callOff = this.#deps.clock.after(mostMs, done)
      for (const signal of signals) signal.addEventListener('abort', done)
      if (signals.some(({ aborted }) => aborted)) done()
    })
  }

  #end(endpoint: Endpoint): void {
    if (!this.#open.delete(endpoint.id)) return
    endpoint.listener?.close()
    endpoint.ended.abort()
    this.#deps.audit.record({
      what: 'aws',
      decision: 'endpoint-ended',
      account: endpoint.account.id,
      use: 'aws',
    })
  }
}
