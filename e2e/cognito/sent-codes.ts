// Codes of sign-up, forgotten passwords and attributes: six digits, one at a time for each purpose (COGNITO.md §9).
import type { User } from './directory'
import { CognitoError } from './errors'

/** A user, or the name of one that does not exist: it is answered, refused and counted alike. */
export type Claimant = User | string

export type CodePurpose = 'sign-up' | 'forgot-password' | `attribute:${Contact}`
export type Contact = 'email' | 'phone_number'

interface SentCode {
  /** Undefined: nothing was sent, and no code fits. */
  readonly code: string | undefined
  readonly expiresAtMs: number
  /** Where it went: what the code proves. */
  readonly attribute: Contact
  readonly value: string
}

// Cognito publishes no number.
const wrongGuessesAllowed = 10

/** State: the codes that wait, by claimant and purpose. */
export class SentCodes {
  readonly #codes = new Map<Claimant, Map<CodePurpose, SentCode & { wrongGuesses: number }>>()

  /** Replaces the code before it, which is worth nothing any more. */
  put(claimant: Claimant, purpose: CodePurpose, sent: SentCode): void {
    const codes = this.#codes.get(claimant) ?? new Map<CodePurpose, SentCode & { wrongGuesses: number }>()
    codes.set(purpose, { ...sent, wrongGuesses: 0 })
    this.#codes.set(claimant, codes)
  }

  /**
   * Looks without spending: a right code with a bad password must be good again.
   * @throws ExpiredCodeException, CodeMismatchException, TooManyFailedAttemptsException.
   */
  check(claimant: Claimant, given: { readonly purpose: CodePurpose; readonly code: string }, nowMs: number) {
    const sent = this.#codes.get(claimant)?.get(given.purpose)
    if (sent === undefined || nowMs >= sent.expiresAtMs) throw expiredCode()
    if (sent.wrongGuesses >= wrongGuessesAllowed) {
      throw new CognitoError(
        'TooManyFailedAttemptsException',
        'Too many failed attempts, please request a code again.',
      )
    }
    if (sent.code !== given.code) {
      sent.wrongGuesses += 1
      throw codeMismatch()
    }
    return sent as SentCode
  }

  spend(claimant: Claimant, purpose: CodePurpose): void {
    this.#codes.get(claimant)?.delete(purpose)
  }
}

export function codeMismatch(): CognitoError {
  return new CognitoError('CodeMismatchException', 'Invalid verification code provided, please try again.')
}

function expiredCode(): CognitoError {
  return new CognitoError('ExpiredCodeException', 'Invalid code provided, please request a code again.')
}
