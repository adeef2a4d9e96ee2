// [Note: Notices of the end]
// Where a pool's figure is known, a person hears of a session's end a week, a day and an hour before it, each only where
// the life is more than twice that. Which notice was given is kept in accounts.json: each is given once, also across
// restarts, and whoever was away for several gets the last of them alone. A new session begins without.
// What has ended is told once, too, when it ends: with what ended it. Cognito alone knows that: it is asked when the time
// has come, and again with growing pauses for as long as it could not say, at once when the computer wakes or finds a
// network. So whoever was offline at the end hears of it when they are back, without any program asking for a token.
import { type AppError, type ErrorCode, toAppError } from '../../../shared/errors'
import type { EndNotice } from '../../../shared/model/account'
import type { Pool } from '../../../shared/model/pool'
import type { Clock, Log } from '../ports'
import type { Accounts, StoredAccount } from '../records/accounts'

/** What a person should hear of an account. */
export type SessionNotice =
  | {
      readonly kind: 'ends-soon'
      readonly accountId: string
      readonly stage: EndNotice
      readonly endsAtMs: number
    }
  | { readonly kind: 'ended'; readonly accountId: string; readonly code: ErrorCode }
  /** What was said before is over: renewed, signed out, or the account is gone. */
  | { readonly kind: 'settled'; readonly accountId: string }

const hourMs = 3_600_000
/** Latest first. */
const stages: readonly (readonly [stage: EndNotice, beforeEndMs: number])[] = [
  ['hour', hourMs],
  ['day', 24 * hourMs],
  ['week', 7 * 24 * hourMs],
]
/** A timer stands still while a computer sleeps, and none runs for a month: the time is looked at this often. */
const longestWaitMs = 15 * 60_000
/** Cognito is asked whether a session has ended this long after it should have. */
const afterEndMs = 30_000
/** How long until it is asked again, at first; each pause is twice the one before, up to `longestWaitMs`. */
const firstPauseMs = 5_000

export interface EndNoticesDeps {
  readonly clock: Clock
  readonly log: Log
  readonly accounts: Pick<Accounts, 'list' | 'change' | 'onChange'>
  readonly pools: {
    readonly get: (userPoolId: string, clientId: string) => Pool | undefined
    readonly onChange: (listener: () => void) => () => void
  }
  /** As `OwnSessions.check`. */
  readonly checkSession: (accountId: string) => Promise<AppError | undefined>
}

/** What became of asking Cognito whether a session has ended. */
interface Check {
  /** Which session: a sign-in brings another one. */
  readonly signedInAtMs: number
  /** Answers that did not come since there was reason to hope for one. */
  readonly failures: number
  /** By the clock since boot; undefined while Cognito is being asked, and once it has said. */
  readonly nextAtBootMs: number | undefined
}

/** When a session ends, and how long it lives, where the pool's figure is known. */
export interface SessionSpan {
  readonly endsAtMs: number
  readonly lifeMs: number
}

/** The notice that is due, whatever was given before: the last one whose time has come. */
export function dueNotice({ endsAtMs, lifeMs }: SessionSpan, nowMs: number): EndNotice | undefined {
  return stages.find(([, beforeEndMs]) => lifeMs > 2 * beforeEndMs && nowMs >= endsAtMs - beforeEndMs)?.[0]
}

/** State: what was said of each account, and the timer of the next look. */
export class EndNotices {
  readonly #deps: EndNoticesDeps
  readonly #listeners = new Set<(notice: SessionNotice) => void>()
  readonly #before = new Map<string, StoredAccount>()
  /** Sessions whose end has passed and of which Cognito is asked, by account. */
  readonly #checks = new Map<string, Check>()
  /** Notices that a full disk did not keep are not given again by this host. */
  readonly #given = new Map<string, string>()
  #callOffs: (() => void)[] = []
  #callOffTimer: () => void = () => undefined
  #isStopped = false

  constructor(deps: EndNoticesDeps) {
    this.#deps = deps
  }

  /** Calls `listener` with each notice. @returns the function that ends that. */
  onNotice(listener: (notice: SessionNotice) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Looks from now on; for the first time when whoever has just built the host has had the time to listen. */
  start(): void {
    const { clock, accounts, pools } = this.#deps
    for (const account of accounts.list()) this.#before.set(account.id, account)
    this.#callOffs = [accounts.onChange(() => this.check()), pools.onChange(() => this.check())]
    this.#callOffTimer = clock.after(0, () => this.check())
  }

  /** The computer woke, or a network is back: the time may have moved, and Cognito may answer now. */
  wake(): void {
    const nowMs = this.#deps.clock.sinceBootMs()
    for (const [id, check] of this.#checks) {
      const nextAtBootMs = check.nextAtBootMs === undefined ? undefined : nowMs
      this.#checks.set(id, { ...check, failures: 0, nextAtBootMs })
    }
    this.check()
  }

  /** Looks at the time. */
  check(): void {
    if (this.#isStopped) return
    this.#tellEnds()
    const waitsMs = this.#deps.accounts.list().map((account) => this.#look(account))
    const waitMs = Math.min(...waitsMs)
    this.#callOffTimer()
    this.#callOffTimer = Number.isFinite(waitMs)
      ? this.#deps.clock.after(Math.max(1, Math.min(waitMs, longestWaitMs)), () => this.check())
      : () => undefined
  }

  stop(): void {
    this.#isStopped = true
    this.#callOffTimer()
    for (const callOff of this.#callOffs) callOff()
    this.#callOffs = []
  }

  /** @returns milliseconds until this account has something to say. */
  #look(account: StoredAccount): number {
    const span = this.#spanOf(account)
    if (span === undefined) return Infinity
    const nowMs = this.#deps.clock.wallMs()
    if (nowMs >= span.endsAtMs + afterEndMs) return this.#askCognito(account)
    const due = dueNotice(span, nowMs)
    if (due !== account.endNotice) this.#note(account, due, span)
    const moments = [
      ...stages.map(([, beforeEndMs]) => span.endsAtMs - beforeEndMs),
      span.endsAtMs + afterEndMs,
    ]
    return Math.min(...moments.filter((atMs) => atMs > nowMs)) - nowMs
  }

  #spanOf({ userPoolId, clientId, status, signedInAtMs }: StoredAccount): SessionSpan | undefined {
    const lifeSeconds = this.#deps.pools.get(userPoolId, clientId)?.refreshTokenLifeSeconds
    if (status !== 'signed-in' || signedInAtMs === undefined || lifeSeconds === undefined) return undefined
    return { endsAtMs: signedInAtMs + lifeSeconds * 1000, lifeMs: lifeSeconds * 1000 }
  }

  /** @returns milliseconds until it is to be asked again. */
  #askCognito({ id, signedInAtMs = 0 }: StoredAccount): number {
    const { clock, checkSession } = this.#deps
    const before = this.#checks.get(id)
    const isOfThisSession = before?.signedInAtMs === signedInAtMs
    if (isOfThisSession) {
      const leftMs = (before.nextAtBootMs ?? Infinity) - clock.sinceBootMs()
      if (leftMs > 0) return leftMs
    }
    const failures = isOfThisSession ? before.failures : 0
    this.#checks.set(id, { signedInAtMs, failures, nextAtBootMs: undefined })
    void checkSession(id).then((problem) => {
      const check = this.#checks.get(id)
      if (problem !== undefined && check?.signedInAtMs === signedInAtMs) this.#askLater(id, check, problem)
    })
    return Infinity
  }

  #askLater(id: string, { signedInAtMs, failures }: Check, problem: AppError): void {
    const pauseMs = Math.min(longestWaitMs, firstPauseMs * 2 ** Math.min(failures, 10))
    const waitMs = Math.max(pauseMs, (problem.retryAfterSeconds ?? 0) * 1000)
    const nextAtBootMs = this.#deps.clock.sinceBootMs() + waitMs
    this.#checks.set(id, { signedInAtMs, failures: failures + 1, nextAtBootMs })
    this.check()
  }

  /** Keeps which notice is due, and gives it where that is a later one than before: a longer life takes one back. */
  #note(
    { id, signedInAtMs = 0, endNotice }: StoredAccount,
    due: EndNotice | undefined,
    span: SessionSpan,
  ): void {
    const { accounts, log } = this.#deps
    const mark = `${String(signedInAtMs)} ${due ?? 'none'}`
    if (this.#given.get(id) === mark) return
    this.#given.set(id, mark)
    const isNews = due !== undefined && urgency(due) > urgency(endNotice)
    const kept = accounts.change(id, (account) =>
      account.signedInAtMs === signedInAtMs && account.status === 'signed-in'
        ? withNotice(account, due)
        : account,
    )
    kept
      .catch((error: unknown) => {
        log.write('warn', 'sessions', `a notice was not kept: ${toAppError(error).code}`)
      })
      .finally(() => {
        if (isNews) this.#tell({ kind: 'ends-soon', accountId: id, stage: due, endsAtMs: span.endsAtMs })
      })
  }

  /** Compares with what was there before: sessions that have ended, and those of which nothing is to be said any more. */
  #tellEnds(): void {
    const now = new Map(this.#deps.accounts.list().map((account) => [account.id, account]))
    for (const [id, before] of this.#before) {
      const notice = changeOf(before, now.get(id))
      if (notice !== undefined) this.#tell(notice)
    }
    this.#before.clear()
    for (const [id, account] of now) this.#before.set(id, account)
  }

  #tell(notice: SessionNotice): void {
    for (const listener of this.#listeners) listener(notice)
  }
}

function changeOf(before: StoredAccount, now: StoredAccount | undefined): SessionNotice | undefined {
  const { id: accountId } = before
  if (before.status === 'signed-in' && now?.status === 'expired')
    return { kind: 'ended', accountId, code: now.endedBy ?? 'session/expired' }
  const wasSpokenOf = before.status === 'expired' || before.endNotice !== undefined
  return wasSpokenOf && !isSpokenOf(before, now) ? { kind: 'settled', accountId } : undefined
}

/** Whether what was said of the account before holds still. */
function isSpokenOf(before: StoredAccount, now: StoredAccount | undefined): boolean {
  if (now?.status !== before.status || now.signedInAtMs !== before.signedInAtMs) return false
  return now.status === 'expired' || now.endNotice !== undefined
}

/** The later, the larger. */
function urgency(stage: EndNotice | undefined): number {
  return stage === undefined ? 0 : stages.length - stages.findIndex(([name]) => name === stage)
}

function withNotice(
  { endNotice: _former, ...account }: StoredAccount,
  due: EndNotice | undefined,
): StoredAccount {
  return due === undefined ? account : { ...account, endNotice: due }
}
