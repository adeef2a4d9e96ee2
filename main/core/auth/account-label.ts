// What to call a new account where nobody typed a name.
import { looksLikeEmail } from '../../../shared/model/email'
import { neutral } from '../../../shared/text/neutral'
import type { TokenIdentity } from '../cognito/claims'

/** Canonical names of federated people (`Google_1234…`) say nothing to them; their address does. */
export function labelOf({ email, username }: TokenIdentity): string {
  return email !== undefined && looksLikeEmail(email) ? neutral(email.trim(), 254) : username
}
