// Sign-ins under way on the hosted UI, between the password and the code: what the next page has to ask.
import type { User } from '../directory'
import type { AuthorizeRequest } from './authorize-request'
import type { Browser } from './browsers'

/** The challenge that waits for an answer, as RespondToAuthChallenge would give it to a client. */
export interface Step {
  readonly challenge: string
  readonly parameters: Readonly<Record<string, string>>
  readonly session: string
  /** Of MFA_SETUP: the secret that waits for its first code. */
  readonly secretCode?: string
}

export interface Login {
  readonly browser: Browser
  readonly request: AuthorizeRequest
  readonly user: User
  step: Step
}

/** A browser that was sent to a provider. */
export interface ProviderVisit {
  readonly browser: Browser
  readonly request: AuthorizeRequest
  readonly provider: string
  /** Whom the provider let pass, and the code that says so. */
  answer: { readonly code: string; readonly subject: string } | undefined
}
