import type { FieldError } from '../../../shared/text/field-errors'

/** The code as it was meant: without the spaces and hyphens of its display, and in plain digits (１２３ is 123). */
export function cleanCode(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s\p{Pd}\p{Cf}]/gu, '')
}

/** Cognito's shortest code. How long a pool's codes are is not told, so that a longer expectation is only a hint. */
const shortestCode = 6

/** What is wrong with a code before it is sent: a short one would only cost an attempt. */
export function codeError(typed: string, codeLength: number): FieldError | undefined {
  const { length } = cleanCode(typed)
  if (length === 0) return 'signIn.codeEmpty'
  return length < Math.min(codeLength, shortestCode) ? 'signIn.codeTooShort' : undefined
}
