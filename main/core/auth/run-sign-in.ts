// One sign-in as its owner holds it: takes the person's answers, runs the state machine, has its effects performed.
import { AppError, toAppError } from '../../../shared/errors'
import type { Pool, SignInMethod } from '../../../shared/model/pool'
import type { SignInAnswer, SignInView } from '../../../shared/model/sign-in'
import { beginsWithPassword } from '../../../shared/model/sign-in-methods'
import type { StoredAccount } from '../records/accounts'
import { Attempt, type AttemptDeps } from './attempt'
import { type ChallengeAnswer, isSentCode, type PersonChallenge } from './challenge'
import { EphemeralAhead } from './ephemeral-ahead'
import { HeldPassword } from './held-password'
import { DeviceShelf } from './known-device'
import { responsesOf } from './responses'
import {
  type Effect,
  type Help,
  isOver,
  isPersonsTurn,
  type SignIn,
  type SignInEvent,
  transition,
} from './sign-in'
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

/** State: the machine's state, the password while it is needed, the attempt under way, who waits for a view, and whether its owner has gone. */
export class SignInRun {
  readonly id: string
  readonly owner: string
  readonly pool: Pool
  /** The final view. */
  readonly ended: Promise<SignInView>
  readonly #options: RunOptions
  readonly #deps: AttemptDeps
  readonly #shelf: DeviceShelf
  readonly #password: HeldPassword
  readonly #ephemerals: EphemeralAhead
  #state: SignIn = { kind: 'idle' }
  #accountId: string | undefined
  #method: SignInMethod
  #attempt: Attempt | undefined
  #isCancelled = false
  #stopIdleTimer: () => void = () => undefined
  #waiting: ((view: SignInView) => void)[] = []
  #end: (view: SignInView) => void = () => undefined

  constructor(options: RunOptions, deps: AttemptDeps) {
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
    const facts = { poolName: this.pool.name, accountId: account?.id, method, username, isFirstFactor }
    return viewOf(this.#state, facts)
  }

  /**
   * Takes an answer.
   * @returns the next view that waits for the person or is final.
   * @throws `request/invalid` when it is not what is asked for now; nothing has changed then.
   */
  async answer(answer: SignInAnswer): Promise<SignInView> {
    const event = this.#eventOf(answer)
    const next = new Promise<SignInView>((resolve) => this.#waiting.push(resolve))
    this.#dispatch(event)
    return next
  }

  /** Ends the run; what is being stored at this moment is stored first. */
  cancel(): void {
    this.#isCancelled = true
    if (this.#attempt?.isStoring !== true) this.#dispatch({ kind: 'cancelled' })
  }

  #eventOf(answer: SignInAnswer): SignInEvent {
    const state = this.#state
    const event =
      state.kind === 'credentials'
        ? this.#instead(answer)
        : state.kind === 'challenged'
          ? stepEvent(state.challenge, answer)
          : undefined
    if (event !== undefined) return event
    if (answer.kind === 'rememberDevice' && state.kind === 'rememberDevice')
      return { kind: 'rememberAnswered', remember: answer.remember }
    throw new AppError('request/invalid', `kind: "${answer.kind}" is not what this sign-in waits for.`)
  }

  /** Credentials, or what a person asks for in place of them. */
  #instead(answer: SignInAnswer): SignInEvent | undefined {
    if (answer.kind === 'credentials') return this.#submitted(answer)
    return isHelp(answer) ? this.#helpAsked(answer) : undefined
  }

  #submitted(answer: Extract<SignInAnswer, { kind: 'credentials' }>): SignInEvent {
    const { username, password, method = this.#method } = answer
    this.#demandName(username)
    if (password === undefined && beginsWithPassword(method))
      throw new AppError('request/invalid', 'password: is required.')
    return { kind: 'submitted', username, password, method }
  }

  #helpAsked(answer: HelpAnswer): SignInEvent {
    this.#demandName(answer.username)
    const { kind: what, ...rest } = answer
    // Kind and fields belong together; TypeScript takes the union apart.
    return { kind: 'helpAsked', what, ...rest, method: this.#method } as SignInEvent
  }

  #demandName(username: string): void {
    const { account } = this.#options
    if (account === undefined || username === account.username) return
    const folded = username.toLowerCase()
    if (account.typedNames.some((name) => name.toLowerCase() === folded)) return
    throw new AppError('request/invalid', `username: this sign-in is for ${account.label}.`)
  }

  #dispatch(event: SignInEvent): void {
    const { state, effect } = transition(this.#state, event)
    if (state !== this.#state) this.#enter(state)
    if (effect !== undefined) void this.#perform(effect)
  }

  #enter(state: SignIn): void {
    this.#state = state
    this.#watchIdleness()
    if (state.kind === 'credentials') this.#ephemerals.prepare()
    if (state.kind === 'credentials' || isOver(state)) {
      this.#password.drop()
      this.#attempt?.abandon()
      this.#attempt = undefined
    }
    const view = this.view()
    if (isPersonsTurn(state) || isOver(state)) {
      for (const resolve of this.#waiting.splice(0)) resolve(view)
    }
    if (isOver(state)) this.#end(view)
    this.#options.onChange(this)
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
      const begins = effect.kind === 'initiate' || effect.kind === 'help'
      const attempt = begins ? this.#newAttempt(effect) : this.#attempt
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
    if (this.#isCancelled) this.#dispatch({ kind: 'cancelled' })
  }

  #newAttempt(effect: Extract<Effect, { kind: 'initiate' | 'help' }>): Attempt {
    const { username, method } = effect
    const password = 'password' in effect ? effect.password : undefined
    this.#method = method
    const accountId = this.#shelf.accountIdFor(username)
    this.#options.claim(this, accountId)
    this.#accountId = accountId
    if (password !== undefined) this.#password.hold(password)
    this.#attempt = new Attempt(
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
    return this.#attempt
  }
}

/** Looked at before anything is sent, so that a slip leaves the step as it was. */
function stepEvent(challenge: PersonChallenge, answer: SignInAnswer): SignInEvent | undefined {
  if (answer.kind === 'resend') return isSentCode(challenge.name) ? { kind: 'resendAsked' } : undefined
  if (!isChallengeAnswer(answer)) return undefined
  responsesOf(challenge, answer)
  return { kind: 'answered', answer }
}

type HelpAnswer = Extract<SignInAnswer, { kind: Help['what'] }>

function isHelp(answer: SignInAnswer): answer is HelpAnswer {
  return answer.kind === 'forgotPassword' || answer.kind === 'signUp' || answer.kind === 'confirmAccount'
}

function isChallengeAnswer(answer: SignInAnswer): answer is ChallengeAnswer {
  return !isHelp(answer) && !['credentials', 'rememberDevice', 'resend'].includes(answer.kind)
}
