// One sign-in as its owner holds it: takes the person's answers, runs the state machine, has its effects performed.
import { AppError, type ErrorCode, toAppError } from '../../../shared/errors'
import type { Pool, SignInMethod } from '../../../shared/model/pool'
import type { SignInAnswer, SignInView } from '../../../shared/model/sign-in'
import type { StoredAccount } from '../records/accounts'
import { demandPages, eventOf } from './answer-event'
import { Attempt, type AttemptDeps } from './attempt'
import { BrowserAttempt, type BrowserAttemptDeps } from './browser-attempt'
import { EphemeralAhead } from './ephemeral-ahead'
import { HeldPassword } from './held-password'
import { DeviceShelf } from './known-device'
import { isOver, isPersonsTurn, transition } from './sign-in'
import type { BrowserWish, Effect, SignIn, SignInEvent } from './sign-in-state'
import { problemOf, viewOf } from './sign-in-view'

/** A run that nobody answers ends after this time. */
export const idleLifeMs = 5 * 60_000

export interface RunOptions {
  readonly id: string
  readonly owner: string
  readonly pool: Pool
  readonly account: StoredAccount | undefined
  /** Shown beforehand; of a known account, the name that its person types. */
  readonly username: string | undefined
  readonly method: SignInMethod
  /** Called after each change of the view. */
  readonly onChange: (run: SignInRun) => void
  /** Called with the account that a typed name leads to. @throws `auth/in-progress`. */
  readonly claim: (run: SignInRun, accountId: string) => void
}

export type SignInDeps = AttemptDeps & BrowserAttemptDeps

/** State: the machine's state, the password while it is needed, the attempt under way, who waits for a view, and whether its owner has gone. */
export class SignInRun {
  readonly id: string
  readonly owner: string
  readonly pool: Pool
  /** The final view. */
  readonly ended: Promise<SignInView>
  readonly #options: RunOptions
  readonly #deps: SignInDeps
  readonly #shelf: DeviceShelf
  readonly #password: HeldPassword
  readonly #ephemerals: EphemeralAhead
  #state: SignIn = { kind: 'idle' }
  #accountId: string | undefined
  #method: SignInMethod
  #attempt: Attempt | BrowserAttempt | undefined
  #calledOffBy: ErrorCode | undefined
  #stopIdleTimer: () => void = () => undefined
  #waiting: ((view: SignInView) => void)[] = []
  /** Effects that are being performed; one may outlive the run. */
  readonly #underWay = new Set<Promise<void>>()
  #end: (view: SignInView) => void = () => undefined

  constructor(options: RunOptions, deps: SignInDeps) {
    this.id = options.id
    this.owner = options.owner
    this.pool = options.pool
    this.#options = options
    this.#deps = deps
    this.#accountId = options.account?.id
    this.#method = options.method
    this.#shelf = new DeviceShelf(options.pool, deps)
    this.#password = new HeldPassword(deps.clock)
    this.#ephemerals = new EphemeralAhead(deps)
    this.ended = new Promise((resolve) => (this.#end = resolve))
  }

  /** The account that this sign-in is for, as soon as a name has led to it. */
  get accountId(): string | undefined {
    return this.#accountId
  }

  get isOver(): boolean {
    return isOver(this.#state)
  }

  /** Begins: the next move is the person's. */
  start(): void {
    this.#dispatch({ kind: 'started' })
  }

  /** What the person sees now. */
  view(): SignInView {
    const { username, account } = this.#options
    const method = this.#method
    const isFirstFactor = method === 'USER_AUTH' && !this.#password.isMeant
    const { name: poolName, managedLogin } = this.pool
    const facts = { poolName, accountId: account?.id, method, username, isFirstFactor }
    return viewOf(this.#state, { ...facts, offersBrowser: managedLogin !== undefined })
  }

  /**
   * Takes an answer.
   * @returns the next view that waits for the person or is final.
   * @throws `request/invalid` when it is not what is asked for now, `auth/redirect-invalid` for an address of another
   * sign-in; nothing has changed then.
   */
  async answer(answer: SignInAnswer): Promise<SignInView> {
    const attempt = this.#attempt
    const event = eventOf(this.#state, answer, {
      ...this.#options,
      method: this.#method,
      queryIn: (url) => (attempt instanceof BrowserAttempt ? attempt.queryIn(url) : undefined),
    })
    const next = new Promise<SignInView>((resolve) => this.#waiting.push(resolve))
    this.#dispatch(event)
    return next
  }

  /** Ends the run; what is being stored at this moment is stored first. @param code what calls it off. */
  cancel(code: ErrorCode = 'auth/cancelled'): void {
    this.#calledOffBy = code
    if (this.#attempt?.isStoring !== true) this.#dispatch({ kind: 'cancelled', code })
  }

  /** Resolves when nothing is under way at Cognito: whatever came after the end has been given back. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  #dispatch(event: SignInEvent): void {
    const { state, effect } = transition(this.#state, event)
    if (state !== this.#state) this.#enter(state)
    if (effect === undefined) return
    const performed = this.#perform(effect)
    this.#underWay.add(performed)
    void performed.finally(() => this.#underWay.delete(performed))
  }

  #enter(state: SignIn): void {
    // A browser that is opened once more does not keep its listener for longer.
    const isStill = state.kind === 'browser' && this.#state.kind === 'browser'
    this.#state = state
    if (!isStill) this.#watchIdleness()
    if (state.kind === 'credentials') this.#ephemerals.prepare()
    if (state.kind === 'credentials' || isOver(state)) this.#endAttempt()
    const view = this.view()
    if (isPersonsTurn(state) || isOver(state)) {
      for (const resolve of this.#waiting.splice(0)) resolve(view)
    }
    if (isOver(state)) this.#end(view)
    this.#options.onChange(this)
  }

  #endAttempt(): void {
    this.#password.drop()
    this.#attempt?.abandon()
    this.#attempt = undefined
  }

  #watchIdleness(): void {
    this.#stopIdleTimer()
    if (isOver(this.#state)) return
    this.#stopIdleTimer = this.#deps.clock.after(idleLifeMs, () => {
      if (isPersonsTurn(this.#state)) this.#dispatch({ kind: 'timedOut' })
      else this.#watchIdleness()
    })
  }

  async #perform(effect: Effect): Promise<void> {
    let event: SignInEvent
    try {
      const attempt = this.#attemptFor(effect)
      if (attempt === undefined) throw new AppError('auth/cancelled', 'This attempt is over.')
      event = await attempt.perform(effect)
      if (event.kind === 'tokensCame' && this.isOver) attempt.takeBack(event.tokens)
      if (event.kind === 'kept') this.#accountId = event.accountId
    } catch (error) {
      const problem = toAppError(error)
      const level = problem.code === 'internal' ? 'error' : 'info'
      this.#deps.log.write(level, 'auth', `${effect.kind}: ${problem.code}`)
      event = { kind: 'refused', problem: problemOf(problem) }
    }
    this.#dispatch(event)
    if (this.#calledOffBy !== undefined) this.#dispatch({ kind: 'cancelled', code: this.#calledOffBy })
  }

  #attemptFor(effect: Effect): Attempt | BrowserAttempt | undefined {
    if (effect.kind === 'initiate' || effect.kind === 'help') this.#attempt = this.#newAttempt(effect)
    if (effect.kind === 'openBrowser') this.#attempt = this.#newBrowserAttempt(effect)
    return this.#attempt
  }

  #claim(accountId: string): void {
    this.#options.claim(this, accountId)
    this.#accountId = accountId
  }

  #newBrowserAttempt({ username }: BrowserWish): BrowserAttempt {
    this.#method = 'MANAGED_LOGIN'
    this.#password.drop()
    const { account } = this.#options
    if (account === undefined && username !== undefined) this.#claim(this.#shelf.accountIdFor(username))
    return new BrowserAttempt(
      {
        pool: demandPages(this.pool),
        account,
        shelf: this.#shelf,
        onReturn: (query) => this.#dispatch({ kind: 'redirected', query }),
        claim: (accountId) => this.#claim(accountId),
        isOver: () => this.isOver,
      },
      this.#deps,
    )
  }

  #newAttempt(effect: Extract<Effect, { kind: 'initiate' | 'help' }>): Attempt {
    const { username, method } = effect
    const password = 'password' in effect ? effect.password : undefined
    this.#method = method
    this.#claim(this.#shelf.accountIdFor(username))
    if (password !== undefined) this.#password.hold(password)
    return new Attempt(
      {
        pool: this.pool,
        account: this.#options.account,
        shelf: this.#shelf,
        typedName: username,
        method,
        password: this.#password,
        ephemerals: this.#ephemerals,
        isOver: () => this.isOver,
      },
      this.#deps,
    )
  }
}
