import type { SignInAnswer, UserChallenge } from '../../shared/model/sign-in'
import type { ErrorCode } from '../../shared/errors'

/** What every step of a sign-in gets besides its view. */
export interface StepProps {
  readonly busy: boolean
  readonly onanswer: (answer: SignInAnswer) => void
  readonly oncancel: () => void
}

/** What a screen of one challenge gets. */
export interface ChallengeProps<N extends UserChallenge['name']> extends StepProps {
  readonly challenge: Extract<UserChallenge, { name: N }>
  readonly problem: ErrorCode | undefined
  readonly problemDetail: string | undefined
}
