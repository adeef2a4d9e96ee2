// CUSTOM_AUTH, alone and after SRP (COGNITO.md §3, §4): the pool's triggers say what is asked and when it is enough.
import type { Attempt } from '../challenge-sessions'
import {
  triggersOf,
  type ChallengeResult,
  type CustomAuthTriggers,
  type CustomRound,
} from '../custom-auth-triggers'
import { knownDevice } from '../devices'
import type { RunningClient } from '../directory'
import { CognitoError, incorrectPassword, invalidParameter } from '../errors'
import { canonicalName, openChallenge, type AuthReply } from '../open-challenge'
import { deviceOrTokens, refuseByState } from '../sign-in-steps'
import type { World } from '../world'
import { openSession, type Answer } from './answer'
import { attemptOf, checkDeviceEarly } from './attempt'
import type { Parameters } from './input'
import { userChallenge } from './srp-challenge'

type ClientMetadata = Readonly<Record<string, string>> | undefined

export async function startCustomAuth(
  world: World,
  client: RunningClient,
  parameters: Parameters,
): Promise<AuthReply> {
  const triggers = requiredTriggers(client)
  const attempt = attemptOf(client, parameters)
  const first = parameters.optional('CHALLENGE_NAME')
  if (first !== undefined && first !== 'SRP_A') throw invalidParameter(`Unsupported CHALLENGE_NAME ${first}`)
  const withSrp = first === 'SRP_A'
  if (!withSrp || client.pool.spec.srpDeviceKeyCheckedAt === 'InitiateAuth') checkDeviceEarly(attempt)
  if (!withSrp && attempt.user !== undefined) refuseByState(attempt.user)
  if (!withSrp) return advance(world, attempt, { answered: [], clientMetadata: undefined })
  const srpA = parameters.required('SRP_A')
  const answered = [{ challengeName: 'SRP_A', challengeResult: true }]
  const decision = await define(triggers, attempt, { answered, clientMetadata: undefined })
  if (decision !== 'PASSWORD_VERIFIER') throw invalidResponse()
  return userChallenge(world, attempt, { srpA, next: 'custom challenge' })
}

/** After the password was proved in CUSTOM_AUTH with SRP. */
export function afterCustomSrp(
  world: World,
  attempt: Attempt,
  clientMetadata: ClientMetadata,
): Promise<AuthReply> {
  const answered = ['SRP_A', 'PASSWORD_VERIFIER'].map((challengeName) => ({
    challengeName,
    challengeResult: true,
  }))
  return advance(world, attempt, { answered, clientMetadata })
}

/** CUSTOM_CHALLENGE. A wrong answer spends its session too: what follows is for the trigger to say. */
export async function customChallenge(world: World, answer: Answer): Promise<AuthReply> {
  const { session, open } = openSession(world, answer, 'CUSTOM_CHALLENGE')
  const challengeAnswer = answer.responses.required('ANSWER')
  const deviceKey = answer.responses.optional('DEVICE_KEY')
  // Throws for an unknown device and leaves the session: the client answers again without DEVICE_KEY.
  checkDeviceEarly({ ...open.attempt, deviceKey })
  world.sessions.spend(session)
  const attempt = { ...open.attempt, deviceKey: deviceKey ?? open.attempt.deviceKey }
  const { clientMetadata } = answer
  const challengeResult = await verify(attempt, open.round, { challengeAnswer, clientMetadata })
  const { answered, challengeMetadata } = open.round
  const result = {
    challengeName: 'CUSTOM_CHALLENGE',
    challengeResult,
    ...(challengeMetadata === undefined ? {} : { challengeMetadata }),
  }
  return advance(world, attempt, { answered: [...answered, result], clientMetadata })
}

interface Progress {
  readonly answered: readonly ChallengeResult[]
  readonly clientMetadata: ClientMetadata
}

/** Asks the trigger what comes next, and does it. */
async function advance(world: World, attempt: Attempt, progress: Progress): Promise<AuthReply> {
  const { client, user, deviceKey } = attempt
  const triggers = requiredTriggers(client)
  const decision = await define(triggers, attempt, progress)
  if (decision === 'tokens') {
    // A trigger that lets in whom nobody knows cannot have meant it.
    if (user === undefined) throw incorrectPassword()
    refuseByState(user)
    return deviceOrTokens(world, { client, user, device: knownDevice(user, deviceKey) })
  }
  if (decision !== 'CUSTOM_CHALLENGE') throw invalidResponse()
  const { response } = await ran('CreateAuthChallenge', () =>
    triggers.createAuthChallenge({
      ...eventOf(attempt, 'CreateAuthChallenge_Authentication'),
      request: {
        ...requestOf(attempt, progress.clientMetadata),
        challengeName: decision,
        session: progress.answered,
      },
      response: { publicChallengeParameters: {}, privateChallengeParameters: {} },
    }),
  )
  const round: CustomRound = {
    answered: progress.answered,
    privateChallengeParameters: response.privateChallengeParameters,
    challengeMetadata: response.challengeMetadata,
  }
  return openChallenge(
    world,
    { challenge: 'CUSTOM_CHALLENGE', attempt, round },
    { ...response.publicChallengeParameters, USERNAME: canonicalName(attempt) },
  )
}

/** @returns the next challenge's name, or `tokens`. @throws NotAuthorizedException when the trigger fails the sign-in. */
async function define(triggers: CustomAuthTriggers, attempt: Attempt, progress: Progress): Promise<string> {
  const { response } = await ran('DefineAuthChallenge', () =>
    triggers.defineAuthChallenge({
      ...eventOf(attempt, 'DefineAuthChallenge_Authentication'),
      request: { ...requestOf(attempt, progress.clientMetadata), session: progress.answered },
      response: { issueTokens: false, failAuthentication: false },
    }),
  )
  if (response.failAuthentication) throw incorrectPassword()
  return response.issueTokens ? 'tokens' : (response.challengeName ?? '')
}

async function verify(
  attempt: Attempt,
  round: CustomRound,
  given: { readonly challengeAnswer: string; readonly clientMetadata: ClientMetadata },
): Promise<boolean> {
  const { privateChallengeParameters } = round
  const { response } = await ran('VerifyAuthChallengeResponse', () =>
    requiredTriggers(attempt.client).verifyAuthChallenge({
      ...eventOf(attempt, 'VerifyAuthChallengeResponse_Authentication'),
      request: {
        ...requestOf(attempt, given.clientMetadata),
        privateChallengeParameters,
        challengeAnswer: given.challengeAnswer,
      },
      response: { answerCorrect: false },
    }),
  )
  return response.answerCorrect
}

function eventOf<Source extends string>(attempt: Attempt, triggerSource: Source) {
  const { pool, spec } = attempt.client
  return {
    version: '1',
    triggerSource,
    region: pool.region,
    userPoolId: pool.userPoolId,
    userName: canonicalName(attempt),
    callerContext: { clientId: spec.clientId, awsSdkVersion: 'embedded' },
  }
}

function requestOf({ user }: Attempt, clientMetadata: ClientMetadata) {
  return {
    userAttributes: user === undefined ? {} : { sub: user.sub, ...Object.fromEntries(user.attributes) },
    userNotFound: user === undefined,
    ...(clientMetadata === undefined ? {} : { clientMetadata }),
  }
}

/** @throws UserLambdaValidationException with the text of a trigger that threw. */
async function ran<Event>(name: string, run: () => Event | Promise<Event>): Promise<Event> {
  try {
    return await run()
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    throw new CognitoError('UserLambdaValidationException', `${name} failed with error ${text}.`)
  }
}

function invalidResponse(): CognitoError {
  return new CognitoError('InvalidLambdaResponseException', 'Unrecognizable lambda output')
}

/** @throws InvalidParameterException when the pool has none. */
function requiredTriggers(client: RunningClient): CustomAuthTriggers {
  const { customAuth } = client.pool.spec
  if (customAuth !== undefined) return triggersOf(customAuth)
  throw invalidParameter('Custom auth lambda trigger is not configured for the user pool.')
}
