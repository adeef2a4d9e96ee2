// What comes before a sign-in can work: a new password for a forgotten one, a new account, its confirmation (COGNITO.md §9).
import { assertNever } from '../../../../shared/assert-never'
import type { SignInAnswer } from '../../../../shared/model/sign-in'
import type { CodeDelivery, Cognito } from '../../cognito/cognito'
import type { PersonChallenge } from '../challenge'
import type { HeldPassword } from '../held-password'
import { codeOf, encodable } from '../responses'
import type { Help, SignInEvent } from '../sign-in'

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

/** Whom the help is for, and whether they are still there. */
interface Helped {
  readonly typedName: string
  readonly password: HeldPassword
  readonly isOver: () => boolean
}

/** Sends the code; a new password is held for the sign-in that follows. @throws `auth/code-mismatch`, `auth/code-expired`, `auth/new-password-refused`. */
export async function acceptHelp(
  cognito: Cognito,
  { typedName: username, password, isOver }: Helped,
  answer: Extract<SignInAnswer, { kind: HelpStep['name'] }>,
): Promise<SignInEvent> {
  const code = codeOf(answer.code)
  if (answer.kind === 'CONFIRM_SIGN_UP') await cognito.confirmSignUp({ username, code })
  else {
    await cognito.confirmForgotPassword({ username, code, newPassword: encodable(answer.newPassword) })
    if (!isOver()) password.hold(answer.newPassword)
  }
  // Whoever came back to confirm has typed no password in this attempt.
  return { kind: 'helped', hasPassword: password.isHeld }
}

/** What sends the code of a step once more; undefined for the challenges of a sign-in. */
export function helpBehind({ name }: PersonChallenge): 'forgotPassword' | 'confirmAccount' | undefined {
  if (name === 'RESET_PASSWORD') return 'forgotPassword'
  return name === 'CONFIRM_SIGN_UP' ? 'confirmAccount' : undefined
}

function step(name: HelpStep['name'], { destination }: CodeDelivery): HelpStep {
  return { name, destination, challengeSession: undefined }
}
