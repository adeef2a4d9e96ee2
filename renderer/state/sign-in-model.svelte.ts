import type { RawInput } from '../../shared/ipc/contract'
import type { SignInMethod } from '../../shared/model/pool'
import type { SignInAnswer, SignInView } from '../../shared/model/sign-in'
import type { Api } from '../api'
import { Action } from './action.svelte'

interface Step {
  readonly id: string
  readonly view: SignInView
}
type From = RawInput<'signIn.start'>

/** What may be shown again. */
export interface Typed {
  readonly username: string
  readonly method: SignInMethod | undefined
  /** Of a new account that was asked for. */
  readonly attributes: Readonly<Record<string, string>> | undefined
}

/** The sign-in on the screen: its last view as main pushed it, and what a person typed that may be shown again. */
export class SignInModel {
  step = $state.raw<Step>()
  /** What the last try was made with, never the password. */
  typed = $state.raw<Typed>()
  /** What this sign-in was started with here; unknown for one that main raised. */
  from = $state.raw<From>()
  /** The account on whose card a sign-in goes on, until its person is asked for more, or it is over. */
  atCard = $state<string>()
  readonly opening = new Action()
  readonly answering = new Action()
  readonly #api: Api
  // Neither is drawn: both only decide what becomes `step`.
  /* eslint-disable svelte/prefer-svelte-reactivity */
  /** Sign-ins the person has left: late views of them are not shown. */
  readonly #left = new Set<string>()
  /** Sign-ins that main raised while another was on the screen. */
  readonly #waiting = new Map<string, Step>()
  /* eslint-enable svelte/prefer-svelte-reactivity */

  constructor(api: Api) {
    this.#api = api
  }

  /** Listens. @returns the function that ends it. */
  start(): () => void {
    return this.#api.on('signIn.changed', (step) => this.#receive(step))
  }

  /** The step that is shown on a screen of its own: not that of a sign-in which goes on at its card. */
  get shown(): Step | undefined {
    return this.atCard === undefined ? this.step : undefined
  }

  /** Opens a sign-in; one that goes on at a card comes up instead, because one at a time is on the screen. */
  async open(from: From): Promise<void> {
    if (this.atCard === undefined) await this.#open(from)
    else this.atCard = undefined
  }

  async #open(from: From): Promise<void> {
    await this.opening.run(async () => {
      const step = await this.#api.call('signIn.start', from)
      const pushed = this.#waiting.get(step.id)
      this.#waiting.delete(step.id)
      if (this.step?.id !== step.id) this.#show(pushed ?? step)
      this.from = from
    })
    if (this.step === undefined) this.#showNext()
  }

  /** Signs in to an account at its card, where its person has just typed the password. */
  async openWith(accountId: string, password: string): Promise<void> {
    if (this.atCard === accountId) return
    if (this.atCard !== undefined || this.opening.busy) {
      await this.open({ accountId })
      return
    }
    this.atCard = accountId
    await this.#open({ accountId })
    if (this.from?.accountId === accountId) await this.#givePassword(password)
    if (this.atCard === accountId) this.atCard = undefined
  }

  async #givePassword(password: string): Promise<void> {
    const view = this.step?.view
    if (view?.kind !== 'credentials' || view.username === undefined) return
    const { username, method } = view
    await this.answer({ kind: 'credentials', username, method, password })
  }

  async answer(answer: SignInAnswer): Promise<void> {
    const { step } = this
    if (step === undefined) return
    if ('username' in answer && answer.username !== undefined) this.typed = typedIn(answer.username, answer)
    await this.answering.run(() => this.#api.call('signIn.answer', { id: step.id, answer }))
  }

  /** Abandons the sign-in, and leaves it. */
  async cancel(): Promise<void> {
    const { step } = this
    if (step === undefined) return
    this.leave()
    await this.opening.run(() => this.#api.call('signIn.cancel', { id: step.id }))
  }

  /** Leaves a sign-in that has ended. */
  leave(): void {
    if (this.step !== undefined) this.#left.add(this.step.id)
    this.step = undefined
    this.atCard = undefined
    this.#showNext()
  }

  #showNext(): void {
    const [next] = this.#waiting.values()
    if (next === undefined) return
    this.#waiting.delete(next.id)
    this.#show(next)
  }

  #receive(step: Step): void {
    if (this.#left.has(step.id)) return
    if (this.step === undefined && !this.opening.busy && !isFinal(step.view)) this.#show(step)
    else if (this.step?.id === step.id) this.#goOn(step)
    else if (isFinal(step.view) && !this.opening.busy) this.#waiting.delete(step.id)
    else this.#waiting.set(step.id, step)
  }

  #goOn(step: Step): void {
    this.step = step
    if (!isGoingOn(step.view)) this.atCard = undefined
  }

  #show(step: Step): void {
    this.step = step
    this.typed = undefined
    this.from = undefined
    this.answering.failure = undefined
  }
}

/** Whether nothing is asked of the person, but for the password that was just given. */
function isGoingOn(view: SignInView): boolean {
  return view.kind === 'authenticating' || (view.kind === 'credentials' && view.problem === undefined)
}

function isFinal(view: SignInView): boolean {
  return view.kind === 'signedIn' || view.kind === 'failed'
}

function typedIn(username: string, answer: SignInAnswer): Typed {
  const method = answer.kind === 'credentials' ? answer.method : undefined
  return { username, method, attributes: answer.kind === 'signUp' ? answer.attributes : undefined }
}
