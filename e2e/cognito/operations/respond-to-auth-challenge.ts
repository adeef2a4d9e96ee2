// RespondToAuthChallenge (COGNITO.md §4): one function for each challenge.
import { confirmedDevice, knownDevice } from '../devices'
import { findUser } from '../directory'
import { incorrectPassword, invalidParameter, notAuthorized } from '../errors'
import type { AuthReply } from '../open-challenge'
import { replacePassword } from '../password-policy'
import { checkSecretHash } from '../secret-hash'
import { afterPassword, finish, namedDevice, refuseByState, secondFactor } from '../sign-in-steps'
import type { World } from '../world'
import { openSession, type Answer, type Responder } from './answer'
import { afterCustomSrp, customChallenge } from './custom-auth'
import { Parameters, parseInput, RespondInput } from './input'
import { mfaSetup, selectMfaType, sentCode, softwareToken } from './mfa-challenges'
import { webAuthn } from './passkeys'
import { checkClaim, deviceVerifierChallenge } from './srp-challenge'
import { bareChallenge, selectChallenge } from './user-auth'

const responders: Readonly<Record<string, Responder>> = {
  PASSWORD_VERIFIER: passwordVerifier,
  NEW_PASSWORD_REQUIRED: newPassword,
  SOFTWARE_TOKEN_MFA: softwareToken,
  SMS_MFA: (world, answer) => sentCode(world, answer, 'SMS_MFA'),
  EMAIL_OTP: (world, answer) => sentCode(world, answer, 'EMAIL_OTP'),
  SMS_OTP: (world, answer) => sentCode(world, answer, 'SMS_OTP'),
  SELECT_MFA_TYPE: selectMfaType,
  MFA_SETUP: mfaSetup,
  SELECT_CHALLENGE: selectChallenge,
  PASSWORD: (world, answer) => bareChallenge(world, answer, 'PASSWORD'),
  PASSWORD_SRP: (world, answer) => bareChallenge(world, answer, 'PASSWORD_SRP'),
  WEB_AUTHN: webAuthn,
  CUSTOM_CHALLENGE: customChallenge,
  DEVICE_SRP_AUTH: deviceSrpAuth,
  DEVICE_PASSWORD_VERIFIER: devicePasswordVerifier,
}

export async function respondToAuthChallenge(world: World, body: unknown): Promise<AuthReply> {
  const input = parseInput(RespondInput, body)
  const client = world.directory.client(input.ClientId)
  const responses = new Parameters(input.ChallengeResponses)
  const respond = responderOf(input.ChallengeName)
  const username = responses.required('USERNAME')
  checkSecretHash(client.spec, username, responses.optional('SECRET_HASH'))
  const user = findUser(client.pool, username)
  const clientMetadata = input.ClientMetadata ?? undefined
  return respond(world, { client, responses, user, session: input.Session ?? undefined, clientMetadata })
}

/** @throws InvalidParameterException for a challenge that nobody answers. */
export function responderOf(challengeName: string): Responder {
  const responder = responders[challengeName]
  if (responder === undefined) throw invalidParameter(`Unsupported ChallengeName ${challengeName}`)
  return responder
}

async function passwordVerifier(world: World, answer: Answer): Promise<AuthReply> {
  const { client, responses } = answer
  const nowMs = world.clock.wallMs()
  const { open, secretBlock, proved } = checkClaim(world, { kind: 'user', client }, responses)
  const attemptName = `${client.pool.userPoolId}/${open.claimant.identity}`
  world.lockOut.check(attemptName, nowMs)
  if (!proved || open.user === undefined || open.user !== answer.user) {
    world.secretBlocks.spend(secretBlock)
    world.lockOut.failed(attemptName, nowMs)
    throw incorrectPassword()
  }
  // Throws for an unknown device and leaves the secret block: the client answers again without DEVICE_KEY.
  const device =
    namedDevice({ client, user: open.user }, responses.optional('DEVICE_KEY')) ??
    knownDevice(open.user, open.deviceKey)
  world.secretBlocks.spend(secretBlock)
  world.lockOut.succeeded(attemptName)
  if (open.next === 'second factor') return afterPassword(world, { client, user: open.user, device })
  refuseByState(open.user)
  const attempt = { client, typed: open.user.username, user: open.user, deviceKey: device?.deviceKey }
  return afterCustomSrp(world, attempt, answer.clientMetadata)
}

async function newPassword(world: World, answer: Answer): Promise<AuthReply> {
  const { session, open } = openSession(world, answer, 'NEW_PASSWORD_REQUIRED')
  const { client, user } = open.signIn
  const password = answer.responses.required('NEW_PASSWORD')
  const { requiredAttributes } = client.pool.spec
  const given = new Map(answer.responses.startingWith('userAttributes.'))
  for (const name of requiredAttributes) {
    if (given.has(name) && user.attributes.has(name)) {
      throw invalidParameter(`Cannot modify an already provided ${name}`)
    }
    if ((given.get(name) ?? user.attributes.get(name) ?? '') === '') {
      throw invalidParameter(`Invalid attributes given, ${name} is missing`)
    }
  }
  replacePassword(client.pool, user, password)
  world.sessions.spend(session)
  for (const [name, value] of given) user.attributes.set(name, value)
  user.state = 'CONFIRMED'
  return secondFactor(world, open.signIn)
}

function deviceSrpAuth(world: World, answer: Answer): AuthReply {
  const { responses, user } = answer
  const deviceKey = responses.required('DEVICE_KEY')
  const srpA = responses.required('SRP_A')
  if (user !== undefined) confirmedDevice(user, deviceKey)
  const pending = user === undefined ? undefined : world.sessions.ofDevice(user, deviceKey)
  const session = answer.session ?? pending
  const { open } = openSession(world, { ...answer, session: session ?? '' }, 'DEVICE_SRP_AUTH')
  if (open.signIn.device?.deviceKey !== deviceKey) throw notAuthorized('Invalid session for the user.')
  const challenge = deviceVerifierChallenge(world, open.signIn, srpA)
  if (session !== undefined) world.sessions.spend(session)
  return challenge
}

async function devicePasswordVerifier(world: World, answer: Answer): Promise<AuthReply> {
  const { client, responses, user, session } = answer
  const { open, secretBlock, proved } = checkClaim(world, { kind: 'device', client }, responses)
  if (session !== undefined) openSession(world, answer, 'DEVICE_PASSWORD_VERIFIER')
  if (user !== open.signIn.user || responses.required('DEVICE_KEY') !== open.claimant.identity) {
    throw incorrectPassword()
  }
  confirmedDevice(user, open.claimant.identity)
  world.secretBlocks.spend(secretBlock)
  if (session !== undefined) world.sessions.spend(session)
  if (!proved) throw incorrectPassword()
  return finish(world, open.signIn)
}
