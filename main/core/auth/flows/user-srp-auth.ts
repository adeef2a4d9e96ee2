// USER_SRP_AUTH: the password never leaves this computer; the server learns only that we know it.
import type { AuthReply } from '../../cognito/cognito'
import type { ModPow } from '../../ports'
import type { Ephemeral } from '../../srp/ephemeral'
import { passwordProof } from '../../srp/proof'
import type { PasswordVerifier } from '../challenge'
import type { Exchange } from '../exchange'
import { encodable } from '../responses'

/** The first request, with the `A` that was computed while the person typed. */
export function beginUserSrpAuth(exchange: Exchange, ephemeral: Ephemeral): Promise<AuthReply> {
  exchange.keepForPassword(ephemeral)
  return exchange.initiate('USER_SRP_AUTH', { SRP_A: ephemeral.publicHex })
}

export interface PasswordProofNeeds {
  readonly userPoolId: string
  readonly password: string
  readonly modPow: ModPow
}

/** The answer to PASSWORD_VERIFIER. @throws `auth/server-values`, `auth/password-not-encodable`. */
export async function answerPasswordVerifier(
  exchange: Exchange,
  challenge: PasswordVerifier,
  { userPoolId, password, modPow }: PasswordProofNeeds,
): Promise<AuthReply> {
  const ephemeral = exchange.takeForPassword()
  await exchange.useName(challenge.userIdForSrp)
  const timestamp = exchange.timestamp()
  const { saltHex, serverPublicHex, secretBlockBase64 } = challenge
  const signature = await passwordProof(
    {
      namespace: userPoolId.slice(userPoolId.indexOf('_') + 1),
      identity: challenge.userIdForSrp,
      password: encodable(password),
      saltHex,
      serverPublicHex,
      secretBlockBase64,
      timestamp,
    },
    ephemeral,
    modPow,
  )
  return exchange.respond(challenge, {
    PASSWORD_CLAIM_SIGNATURE: signature,
    PASSWORD_CLAIM_SECRET_BLOCK: secretBlockBase64,
    TIMESTAMP: timestamp,
  })
}
