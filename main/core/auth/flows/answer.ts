// A person's answer on its way: most are one request, those of a few challenges are more.
import type { AuthReply, Cognito } from '../../cognito/cognito'
import type { ChallengeAnswer, PersonChallenge } from '../challenge'
import type { EphemeralAhead } from '../ephemeral-ahead'
import type { Exchange } from '../exchange'
import { responsesOf } from '../responses'
import { answerCustomChallenge } from './custom-auth'
import { finishTotpSetup } from './totp-setup'
import { answerSelectChallenge } from './user-auth'

/** @throws what Cognito refuses with, `request/invalid` where the answer does not fit. */
export function answerByPerson(
  exchange: Exchange,
  needs: {
    readonly challenge: PersonChallenge
    readonly answer: ChallengeAnswer
    readonly cognito: Cognito
    readonly ephemerals: EphemeralAhead
  },
): Promise<AuthReply> {
  const { challenge, answer, cognito, ephemerals } = needs
  if (challenge.name === 'SELECT_CHALLENGE' && answer.kind === challenge.name)
    return answerSelectChallenge(exchange, challenge, { answer, takeEphemeral: () => ephemerals.take() })
  if (challenge.name === 'TOTP_SETUP' && answer.kind === challenge.name)
    return finishTotpSetup(cognito, exchange, { setup: challenge, code: answer.code })
  if (challenge.name === 'CUSTOM_CHALLENGE' && answer.kind === challenge.name)
    return answerCustomChallenge(exchange, challenge, answer.answer)
  return exchange.respond(challenge, responsesOf(challenge, answer))
}
