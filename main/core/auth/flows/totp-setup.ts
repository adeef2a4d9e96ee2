// MFA_SETUP for an authenticator app: AssociateSoftwareToken, VerifySoftwareToken, then the challenge's own answer.
import { toAppError } from '../../../../shared/errors'
import type { AuthReply, Cognito } from '../../cognito/cognito'
import type { PersonChallenge } from '../challenge'
import type { Exchange } from '../exchange'
import { codeOf } from '../responses'

type TotpSetup = Extract<PersonChallenge, { name: 'TOTP_SETUP' }>

/** Cognito makes a secret; the person's app takes it, and its first code comes next. */
export async function beginTotpSetup(
  cognito: Cognito,
  { challengeSession: session }: { readonly challengeSession: string | undefined },
  username: string,
): Promise<TotpSetup> {
  const { secret, challengeSession } = await cognito.associateSoftwareToken({ challengeSession: session })
  return { name: 'TOTP_SETUP', secret, username, challengeSession }
}

/**
 * @returns `accepted` where the app is registered and what came after it was lost: its code was good, the session that
 * took it is spent, and the sign-in begins anew, now with a code of the app.
 * @throws `auth/code-mismatch`: the same session then takes the next code (COGNITO.md §4).
 */
export async function finishTotpSetup(
  cognito: Cognito,
  exchange: Exchange,
  { setup, code }: { readonly setup: TotpSetup; readonly code: string },
): Promise<AuthReply | { readonly kind: 'accepted' }> {
  const { challengeSession: session } = setup
  const { challengeSession } = await cognito.verifySoftwareToken({
    challengeSession: session,
    code: codeOf(code),
  })
  try {
    return await exchange.respond({ name: 'MFA_SETUP', challengeSession }, {})
  } catch (error) {
    if (!toAppError(error).code.startsWith('network/')) throw error
    return { kind: 'accepted' }
  }
}
