// Sign-ins that a terminal conducts: the answers come over the socket, from the process that began.
import type { z } from 'zod'
import { operations } from '../../../shared/broker/operations/operations'
import type { NewSignIn } from '../../../shared/broker/requests'
import { AppError } from '../../../shared/errors'
import type { Pool } from '../../../shared/model/pool'
import type { StoredAccount } from '../records/accounts'
import { processName } from '../process-name'
import { accountNamed } from './account-named'
import type { BrokerDeps, SignInRun } from './deps'
import { type Call, type Route, route } from './route'

/** A sign-in that gets no answer for this long is abandoned. */
const idleMs = 300_000

type SignInsDeps = Pick<BrokerDeps, 'accounts' | 'pools' | 'signIns' | 'clock'>

export function signInRoutes(deps: SignInsDeps): readonly Route[] {
  const idle = new IdleRuns(deps)
  return [
    beginRoute(deps, idle),
    route(operations.answerSignIn, async (call) => {
      const run = await runOf(deps, call)
      idle.touch(run)
      const step = await run.answer(call.body.answer)
      idle.touch(run)
      return { id: run.id, step }
    }),
    waitRoute(deps, idle),
    route(operations.cancelSignIn, async (call) => {
      const run = await runOf(deps, call)
      run.cancel()
      idle.touch(run)
      return stepOf(run)
    }),
  ]
}

/** What stands now. */
const stepOf = (run: SignInRun) => ({ id: run.id, step: run.view() })

function beginRoute(deps: SignInsDeps, idle: IdleRuns): Route {
  return route(operations.startSignIn, async ({ body, request }) => {
    const subject = subjectOf(deps, body)
    const owner = processName(await request.identify())
    const { method } = body
    const run = deps.signIns.start({ ...subject, ...(method === undefined ? {} : { method }), owner })
    idle.touch(run)
    return stepOf(run)
  })
}

/** `POST /v1/sign-ins/{id}/wait`: answered when a browser has come back, or after a while. */
function waitRoute(deps: SignInsDeps, idle: IdleRuns): Route {
  return route(operations.waitForSignIn, async (call) => {
    const run = await runOf(deps, call)
    idle.touch(run)
    await changed(deps, run, { seconds: call.body.wait ?? defaultWaitSeconds, signal: call.signal })
    return stepOf(run)
  })
}

/** How long a request waits for a browser when it does not say. */
const defaultWaitSeconds = 60

/** Resolves when the next move is not a browser's any more, or the caller has waited long enough. */
function changed(
  { signIns, clock }: SignInsDeps,
  run: SignInRun,
  { seconds, signal }: { readonly seconds: number; readonly signal: AbortSignal },
): Promise<void> {
  return new Promise((resolve) => {
    if (!isUnderWay(run)) {
      resolve()
      return
    }
    const done = (): void => {
      stop()
      callOff()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const stop = signIns.onChange((other) => {
      if (other === run && !isUnderWay(run)) done()
    })
    const callOff = clock.after(seconds * 1000, done)
    signal.addEventListener('abort', done)
  })
}

function isUnderWay(run: SignInRun): boolean {
  return underWay.has(run.view().kind)
}

const underWay: ReadonlySet<string> = new Set(['browser', 'authenticating', 'answering'])

async function runOf({ signIns }: SignInsDeps, { name, request }: Call<unknown>): Promise<SignInRun> {
  const run = signIns.get(name, processName(await request.identify()))
  if (run === undefined)
    throw new AppError('request/unknown', 'This process has no sign-in of this id, or it has ended.')
  return run
}

type Subject = Pick<Parameters<BrokerDeps['signIns']['start']>[0], 'pool' | 'account' | 'username'>

function subjectOf(deps: SignInsDeps, { account, pool, username }: z.output<typeof NewSignIn>): Subject {
  if (account !== undefined && (pool !== undefined || username !== undefined))
    throw new AppError('request/invalid', 'The field "account" excludes "pool" and "username".')
  if (account !== undefined) return subjectOfAccount(deps, accountNamed(deps, account))
  if (pool === undefined && username === undefined && deps.accounts.list().length > 0)
    return subjectOfAccount(deps, accountNamed(deps, 'default'))
  const chosen = poolNamed(deps, pool)
  if (username === undefined) return { pool: chosen }
  const known = deps.accounts.findByTypedName(chosen.userPoolId, chosen.clientId, username)
  return { pool: chosen, username, ...(known === undefined ? {} : { account: known }) }
}

function subjectOfAccount({ pools }: SignInsDeps, account: StoredAccount): Subject {
  const pool = pools.get(account.userPoolId, account.clientId)
  if (pool !== undefined) return { pool, account }
  throw new AppError(
    'pool/unknown',
    `The pool ${account.userPoolId} of ${account.label} was removed; add it again with \`signet pools add\`.`,
  )
}

/** @throws `pool/none`, `pool/unknown`; `request/invalid` where several pools leave a choice. */
function poolNamed({ pools }: SignInsDeps, ref: string | undefined): Pool {
  const [only, ...others] = pools.list()
  if (ref !== undefined || only === undefined) return pools.resolve(ref ?? '')
  if (others.length === 0) return only
  const names = [only, ...others].map(({ name }) => `"${name}"`).join(', ')
  throw new AppError('request/invalid', `The field "pool" must say which: there are ${names}.`)
}

/** State: for each open sign-in of a terminal, the timer that ends it. */
class IdleRuns {
  readonly #clock: BrokerDeps['clock']
  readonly #callOff = new Map<string, () => void>()

  constructor({ clock, signIns }: SignInsDeps) {
    this.#clock = clock
    signIns.onChange((run) => {
      if (isFinal(run)) this.#forget(run.id)
    })
  }

  /** Somebody is still there. */
  touch(run: SignInRun): void {
    this.#forget(run.id)
    if (isFinal(run)) return
    const callOff = this.#clock.after(idleMs, () => {
      this.#callOff.delete(run.id)
      run.cancel()
    })
    this.#callOff.set(run.id, callOff)
  }

  #forget(id: string): void {
    this.#callOff.get(id)?.()
    this.#callOff.delete(id)
  }
}

function isFinal(run: SignInRun): boolean {
  const { kind } = run.view()
  return kind === 'signedIn' || kind === 'failed'
}
