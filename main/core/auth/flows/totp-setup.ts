// MFA_SETUP for an authenticator app: AssociateSoftwareToken, VerifySoftwareToken, then the challenge's own answer.
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

/** @throws `auth/code-mismatch`: the same session then takes the next code (COGNITO.md §4). */
export async function finishTotpSetup(
  cognito: Cognito,
  exchange: Exchange,
  { setup, code }: { readonly setup: TotpSetup; readonly code: string },
): Promise<AuthReply> {
  const { challengeSession: session } = setup
  const { challengeSession } = await cognito.verifySoftwareToken({
    challengeSession: session,
    code: codeOf(code),
  })
  return exchange.respond({ name: 'MFA_SETUP', challengeSession }, {})
}
