// The words of the language in force, and the api, for every screen below the window.
import { createContext } from 'svelte'
import type { ErrorCode } from '../../shared/errors'
import { durationWords } from '../../shared/text/duration'
import type { Text } from '../../shared/text/en'
import type { ErrorText } from '../../shared/text/error-text'
import type { FieldError } from '../../shared/text/field-errors'
import { neutral } from '../../shared/text/neutral'
import { errorText, texts, type Locale } from '../../shared/text/text'
import type { Api } from '../api'
import { isolate } from './isolate'

/** Words by the language in force; reads anew when the language changes. */
export class Words {
  readonly #locale: () => Locale

  constructor(locale: () => Locale) {
    this.#locale = locale
  }

  get locale(): Locale {
    return this.#locale()
  }

  /** Every word of the window. */
  get ui(): Text {
    return texts[this.#locale()]
  }

  error(code: ErrorCode): ErrorText {
    return errorText[this.#locale()][code]
  }

  field(key: FieldError | undefined): string | undefined {
    return key === undefined ? undefined : this.ui.fields[key]
  }

  /** A moment as date and time of day, in the person's own time zone. */
  when(timestamp: string): string {
    const format = new Intl.DateTimeFormat(this.#locale(), { dateStyle: 'medium', timeStyle: 'short' })
    return format.format(Date.parse(timestamp))
  }

  /** How far ahead a moment is, in one unit that a person counts in: *in 6 days*. */
  ahead(timestamp: string, nowMs: number): string {
    const minutes = Math.max(1, Math.round((Date.parse(timestamp) - nowMs) / 60_000))
    const format = new Intl.RelativeTimeFormat(this.#locale())
    if (minutes < 90) return format.format(minutes, 'minute')
    const hours = Math.round(minutes / 60)
    return hours < 36 ? format.format(hours, 'hour') : format.format(Math.round(hours / 24), 'day')
  }

  /** A length of time, to the second: *30 days*, *1 hour, 30 minutes*. */
  duration(seconds: number): string {
    return durationWords(this.#locale(), seconds)
  }

  /** Sentences in a row: Japanese needs no space between them. */
  sentences(...all: readonly string[]): string {
    return all.join(this.#locale() === 'ja' ? '' : ' ')
  }

  /** Text from outside, fit to stand inside one of our sentences: harmless, short, and isolated from its direction. */
  quote(text: string, maxLength = 60): string {
    return isolate(neutral(text, maxLength))
  }
}

export const [getWords, setWords] = createContext<Words>()
export const [getApi, setApi] = createContext<Api>()
