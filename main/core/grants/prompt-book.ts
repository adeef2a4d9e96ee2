// Prompt economy: one question at a time to a person about one thing, and quiet after a refusal.
import { AppError, toAppError } from '../../../shared/errors'
import type { Clock } from '../ports'
import { SharedQuestions, type Waiter } from './shared-question'

/** How long a question stays open; unanswered is refused. */
export const promptLifeMs = 60_000
/** How long after a refusal the same app is refused without a question. */
export const coolDownMs = 30_000
/** Questions open at once, of all apps: more would be a flood, not a choice. */
const mostOpen = 16

export interface Prompt<Answer> {
  /** Requests with one key share one question. */
  readonly key: string
  /** Whom a refusal quiets. */
  readonly family: string
  readonly refuses: (answer: Answer) => boolean
  /** Shows the question until it is answered or `signal` aborts; then nothing of it may stay on the screen. */
  readonly ask: (signal: AbortSignal) => Promise<Answer>
}

/** State: the questions that are open, and who was refused a moment ago. */
export class PromptBook<Answer> {
  readonly #clock: Clock
  readonly #questions: SharedQuestions<Answer>
  /** Family → time since boot at which it may ask again. */
  readonly #quietUntilMs = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
    this.#questions = new SharedQuestions(clock)
  }

  /**
   * The person's answer.
   * @throws `broker/denied-recently` while the family is quiet, `broker/consent-timed-out` when nobody answered in
   * 60 s or within the waiter's own time, `broker/busy` when too many questions are open, what `ask` throws.
   */
  async answer(
    prompt: Prompt<Answer>,
    waiter: { signal: AbortSignal; waitSeconds?: number | undefined },
  ): Promise<Answer> {
    this.#assertNotQuiet(prompt.family)
    if (this.#questions.size >= mostOpen && !this.#questions.has(prompt.key))
      throw new AppError('broker/busy', 'Too many programs are waiting for an answer.', {
        retryAfterSeconds: 10,
      })
    return this.#questions.join(prompt.key, waiterOf(waiter), (signal) => this.#ask(prompt, signal))
  }

  /** Takes every question off the screen: those who wait get `reason`. */
  closeAll(reason: AppError): void {
    this.#questions.closeAll(reason)
  }

  async #ask(prompt: Prompt<Answer>, signal: AbortSignal): Promise<Answer> {
    const closing = new AbortController()
    const closed = new Promise<never>((_resolve, reject) => {
      closing.signal.addEventListener('abort', () => reject(toAppError(closing.signal.reason)), {
        once: true,
      })
    })
    // Where the last one left, nobody hears of it.
    closed.catch(() => undefined)
    const close = () => closing.abort(signal.reason)
    signal.addEventListener('abort', close, { once: true })
    const callOff = this.#clock.after(promptLifeMs, () => closing.abort(nobodyAnswered()))
    try {
      const answer = await Promise.race([prompt.ask(closing.signal), closed])
      if (prompt.refuses(answer)) this.#quiet(prompt.family)
      return answer
    } finally {
      callOff()
      signal.removeEventListener('abort', close)
    }
  }

  #assertNotQuiet(family: string): void {
    const untilMs = this.#quietUntilMs.get(family)
    if (untilMs === undefined) return
    const leftMs = untilMs - this.#clock.sinceBootMs()
    if (leftMs > 0)
      throw new AppError('broker/denied-recently', 'A person refused this a moment ago.', {
        retryAfterSeconds: leftMs / 1000,
      })
    this.#quietUntilMs.delete(family)
  }

  #quiet(family: string): void {
    const nowMs = this.#clock.sinceBootMs()
    // Whoever asks once and never again must not stay in memory.
    for (const [other, untilMs] of this.#quietUntilMs) if (untilMs <= nowMs) this.#quietUntilMs.delete(other)
    this.#quietUntilMs.set(family, nowMs + coolDownMs)
  }
}

function waiterOf({
  signal,
  waitSeconds,
}: {
  signal: AbortSignal
  waitSeconds?: number | undefined
}): Waiter {
  return {
    signal,
    forMs: waitSeconds === undefined ? undefined : waitSeconds * 1000,
    tooLate: () => new AppError('broker/consent-timed-out', 'Nobody answered in the time the caller waits.'),
    gone: () => new AppError('broker/consent-timed-out', 'The caller hung up before anyone answered.'),
  }
}

function nobodyAnswered(): AppError {
  return new AppError('broker/consent-timed-out', `Nobody answered within ${promptLifeMs / 1000} seconds.`)
}
