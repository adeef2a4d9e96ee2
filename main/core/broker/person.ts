// What only a person may decide, at Signet's own surface (LOCAL-API.md): yes or no, asked once however many wait.
import { AppError } from '../../../shared/errors'
import { appOf } from '../grants/app-key'
import { PromptBook } from '../grants/prompt-book'
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
  'sign-out-everywhere': 'signet logout --everywhere',
  'forget-device': 'signet logout --forget-device',
  'change-password': 'signet account password',
  'change-mfa': 'signet account mfa',
  'remember-device': 'signet devices remember',
  'forget-one-device': 'signet devices forget',
  'forget-other-devices': 'signet devices forget --others',
  reset: 'signet reset',
}

/** State: the questions that are open, and who was refused a moment ago. */
export class Person {
  readonly #asker: Asker
  readonly #prompts: PromptBook<boolean>

  constructor({ asker, clock }: { readonly asker: Asker; readonly clock: Clock }) {
    this.#asker = asker
    this.#prompts = new PromptBook(clock)
  }

  /**
   * Passes when a person says yes.
   * @throws `broker/consent-required` where nobody may be asked, `broker/denied`, `broker/denied-recently`,
   * `broker/consent-timed-out`, `broker/busy`.
   */
  async mustAgree(question: Question, caller: Caller, asking: Asking): Promise<void> {
    if (!asking.mayAsk)
      throw new AppError(
        'broker/consent-required',
        `A person must agree to this at Signet's own surface: run \`${commands[question.kind]}\` on a terminal.`,
      )
    const app = appOf(caller)
    const name = app.view.script ?? app.view.executable
    const isYes = await this.#prompts.answer(
      {
        key: `${app.id} ${asking.act()} ${JSON.stringify(question)}`,
        family: `${app.family} ${question.kind}`,
        refuses: (answer) => !answer,
        ask: (signal) =>
          this.#asker.confirm({ ...question, app: name }, { terminal: caller.terminal }, signal),
      },
      asking,
    )
    if (!isYes) throw new AppError('broker/denied', 'A person refused this.')
  }
}
