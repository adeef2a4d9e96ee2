// InitiateAuth (COGNITO.md §3).
import { findUser, foldName, isPasswordOf, type RunningClient, type User } from '../directory'
import { incorrectPassword, invalidParameter, unknownDevice, unknownUser } from '../errors'
import type { authFlows } from '../pool-file'
import { checkSecretHash } from '../secret-hash'
import { afterPassword, namedDevice, refuseByState, type AuthReply } from '../sign-in-steps'
import type { World } from '../world'
import { InitiateAuthInput, Parameters, parseInput } from './input'
import { refreshByInitiateAuth } from './refresh'
import { userChallenge } from './srp-challenge'

export async function initiateAuth(world: World, body: unknown): Promise<AuthReply> {
  const input = parseInput(InitiateAuthInput, body)
  const client = world.directory.client(input.ClientId)
  const parameters = new Parameters(input.AuthParameters)
  switch (input.AuthFlow) {
    case 'USER_SRP_AUTH':
      requireFlow(client, input.AuthFlow, 'ALLOW_USER_SRP_AUTH')
      return startWithSrp(world, client, parameters)
    case 'USER_PASSWORD_AUTH':
      requireFlow(client, input.AuthFlow, 'ALLOW_USER_PASSWORD_AUTH')
      return startWithPassword(world, client, parameters)
    case 'REFRESH_TOKEN_AUTH':
    case 'REFRESH_TOKEN':
      requireFlow(client, input.AuthFlow, 'ALLOW_REFRESH_TOKEN_AUTH')
      return refreshByInitiateAuth(world, client, parameters)
    default:
      throw invalidParameter(`${input.AuthFlow} flow not enabled for this client`)
  }
}

function requireFlow(client: RunningClient, flow: string, setting: (typeof authFlows)[number]): void {
  if (!client.spec.explicitAuthFlows.includes(setting)) {
    throw invalidParameter(`${flow} flow not enabled for this client`)
  }
}

function startWithSrp(world: World, client: RunningClient, parameters: Parameters): AuthReply {
  const { typed, user } = whoTyped(client, parameters)
  if (client.pool.spec.srpDeviceKeyCheckedAt === 'InitiateAuth') {
    checkDeviceEarly(client, user, parameters.optional('DEVICE_KEY'))
  }
  return userChallenge(world, { client, user, typed }, parameters)
}

function checkDeviceEarly(
  client: RunningClient,
  user: User | undefined,
  deviceKey: string | undefined,
): void {
  if (user !== undefined) namedDevice({ client, user }, deviceKey)
  // The same refusal for a name that does not exist, so that it tells nothing.
  else if (deviceKey !== undefined && client.pool.spec.deviceConfiguration !== undefined)
    throw unknownDevice()
}

/** The password itself, in USER_PASSWORD_AUTH and the administrator's flows. */
export async function startWithPassword(
  world: World,
  client: RunningClient,
  parameters: Parameters,
): Promise<AuthReply> {
  const { typed, user } = whoTyped(client, parameters)
  const password = parameters.required('PASSWORD')
  const nowMs = world.clock.wallMs()
  const attemptName = `${client.pool.userPoolId}/${user?.username ?? foldName(client.pool.spec, typed)}`
  world.lockOut.check(attemptName, nowMs)
  // In this flow Cognito names the state before it looks at the password (COGNITO.md §10.3).
  if (user !== undefined) refuseByState(user)
  if (user === undefined || !isPasswordOf(client.pool, user, password)) {
    world.lockOut.failed(attemptName, nowMs)
    throw incorrectPassword()
  }
  const device = namedDevice({ client, user }, parameters.optional('DEVICE_KEY'))
  world.lockOut.succeeded(attemptName)
  return afterPassword(world, { client, user, device })
}

/** @throws UserNotFoundException where the client tells names apart, and for a wrong SECRET_HASH. */
function whoTyped(
  client: RunningClient,
  parameters: Parameters,
): { readonly typed: string; readonly user: User | undefined } {
  const typed = parameters.required('USERNAME')
  checkSecretHash(client.spec, typed, parameters.optional('SECRET_HASH'))
  const user = findUser(client.pool, typed)
  if (user === undefined && client.spec.preventUserExistenceErrors === 'LEGACY') throw unknownUser()
  return { typed, user }
}
