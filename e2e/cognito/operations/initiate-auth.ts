// InitiateAuth (COGNITO.md §3).
import type { RunningClient } from '../directory'
import { invalidParameter } from '../errors'
import type { AuthReply } from '../open-challenge'
import type { authFlows } from '../pool-file'
import { afterPassword, namedDevice } from '../sign-in-steps'
import type { World } from '../world'
import { attemptOf, checkDeviceEarly, provePassword } from './attempt'
import { startCustomAuth } from './custom-auth'
import { InitiateAuthInput, Parameters, parseInput } from './input'
import { refreshByInitiateAuth } from './refresh'
import { userChallenge } from './srp-challenge'
import { startAfterSignUp, startUserAuth } from './user-auth'

type Start = (world: World, client: RunningClient, parameters: Parameters) => AuthReply | Promise<AuthReply>

interface Flow {
  readonly setting: (typeof authFlows)[number]
  readonly start: Start
}

const refresh: Flow = { setting: 'ALLOW_REFRESH_TOKEN_AUTH', start: refreshByInitiateAuth }

const flows: ReadonlyMap<string, Flow> = new Map([
  ['USER_SRP_AUTH', { setting: 'ALLOW_USER_SRP_AUTH', start: startWithSrp }],
  ['USER_PASSWORD_AUTH', { setting: 'ALLOW_USER_PASSWORD_AUTH', start: startWithPassword }],
  ['USER_AUTH', { setting: 'ALLOW_USER_AUTH', start: startUserAuth }],
  ['CUSTOM_AUTH', { setting: 'ALLOW_CUSTOM_AUTH', start: startCustomAuth }],
  ['REFRESH_TOKEN_AUTH', refresh],
  ['REFRESH_TOKEN', refresh],
])

export async function initiateAuth(world: World, body: unknown): Promise<AuthReply> {
  const input = parseInput(InitiateAuthInput, body)
  const client = world.directory.client(input.ClientId)
  const flow = flows.get(input.AuthFlow)
  if (flow === undefined || !client.spec.explicitAuthFlows.includes(flow.setting)) {
    throw invalidParameter(`${input.AuthFlow} flow not enabled for this client`)
  }
  const parameters = new Parameters(input.AuthParameters)
  // The other flows have no use for a Session.
  if (input.AuthFlow === 'USER_AUTH' && input.Session != null) {
    return startAfterSignUp(world, attemptOf(client, parameters), input.Session)
  }
  return flow.start(world, client, parameters)
}

function startWithSrp(world: World, client: RunningClient, parameters: Parameters): AuthReply {
  const attempt = attemptOf(client, parameters)
  if (client.pool.spec.srpDeviceKeyCheckedAt === 'InitiateAuth') checkDeviceEarly(attempt)
  return userChallenge(world, attempt, { srpA: parameters.required('SRP_A'), next: 'second factor' })
}

/** The password itself, in USER_PASSWORD_AUTH and the administrator's flows. */
export async function startWithPassword(
  world: World,
  client: RunningClient,
  parameters: Parameters,
): Promise<AuthReply> {
  const attempt = attemptOf(client, parameters)
  const user = provePassword(world, attempt, parameters.required('PASSWORD'))
  const device = namedDevice({ client, user }, attempt.deviceKey)
  return afterPassword(world, { client, user, device })
}
