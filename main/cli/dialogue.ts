// What a conducted sign-in has at hand: the host, and the person or script that answers.
import type { SignInAnswer } from '../../shared/model/sign-in'
import type { NewSignIn, SignInStep } from '../client/client'
import type { Input } from './world'

/** What a dialogue needs of the client. */
export interface SignInClient {
  startSignIn(request: NewSignIn): Promise<SignInStep>
  answerSignIn(id: string, answer: SignInAnswer): Promise<SignInStep>
  waitForSignIn(id: string, seconds: number): Promise<SignInStep>
}

export interface Dialogue {
  readonly client: SignInClient
  /** Abandons a sign-in, also when `client` was interrupted. */
  readonly cancel: (id: string) => Promise<void>
  readonly input: Input
  readonly say: (text: string) => void
  /** The identity provider that a browser goes straight on to. */
  readonly provider?: string | undefined
}
