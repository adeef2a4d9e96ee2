// Asks the person through the windows: consent in its own, one at a time; a confirmation in a message box.
import { dialog } from 'electron'
import { AppError } from '../../../shared/errors'
import type { ConsentAnswer, ConsentView } from '../../../shared/model/consent'
import { questionWords } from '../../../shared/text/desktop'
import type { Locale } from '../../../shared/text/text'
import type { Asker, Confirmation, PasswordQuestion, Surface } from '../../core/ports'
import type { Windows } from './windows'

export interface WindowAskerOptions {
  readonly windows: Pick<Windows, 'showMain' | 'showConsent' | 'closeConsent' | 'push'>
  /** The person's language at this moment. */
  readonly locale: () => Locale
  /** Starts the sign-in of an account for the main window, which is up and listening by then. */
  readonly beginSignIn: (accountId: string) => Promise<void>
}

interface Waiting {
  readonly question: ConsentView
  readonly settle: (answer: ConsentAnswer) => void
}

/**
 * State: the consents that wait for the person; the first is the one on show.
 * Index wires `answer` and `current` to the calls `consent.answer` and `consent.current`,
 * and `denyShown` to the prompt's closing.
 */
export class WindowAsker implements Asker {
  private readonly options: WindowAskerOptions
  private readonly waiting: Waiting[] = []

  constructor(options: WindowAskerOptions) {
    this.options = options
  }

  /** The question on show. */
  current(): ConsentView | undefined {
    return this.waiting[0]?.question
  }

  /**
   * The person's word on the question on show.
   * @throws `broker/consent-timed-out` when that question is no longer on show: it must not answer the next one.
   */
  answer(id: string, answer: ConsentAnswer): void {
    const shown = this.waiting[0]
    if (shown?.question.id !== id) {
      throw new AppError('broker/consent-timed-out', 'This question is no longer open.')
    }
    shown.settle(answer)
  }

  /** Closing the prompt is a Deny; so is its crash. */
  denyShown(): void {
    this.waiting[0]?.settle('deny')
  }

  async consent(question: ConsentView, _surface: Surface, signal: AbortSignal): Promise<ConsentAnswer> {
    signal.throwIfAborted()
    const { promise, resolve, reject } = settleable<ConsentAnswer>()
    const entry: Waiting = { question, settle: (answer) => leave(() => resolve(answer)) }
    const aborted = (): void => leave(() => reject(signal.reason))
    const leave = (finish: () => void): void => {
      const place = this.waiting.indexOf(entry)
      if (place === -1) return
      this.waiting.splice(place, 1)
      finish()
      if (place === 0) this.showNext()
    }
    signal.addEventListener('abort', aborted, { once: true })
    this.waiting.push(entry)
    if (this.waiting.length === 1) this.showNext()
    try {
      return await promise
    } finally {
      signal.removeEventListener('abort', aborted)
    }
  }

  async signIn(accountId: string, _surface: Surface): Promise<void> {
    // A page that is not there yet would not hear of the sign-in.
    await this.options.windows.showMain()
    await this.options.beginSignIn(accountId)
  }

  async confirm(question: Confirmation, _surface: Surface, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted()
    const { message, detail, confirm, cancel } = questionWords(this.options.locale(), question)
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      title: 'Signet',
      message,
      detail,
      buttons: [cancel, confirm],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
      signal,
    })
    signal.throwIfAborted()
    return response === 1
  }

  /** The locked window asks by itself, and what it is given never comes by here. */
  async password(
    _question: PasswordQuestion,
    _surface: Surface,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    signal.throwIfAborted()
    await this.options.windows.showMain()
    const { promise, reject } = settleable<undefined>()
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    if (signal.aborted) reject(signal.reason)
    return promise
  }

  private showNext(): void {
    const { windows } = this.options
    const consent = this.current()
    if (consent === undefined) {
      windows.closeConsent()
      return
    }
    windows.push('consent.changed', { consent })
    windows.showConsent()
  }
}

interface Settleable<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (reason: unknown) => void
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function settleable<T>(): Settleable<T> {
  let resolve: (value: T) => void = () => undefined
  let reject: (reason: unknown) => void = () => undefined
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue
    reject = onError
  })
  return { promise, resolve, reject }
}
