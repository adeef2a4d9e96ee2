// USER_AUTH: the user chooses the first factor (COGNITO.md §3.1).
import type { Attempt } from '../challenge-sessions'
import { knownDevice } from '../devices'
import type { RunningClient } from '../directory'
import { invalidParameter, notAuthorized } from '../errors'
import { firstFactors, isFirstFactor, type FirstFactor } from '../first-factors'
import { askForCode, openChallenge, type AuthReply } from '../open-challenge'
import { afterPassword, refuseByState, secondFactor } from '../sign-in-steps'
import { signUpSession } from '../sign-up-sessions'
import type { World } from '../world'
import { openSession, type Answer } from './answer'
import { attemptOf, checkDeviceEarly, provePassword } from './attempt'
import type { Parameters } from './input'
import { askForPasskey } from './passkeys'
import { userChallenge } from './srp-challenge'

export async function startUserAuth(
  world: World,
  client: RunningClient,
  parameters: Parameters,
): Promise<AuthReply> {
  const attempt = attemptOf(client, parameters)
  const preferred = parameters.optional('PREFERRED_CHALLENGE')
  const withSrp = preferred === 'PASSWORD_SRP' && parameters.optional('SRP_A') !== undefined
  // SRP tells the state, and whether a device is known, after the proof: as in USER_SRP_AUTH.
  if (!withSrp || client.pool.spec.srpDeviceKeyCheckedAt === 'InitiateAuth') checkDeviceEarly(attempt)
  if (!withSrp && attempt.user !== undefined) refuseByState(attempt.user)
  const available = firstFactors(client.pool, attempt.user)
  // A preference that this user cannot have is no mistake: the choice comes back.
  if (preferred === undefined || !isFirstFactor(preferred) || !available.includes(preferred)) {
    const challenge = openChallenge(world, { challenge: 'SELECT_CHALLENGE', attempt }, {})
    return { ...challenge, AvailableChallenges: available }
  }
  return begin(world, attempt, { factor: preferred, parameters })
}

/**
 * With the Session of ConfirmSignUp: its code was the first factor, whatever factor is preferred.
 * @throws NotAuthorizedException when it is no such Session of this client and user, or is used or expired.
 */
export async function startAfterSignUp(world: World, attempt: Attempt, session: string): Promise<AuthReply> {
  const { client, user, deviceKey } = attempt
  checkDeviceEarly(attempt)
  if (user !== undefined) refuseByState(user)
  // A temporary password that an administrator gave out since has to be proved.
  if (user?.state !== 'CONFIRMED') throw notAuthorized('Invalid session for the user.')
  signUpSession(world, { session, client, user })
  return secondFactor(world, { client, user, device: knownDevice(user, deviceKey) })
}

/** SELECT_CHALLENGE. The session stays good after a choice that there is not. */
export async function selectChallenge(world: World, answer: Answer): Promise<AuthReply> {
  const { session, open } = openSession(world, answer, 'SELECT_CHALLENGE')
  const factor = answer.responses.required('ANSWER')
  if (!isFirstFactor(factor) || !firstFactors(answer.client.pool, open.attempt.user).includes(factor)) {
    throw invalidParameter(`Invalid ANSWER: ${factor} is not among the available challenges.`)
  }
  return go(world, answer, { session, attempt: open.attempt, factor })
}

/** The bare challenges PASSWORD and PASSWORD_SRP; they also answer a SELECT_CHALLENGE, choice and factor in one. */
export async function bareChallenge(
  world: World,
  answer: Answer,
  factor: 'PASSWORD' | 'PASSWORD_SRP',
): Promise<AuthReply> {
  const { session, open } = openSession(world, answer, factor, 'SELECT_CHALLENGE')
  answer.responses.required(factor === 'PASSWORD' ? 'PASSWORD' : 'SRP_A')
  return go(world, answer, { session, attempt: open.attempt, factor })
}

/** Spends the session whatever comes of it: a wrong password ends the attempt. Only an unknown device leaves it. */
async function go(
  world: World,
  answer: Answer,
  step: { readonly session: string; readonly attempt: Attempt; readonly factor: FirstFactor },
): Promise<AuthReply> {
  const deviceKey = answer.responses.optional('DEVICE_KEY')
  checkDeviceEarly({ ...step.attempt, deviceKey })
  world.sessions.spend(step.session)
  const attempt = { ...step.attempt, deviceKey: deviceKey ?? step.attempt.deviceKey }
  return begin(world, attempt, { factor: step.factor, parameters: answer.responses })
}

async function begin(
  world: World,
  attempt: Attempt,
  how: { readonly factor: FirstFactor; readonly parameters: Parameters },
): Promise<AuthReply> {
  const { factor, parameters } = how
  if (factor === 'EMAIL_OTP' || factor === 'SMS_OTP') {
    return askForCode(world, factor, { step: 'first factor', attempt })
  }
  if (factor === 'WEB_AUTHN') return askForPasskey(world, attempt)
  const given = parameters.optional(factor === 'PASSWORD' ? 'PASSWORD' : 'SRP_A')
  if (given === undefined) return openChallenge(world, { challenge: factor, attempt }, {})
  if (factor === 'PASSWORD_SRP') return userChallenge(world, attempt, { srpA: given, next: 'second factor' })
  const user = provePassword(world, attempt, given)
  return afterPassword(world, { client: attempt.client, user, device: knownDevice(user, attempt.deviceKey) })
}
