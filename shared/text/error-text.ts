// How an error reads to a person: what happened, then whether the sign-in is still good and what fixes it.
import type { ErrorCode } from '../errors'

/** `error`: something must change first. `warning`: try again or wait. `info`: nothing is wrong. */
export type Tone = 'error' | 'warning' | 'info'

/** One error in one language. Words in backticks are commands. */
export interface ErrorText {
  /** What happened: one sentence. */
  readonly title: string
  /** Whether the sign-in is still good, and the one command or button that fixes it. */
  readonly advice: string
  readonly tone: Tone
}

/** A text for every code: a code without one does not compile. */
export type ErrorTexts = Readonly<Record<ErrorCode, ErrorText>>

/** Something must change before this can work. */
export function failure(title: string, advice: string): ErrorText {
  return { title, advice, tone: 'error' }
}

/** Trying again, or waiting, is the way on. */
export function hitch(title: string, advice: string): ErrorText {
  return { title, advice, tone: 'warning' }
}

/** Nothing is wrong. */
export function notice(title: string, advice: string): ErrorText {
  return { title, advice, tone: 'info' }
}
