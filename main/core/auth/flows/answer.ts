// A person's answer on its way: most are one request, those of a few steps are more or others.
import type { AuthReply, Cognito } from '../../cognito/cognito'
import type { ChallengeAnswer, PersonChallenge } from '../challenge'
import type { EphemeralAhead } from '../ephemeral-ahead'
import type { Exchange } from '../exchange'
import { responsesOf } from '../responses'
import { answerCustomChallenge } from './custom-auth'
import { acceptHelp } from './help'
import { beginTotpSetup, finishTotpSetup } from './totp-setup'
import { answerSelectChallenge } from './user-auth'

/** Cognito's reply; a further step of our own; or a code that was accepted, after which the sign-in begins. */
export type Outcome =
  AuthReply | { readonly kind: 'step'; readonly challenge: PersonChallenge } | { readonly kind: 'accepted' }

export interface Given {
  readonly challenge: PersonChallenge
  readonly answer: ChallengeAnswer
  readonly cognito: Cognito
  readonly ephemerals: EphemeralAhead
  readonly typedName: string
  /** Asked before each request that does not go through the exchange. @throws `auth/cancelled`. */
  readonly demandOpen: () => void
}

/** @throws what Cognito refuses with, `request/invalid` where the answer does not fit. */
export async function answerByPerson(exchange: Exchange, given: Given): Promise<Outcome> {
  const { challenge, answer, ephemerals } = given
  if (challenge.name === 'SELECT_CHALLENGE' && answer.kind === challenge.name)
    return answerSelectChallenge(exchange, challenge, { answer, takeEphemeral: () => ephemerals.take() })
  if (challenge.name === 'CUSTOM_CHALLENGE' && answer.kind === challenge.name)
    return answerCustomChallenge(exchange, challenge, answer.answer)
  return (
    (await byOtherOperations(exchange, given)) ?? exchange.respond(challenge, responsesOf(challenge, answer))
  )
}

/** What RespondToAuthChallenge alone does not answer. */
async function byOtherOperations(
  exchange: Exchange,
  { challenge, answer, cognito, typedName, demandOpen }: Given,
): Promise<Outcome | undefined> {
  if (answer.kind === 'RESET_PASSWORD' || answer.kind === 'CONFIRM_SIGN_UP') {
    demandOpen()
    await acceptHelp(cognito, typedName, answer)
    return { kind: 'accepted' }
  }
  if (answer.kind === 'MFA_SETUP' && answer.mfa === 'SOFTWARE_TOKEN_MFA') {
    demandOpen()
    return { kind: 'step', challenge: await beginTotpSetup(cognito, challenge, exchange.username) }
  }
  if (challenge.name !== 'TOTP_SETUP' || answer.kind !== challenge.name) return undefined
  demandOpen()
  return finishTotpSetup(cognito, exchange, { setup: challenge, code: answer.code })
}
