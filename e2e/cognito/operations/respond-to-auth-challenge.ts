// RespondToAuthChallenge (COGNITO.md §4): one function for each challenge.
import type { ChallengeName, OpenChallenge } from '../challenge-sessions'
import { confirmedDevice, isConfirmed } from '../devices'
import { findUser, type Device, type RunningClient, type User } from '../directory'
import { CognitoError, incorrectPassword, invalidParameter, missingParameter, notAuthorized } from '../errors'
import { replacePassword } from '../password-policy'
import { checkSecretHash } from '../secret-hash'
import { afterPassword, finish, namedDevice, secondFactor, type AuthReply } from '../sign-in-steps'
import type { World } from '../world'
import { Parameters, parseInput, RespondInput } from './input'
import { checkClaim, deviceVerifierChallenge } from './srp-challenge'

interface Answer {
  readonly client: RunningClient
  readonly session: string | undefined
  readonly responses: Parameters
  /** The user that USERNAME names, by whatever alias. */
  readonly user: User | undefined
}

type Responder = (world: World, answer: Answer) => AuthReply | Promise<AuthReply>

const responders: Readonly<Record<string, Responder>> = {
  PASSWORD_VERIFIER: passwordVerifier,
  NEW_PASSWORD_REQUIRED: newPassword,
  SOFTWARE_TOKEN_MFA: softwareToken,
  SMS_MFA: (world, answer) => sentCode(world, answer, 'SMS_MFA'),
  EMAIL_OTP: (world, answer) => sentCode(world, answer, 'EMAIL_OTP'),
  DEVICE_SRP_AUTH: deviceSrpAuth,
  DEVICE_PASSWORD_VERIFIER: devicePasswordVerifier,
}

export async function respondToAuthChallenge(world: World, body: unknown): Promise<AuthReply> {
  const input = parseInput(RespondInput, body)
  const client = world.directory.client(input.ClientId)
  const responses = new Parameters(input.ChallengeResponses)
  const responder = responders[input.ChallengeName]
  if (responder === undefined) throw invalidParameter(`Unsupported ChallengeName ${input.ChallengeName}`)
  const username = responses.required('USERNAME')
  checkSecretHash(client.spec, username, responses.optional('SECRET_HASH'))
  const user = findUser(client.pool, username)
  return responder(world, { client, responses, user, session: input.Session ?? undefined })
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
  return afterPassword(world, { client, user: open.user, device })
}

/** DEVICE_KEY of InitiateAuth, if the device is still there. */
function knownDevice(user: User, deviceKey: string | undefined): Device | undefined {
  const device = user.devices.get(deviceKey ?? '')
  return isConfirmed(device) ? device : undefined
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

async function softwareToken(world: World, answer: Answer): Promise<AuthReply> {
  const { session, open } = openSession(world, answer, 'SOFTWARE_TOKEN_MFA')
  const code = answer.responses.required('SOFTWARE_TOKEN_MFA_CODE')
  const { totpSecret, totpSteps } = open.signIn.user
  if (!/^\d{6}$/.test(code) || totpSecret === undefined) {
    throw invalidParameter(
      "1 validation error detected: Value at 'userCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9]+",
    )
  }
  const verdict = totpSteps.check(totpSecret, code, world.clock.wallMs())
  if (verdict === 'used') {
    throw new CognitoError('ExpiredCodeException', 'Your software token has already been used once.')
  }
  if (verdict === 'wrong') throw new CognitoError('CodeMismatchException', 'Invalid code received for user')
  world.sessions.spend(session)
  return finish(world, open.signIn)
}

async function sentCode(
  world: World,
  answer: Answer,
  challenge: 'SMS_MFA' | 'EMAIL_OTP',
): Promise<AuthReply> {
  const { session, open } = openSession(world, answer, challenge)
  const code = answer.responses.required(`${challenge}_CODE`)
  if (code !== open.code) {
    throw new CognitoError('CodeMismatchException', 'Invalid verification code provided, please try again.')
  }
  world.sessions.spend(session)
  return finish(world, open.signIn)
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

/** The session of this answer, unspent. @throws when it is missing, not of this challenge or user, used or expired. */
function openSession(
  world: World,
  answer: Answer,
  challenge: ChallengeName,
): { readonly session: string; readonly open: OpenChallenge } {
  const { session, client, user } = answer
  if (session === undefined) throw missingParameter('Session')
  const open = world.sessions.find(
    session,
    { challenge, clientId: client.spec.clientId },
    world.clock.wallMs(),
  )
  if (open.signIn.user !== user) throw notAuthorized('Invalid session for the user.')
  return { session, open }
}
