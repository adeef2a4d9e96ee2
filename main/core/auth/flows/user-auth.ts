// USER_AUTH: the pool says which first factors this user has, and the person chooses (COGNITO.md §3.1).
import type { SignInAnswer } from '../../../../shared/model/sign-in'
import type { FirstFactor } from '../../../../shared/model/sign-in-methods'
import type { AuthReply } from '../../cognito/cognito'
import type { Ephemeral } from '../../srp/ephemeral'
import type { PersonChallenge } from '../challenge'
import type { Exchange } from '../exchange'
import { responsesOf } from '../responses'

type SelectChallenge = Extract<PersonChallenge, { name: 'SELECT_CHALLENGE' }>

/**
 * The first request. With a password at hand its proof is preferred; else the factor that was chosen before; else the
 * pool shows what there is. One that the user does not have is no error: the pool then shows the choice.
 */
export function beginUserAuth(
  exchange: Exchange,
  {
    ephemeral,
    factor,
  }: { readonly ephemeral: Ephemeral | undefined; readonly factor: FirstFactor | undefined },
): Promise<AuthReply> {
  if (ephemeral !== undefined) {
    exchange.keepForPassword(ephemeral)
    return exchange.initiate('USER_AUTH', { PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A: ephemeral.publicHex })
  }
  const isCode = factor === 'EMAIL_OTP' || factor === 'SMS_OTP'
  return exchange.initiate('USER_AUTH', isCode ? { PREFERRED_CHALLENGE: factor } : {})
}

/** The answer to SELECT_CHALLENGE; a password is proved where the pool takes that, and sent only where it does not. */
export async function answerSelectChallenge(
  exchange: Exchange,
  challenge: SelectChallenge,
  needs: {
    readonly answer: Extract<SignInAnswer, { kind: 'SELECT_CHALLENGE' }>
    readonly takeEphemeral: () => Promise<Ephemeral>
  },
): Promise<AuthReply> {
  const responses = responsesOf(challenge, needs.answer)
  if (needs.answer.factor !== 'PASSWORD' || !challenge.hasSrp) return exchange.respond(challenge, responses)
  const ephemeral = await needs.takeEphemeral()
  exchange.keepForPassword(ephemeral)
  return exchange.respond(challenge, { ANSWER: 'PASSWORD_SRP', SRP_A: ephemeral.publicHex })
}
