import type { FieldError } from '../../../shared/text/field-errors'
import { cleanCode, codeError } from './code'

/** A code while it is typed or pasted; what is wrong with it is told once it was to be sent. */
export class TypedCode {
  text = $state('')
  #isSubmitted = $state(false)
  readonly #length: () => number

  /** @param length how many digits are expected. */
  constructor(length: () => number) {
    this.#length = length
  }

  get error(): FieldError | undefined {
    return this.#isSubmitted ? codeError(this.text, this.#length()) : undefined
  }

  /** The code to send, and the field empty for the next; undefined where it cannot be right. */
  take(): string | undefined {
    this.#isSubmitted = true
    if (this.error !== undefined) return undefined
    const code = cleanCode(this.text)
    this.text = ''
    this.#isSubmitted = false
    return code
  }
}
