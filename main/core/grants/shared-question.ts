// One question to a person, however many wait for its answer.
import type { AppError } from '../../../shared/errors'
import type { Clock } from '../ports'

/** How one of those who wait leaves early. */
export interface Waiter {
  /** Aborts when the caller hangs up. */
  readonly signal: AbortSignal
  /** Absent: as long as the question is open. */
  readonly forMs?: number | undefined
  /** What to throw after `forMs`. */
  readonly tooLate: () => AppError
  /** What to throw after `signal`; nobody reads it. */
  readonly gone: () => AppError
}

interface Open<Answer> {
  readonly answer: Promise<Answer>
  readonly closing: AbortController
  waiters: number
}

/** State: the questions that are open, by key, and how many wait for each. */
export class SharedQuestions<Answer> {
  readonly #clock: Clock
  readonly #open = new Map<string, Open<Answer>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#open.size
  }

  has(key: string): boolean {
    return this.#open.has(key)
  }

  /**
   * The answer to the question `key`, which `ask` opens unless it is open. Whoever leaves early leaves the question
   * to the others; when the last one leaves, the signal given to `ask` aborts.
   */
  async join(key: string, waiter: Waiter, ask: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    if (waiter.signal.aborted) throw waiter.gone()
    const open = this.#open.get(key) ?? this.#begin(key, ask)
    open.waiters += 1
    try {
      return await this.#patient(open.answer, waiter)
    } finally {
      open.waiters -= 1
      this.#closeUnlessWanted(key, open)
    }
  }

  /** Ends every open question; those who wait get what `ask` makes of its signal's reason. */
  closeAll(reason: AppError): void {
    for (const { closing } of this.#open.values()) closing.abort(reason)
    this.#open.clear()
  }

  #begin(key: string, ask: (signal: AbortSignal) => Promise<Answer>): Open<Answer> {
    const closing = new AbortController()
    const open = { answer: ask(closing.signal), closing, waiters: 0 }
    this.#open.set(key, open)
    // Nobody may join a question that has its answer. A failure is thrown to those who wait.
    const ended = () => {
      if (this.#open.get(key) === open) this.#open.delete(key)
    }
    open.answer.then(ended, ended)
    return open
  }

  #closeUnlessWanted(key: string, open: Open<Answer>): void {
    if (open.waiters > 0 || this.#open.get(key) !== open) return
    this.#open.delete(key)
    open.closing.abort()
  }

  #patient(answer: Promise<Answer>, waiter: Waiter): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const hungUp = () => reject(waiter.gone())
      waiter.signal.addEventListener('abort', hungUp, { once: true })
      const calledOff =
        waiter.forMs === undefined
          ? undefined
          : this.#clock.after(waiter.forMs, () => reject(waiter.tooLate()))
      void answer.then(resolve, reject).finally(() => {
        waiter.signal.removeEventListener('abort', hungUp)
        calledOff?.()
      })
    })
  }
}
