// What comes before a sign-in can work: a new password for a forgotten one, a new account, its confirmation (COGNITO.md §9).
import { assertNever } from '../../../../shared/assert-never'
import type { SignInAnswer } from '../../../../shared/model/sign-in'
import type { CodeDelivery } from '../../cognito/code-delivery'
import type { Cognito } from '../../cognito/cognito'
import type { PersonChallenge } from '../challenge'
import { codeOf, encodable } from '../responses'
import type { Help } from '../sign-in'

type HelpStep = Extract<PersonChallenge, { name: 'RESET_PASSWORD' | 'CONFIRM_SIGN_UP' }>

/**
 * Has a code sent.
 * @returns the step that takes it; undefined where the pool confirmed a new account without one.
 * @throws `auth/name-taken`, `auth/new-password-refused`, `auth/recovery-unavailable`, `auth/already-confirmed`,
 * `auth/attempts-exceeded`.
 */
export async function askForHelp(cognito: Cognito, help: Help): Promise<HelpStep | undefined> {
  const { username } = help
  switch (help.what) {
    case 'forgotPassword':
      return step('RESET_PASSWORD', await cognito.forgotPassword({ username }))
    case 'confirmAccount':
      return step('CONFIRM_SIGN_UP', await cognito.resendConfirmationCode({ username }))
    case 'signUp': {
      const { password, attributes } = help
      const { isConfirmed, destination } = await cognito.signUp({
        username,
        password: encodable(password),
        attributes,
      })
      return isConfirmed ? undefined : step('CONFIRM_SIGN_UP', { destination })
    }
    default:
      return assertNever(help)
  }
}

/** Sends the code. @throws `auth/code-mismatch`, `auth/code-expired`, `auth/new-password-refused`. */
export function acceptHelp(
  cognito: Cognito,
  username: string,
  answer: Extract<SignInAnswer, { kind: HelpStep['name'] }>,
): Promise<void> {
  const code = codeOf(answer.code)
  if (answer.kind === 'CONFIRM_SIGN_UP') return cognito.confirmSignUp({ username, code })
  return cognito.confirmForgotPassword({ username, code, newPassword: encodable(answer.newPassword) })
}

/** What sends the code of a step once more; undefined for the challenges of a sign-in. */
export function helpBehind({ name }: PersonChallenge): 'forgotPassword' | 'confirmAccount' | undefined {
  if (name === 'RESET_PASSWORD') return 'forgotPassword'
  return name === 'CONFIRM_SIGN_UP' ? 'confirmAccount' : undefined
}

function step(name: HelpStep['name'], { destination }: CodeDelivery): HelpStep {
  return { name, destination, challengeSession: undefined }
}
