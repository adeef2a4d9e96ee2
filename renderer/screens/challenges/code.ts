import type { FieldError } from '../../../shared/text/field-errors'

/** The code as it was meant: without the spaces and hyphens of its display, and in plain digits (１２３ is 123). */
export function cleanCode(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s\p{Pd}\p{Cf}]/gu, '')
}

/** What is wrong with a code before it is sent: a short one would only cost an attempt. */
export function codeError(typed: string, codeLength: number): FieldError | undefined {
  const { length } = cleanCode(typed)
  if (length === 0) return 'signIn.codeEmpty'
  return length < codeLength ? 'signIn.codeTooShort' : undefined
}
