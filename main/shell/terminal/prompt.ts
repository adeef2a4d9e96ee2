// One question on one terminal: a line typed after the question was readable, and nothing typed before it.
import { AppError } from '../../../shared/errors'
import { answerLimits } from '../../../shared/model/answer-limits'
import { terminal as words } from '../../../shared/text/terminal'
import type { Clock } from '../../core/ports'
import type { Terminal } from './terminal'

export interface Prompt<Answer> {
  /** What stands above the line, without control characters but line ends. */
  readonly question: string
  /** The words right before what is typed. */
  readonly line: string
  /** What is typed is not shown, and taken as it is. */
  readonly isSecret?: true
  /** @returns the answer a line stands for; undefined when it stands for none. */
  readonly read: (line: string) => Answer | undefined
  /** Said when a line stands for nothing. */
  readonly again: string
  /** What Ctrl-C and Ctrl-D stand for. */
  readonly refusal: Answer
  /** Said about an answer. */
  readonly outcome: (answer: Answer) => string
}

/** How long keys do nothing after a question appears: who was typing something else must be able to stop. */
export const inertMs = 500
/** More than any answer has. */
const maxLine = 40
/** Ctrl-U. */
const eraseLine = '\u0015'
const clearLine = '\r\u001B[K'

export interface AskOptions {
  readonly clock: Clock
  readonly signal: AbortSignal
}

/**
 * Asks until there is an answer.
 * @throws the signal's reason once it aborts; `broker/consent-required` when the terminal goes away.
 */
export function ask<Answer>(
  terminal: Terminal,
  prompt: Prompt<Answer>,
  options: AskOptions,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const question = new OpenQuestion(terminal, prompt, { resolve, reject })
    question.open(options)
  })
}

interface Settling<Answer> {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

/** Holds the line typed so far, and whether keys count yet. */
class OpenQuestion<Answer> {
  readonly #terminal: Terminal
  readonly #prompt: Prompt<Answer>
  readonly #settling: Settling<Answer>
  #isLive = false
  #isSettled = false
  #line = ''
  #release: () => void = () => undefined

  constructor(terminal: Terminal, prompt: Prompt<Answer>, settling: Settling<Answer>) {
    this.#terminal = terminal
    this.#prompt = prompt
    this.#settling = settling
  }

  open({ clock, signal }: AskOptions): void {
    // One turn of the event loop more: what arrived before is read, and dropped, before keys count.
    const cancelTimer = clock.after(inertMs, () => void setImmediate(() => (this.#isLive = true)))
    const withdraw = (): void => this.#withdraw(signal.reason)
    this.#release = () => {
      cancelTimer()
      signal.removeEventListener('abort', withdraw)
    }
    signal.addEventListener('abort', withdraw)
    this.#terminal.onHangUp(() => {
      this.#end(() => this.#settling.reject(new AppError('broker/consent-required', words.noSurface.hungUp)))
    })
    this.#terminal.onInput((text) => {
      for (const character of text) if (this.#isLive && !this.#isSettled) this.#type(character)
    })
    this.#terminal.write(`\n${this.#prompt.question}\n${this.#prompt.line}`)
    if (signal.aborted) withdraw()
  }

  #type(character: string): void {
    if (character === '\u0003' || character === '\u0004') {
      this.#settle(this.#prompt.refusal)
    } else if (character === '\r' || character === '\n') {
      this.#submit()
    } else {
      this.#edit(character)
    }
  }

  #edit(character: string): void {
    if (this.#prompt.isSecret) {
      this.#line = editedSecret(this.#line, character)
      // The one key that a person sees: all that was typed is gone.
      if (character === eraseLine) this.#terminal.write(`${clearLine}${this.#prompt.line}`)
      return
    }
    this.#line = edited(this.#line, character)
    this.#terminal.write(`${clearLine}${this.#prompt.line}${this.#line}`)
  }

  #submit(): void {
    const line = this.#prompt.isSecret ? this.#line : this.#line.trim().toLowerCase()
    const answer = this.#prompt.read(line)
    this.#line = ''
    if (answer !== undefined) this.#settle(answer)
    else this.#terminal.write(`\n${this.#prompt.again}\n${this.#prompt.line}`)
  }

  #settle(answer: Answer): void {
    this.#end(() => {
      this.#terminal.write(`\n${this.#prompt.outcome(answer)}\n`)
      this.#settling.resolve(answer)
    })
  }

  #withdraw(reason: unknown): void {
    this.#end(() => {
      this.#terminal.write(`${clearLine}${reasonWords(reason)}\n`)
      this.#settling.reject(reason instanceof Error ? reason : new AppError('auth/cancelled', ''))
    })
  }

  #end(how: () => void): void {
    if (this.#isSettled) return
    this.#isSettled = true
    this.#line = ''
    this.#release()
    how()
  }
}

/** A character that a keyboard cannot type into a password is left out. */
function editedSecret(line: string, character: string): string {
  if (character === '\u007F' || character === '\u0008') return line.replace(/.$/su, '')
  if (character === eraseLine) return ''
  const isKept = !/\p{Cc}/u.test(character) && line.length < answerLimits.password
  return isKept ? line + character : line
}

function edited(line: string, character: string): string {
  if (character === '\u007F' || character === '\u0008') return line.slice(0, -1)
  if (character === eraseLine) return ''
  // What is no plain letter makes the line no answer, and is not echoed.
  const kept = /[ -~]/.test(character) ? character : '?'
  return line.length < maxLine ? line + kept : line
}

function reasonWords(reason: unknown): string {
  if (!(reason instanceof AppError)) return words.withdrawn.gone
  return reason.code === 'broker/consent-timed-out' ? words.withdrawn.timedOut : words.withdrawn.gone
}
