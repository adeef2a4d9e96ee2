// AdminInitiateAuth and AdminRespondToAuthChallenge: a sign-in by a program that is trusted with the password.
import type { RunningClient } from '../directory'
import { invalidParameter, unknownClient } from '../errors'
import type { AuthReply } from '../open-challenge'
import type { World } from '../world'
import { AdminInitiateAuthInput, AdminRespondInput } from './admin-input'
import { initiateAuth, startWithPassword } from './initiate-auth'
import { Parameters, parseInput } from './input'
import { respondToAuthChallenge } from './respond-to-auth-challenge'

/** ADMIN_NO_SRP_AUTH is the older name of ADMIN_USER_PASSWORD_AUTH. */
const withPassword = ['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH']

export async function adminInitiateAuth(world: World, body: unknown): Promise<AuthReply> {
  const input = parseInput(AdminInitiateAuthInput, body)
  const client = clientOf(world, input)
  const isWithPassword = withPassword.includes(input.AuthFlow)
  const isRefused = isWithPassword
    ? !client.spec.explicitAuthFlows.includes('ALLOW_ADMIN_USER_PASSWORD_AUTH')
    : input.AuthFlow === 'USER_PASSWORD_AUTH'
  if (isRefused) throw invalidParameter('Auth flow not enabled for this client')
  if (!isWithPassword) return initiateAuth(world, body)
  return startWithPassword(world, client, new Parameters(input.AuthParameters))
}

export async function adminRespondToAuthChallenge(world: World, body: unknown): Promise<AuthReply> {
  clientOf(world, parseInput(AdminRespondInput, body))
  return respondToAuthChallenge(world, body)
}

/** @throws ResourceNotFoundException when the pool, or the client in it, does not exist. */
function clientOf(
  world: World,
  input: { readonly UserPoolId: string; readonly ClientId: string },
): RunningClient {
  const pool = world.directory.pool(input.UserPoolId)
  const client = world.directory.client(input.ClientId)
  if (client.pool !== pool) throw unknownClient(input.ClientId)
  return client
}
