// CUSTOM_AUTH: the pool's own questions, in as many rounds as its triggers want; with SRP the password comes first.
import type { AuthReply } from '../../cognito/cognito'
import { AppError, toAppError } from '../../../../shared/errors'
import type { Ephemeral } from '../../srp/ephemeral'
import type { PersonChallenge } from '../challenge'
import type { Exchange } from '../exchange'

/** The first request. `CHALLENGE_NAME` is the key that works, whatever the SDK's comment says (COGNITO.md §3). */
export function beginCustomAuth(exchange: Exchange, ephemeral: Ephemeral | undefined): Promise<AuthReply> {
  if (ephemeral === undefined) return exchange.initiate('CUSTOM_AUTH', {})
  exchange.keepForPassword(ephemeral)
  return exchange.initiate('CUSTOM_AUTH', { CHALLENGE_NAME: 'SRP_A', SRP_A: ephemeral.publicHex })
}

/**
 * The answer to CUSTOM_CHALLENGE. The device rides in it: without it Cognito sends a device challenge that lacks its
 * parameters (COGNITO.md §7.2).
 * @throws `auth/answer-refused` where Cognito would speak of a password that nobody typed.
 */
export async function answerCustomChallenge(
  exchange: Exchange,
  challenge: Extract<PersonChallenge, { name: 'CUSTOM_CHALLENGE' }>,
  answer: string,
): Promise<AuthReply> {
  await exchange.useName(exchange.username)
  try {
    return await exchange.respond(challenge, { ANSWER: answer })
  } catch (error) {
    const problem = toAppError(error)
    if (problem.code !== 'auth/wrong-password') throw problem
    throw new AppError('auth/answer-refused', 'The pool did not accept the answer.', { cause: problem })
  }
}
