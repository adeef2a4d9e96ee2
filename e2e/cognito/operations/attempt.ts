// A sign-in before its first factor is proved: whom it names, its device, its password.
import type { Attempt } from '../challenge-sessions'
import { findUser, foldName, isPasswordOf, type RunningClient, type User } from '../directory'
import { incorrectPassword, unknownDevice, unknownUser } from '../errors'
import { checkSecretHash } from '../secret-hash'
import { namedDevice, refuseByState } from '../sign-in-steps'
import type { World } from '../world'
import type { Parameters } from './input'

/** @throws UserNotFoundException where the client tells names apart, and for a wrong SECRET_HASH. */
export function attemptOf(client: RunningClient, parameters: Parameters): Attempt {
  const typed = parameters.required('USERNAME')
  checkSecretHash(client.spec, typed, parameters.optional('SECRET_HASH'))
  const user = findUser(client.pool, typed)
  if (user === undefined && client.spec.preventUserExistenceErrors === 'LEGACY') throw unknownUser()
  return { client, typed, user, deviceKey: parameters.optional('DEVICE_KEY') }
}

/** Before anything is proved. @throws ResourceNotFoundException for an unknown device. */
export function checkDeviceEarly({ client, user, deviceKey }: Attempt): void {
  if (user !== undefined) namedDevice({ client, user }, deviceKey)
  // The same refusal for a name that does not exist, so that it tells nothing.
  else if (deviceKey !== undefined && client.pool.spec.deviceConfiguration !== undefined)
    throw unknownDevice()
}

/**
 * The user whose password this is.
 * @throws NotAuthorizedException for a wrong one and while the name is locked out.
 */
export function provePassword(world: World, attempt: Attempt, password: string): User {
  const { client, user } = attempt
  const nowMs = world.clock.wallMs()
  const attemptName = lockOutName(attempt)
  world.lockOut.check(attemptName, nowMs)
  // Where the password itself is sent Cognito names the state before it looks at it (COGNITO.md §10.3).
  if (user !== undefined) refuseByState(user)
  if (user === undefined || !isPasswordOf(client.pool, user, password)) {
    world.lockOut.failed(attemptName, nowMs)
    throw incorrectPassword()
  }
  world.lockOut.succeeded(attemptName)
  return user
}

function lockOutName({ client, user, typed }: Attempt): string {
  return `${client.pool.userPoolId}/${user?.username ?? foldName(client.pool.spec, typed)}`
}
