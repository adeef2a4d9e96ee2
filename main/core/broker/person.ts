// What only a person may decide, at Signet's own surface (LOCAL-API.md): yes or no, asked once however many wait.
import { AppError, type ErrorCode, toAppError } from '../../../shared/errors'
import { appOf } from '../grants/app-key'
import { PromptBook } from '../grants/prompt-book'
import type { Lock } from '../lock/lock'
import type { Asker, Caller, Clock, Confirmation } from '../ports'
import type { Asking } from './asking'

/** `Confirmation` without the name of the app, which is not the caller's to say. */
export type Question = Confirmation extends infer C
  ? C extends Confirmation
    ? Omit<C, 'app'>
    : never
  : never

/** The command that asks the same of a person. */
const commands: Record<Confirmation['kind'], string> = {
  'add-pool': 'signet pools add',
  'remove-pool': 'signet pools remove',
  'allow-app': 'signet apps allow',
  share: 'signet share',
  'sign-out-everywhere': 'signet logout --everywhere',
  'forget-device': 'signet logout --forget-device',
  'change-password': 'signet account password',
  'change-mfa': 'signet account mfa',
  'remember-device': 'signet devices remember',
  'forget-one-device': 'signet devices forget',
  'forget-other-devices': 'signet devices forget --others',
  'rename-account': 'signet accounts rename',
  'remove-account': 'signet accounts remove',
  unlock: 'signet unlock',
  reset: 'signet reset',
}

/** The codes of a question about a token, in the words of an act: nobody was refused a token. */
const codesOfAnAct: Partial<Record<ErrorCode, ErrorCode>> = {
  'broker/consent-required': 'person/needed',
  'broker/consent-timed-out': 'person/timed-out',
  'broker/denied-recently': 'person/refused-recently',
}

/** What a locked Signet has a person decide: to open it, or that all of it goes. */
const whileLocked: ReadonlySet<Question['kind']> = new Set(['unlock', 'reset'] as const)

/** What a person is asked for whom, and how. */
export interface Act {
  readonly question: Question
  readonly caller: Caller
  readonly asking: Asking
  /** @param app what the caller is called. @returns whether the person agrees. */
  readonly ask: (signal: AbortSignal, app: string) => Promise<boolean>
}

interface PersonDeps {
  readonly asker: Asker
  readonly clock: Clock
  readonly lock: Pick<Lock, 'demandUnlocked'>
}

/** State: the questions that are open, and who was refused a moment ago. */
export class Person {
  readonly #asker: Asker
  readonly #lock: PersonDeps['lock']
  readonly #prompts: PromptBook<boolean>

  constructor({ asker, clock, lock }: PersonDeps) {
    this.#asker = asker
    this.#lock = lock
    this.#prompts = new PromptBook(clock)
  }

  /** Takes every open question away. */
  closeAll(reason: AppError): void {
    this.#prompts.closeAll(reason)
  }

  /**
   * Passes when a person says yes.
   * @throws `person/needed` where nobody may be asked, `person/refused`, `person/refused-recently`,
   * `person/timed-out`, `broker/busy`, `lock/locked` for all but unlocking and a reset.
   */
  mustAgree(question: Question, caller: Caller, asking: Asking): Promise<void> {
    const { terminal } = caller
    return this.must({
      question,
      caller,
      asking,
      ask: (signal, app) => this.#asker.confirm({ ...question, app }, { terminal }, signal),
    })
  }

  /** The same with another question in the place of yes or no. @throws as `mustAgree`, and what `ask` throws. */
  async must({ question, caller, asking, ask }: Act): Promise<void> {
    // Finding out who asks takes a while, and a lock closes only the questions that are open.
    if (!whileLocked.has(question.kind)) this.#lock.demandUnlocked()
    if (!asking.mayAsk)
      throw new AppError(
        'person/needed',
        `A person must agree to this at Signet's own surface: run \`${commands[question.kind]}\` on a terminal.`,
      )
    const app = appOf(caller)
    const name = app.view.script ?? app.view.executable
    const prompt = {
      key: `${app.id} ${asking.act()} ${JSON.stringify(question)}`,
      family: `${app.family} ${question.kind}`,
      refuses: (answer: boolean) => !answer,
      ask: (signal: AbortSignal) => ask(signal, name),
    }
    const isYes = await this.#prompts.answer(prompt, asking).catch(unanswered)
    if (!isYes) throw new AppError('person/refused', '')
  }
}

function unanswered(error: unknown): never {
  const cause = toAppError(error)
  const code = codesOfAnAct[cause.code]
  const { retryAfterSeconds } = cause
  throw code === undefined
    ? cause
    : new AppError(code, cause.message, {
        cause,
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      })
}
