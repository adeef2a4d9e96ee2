// ForgotPassword and ConfirmForgotPassword (COGNITO.md §9). One quota for both (§11.2).
import { pretendToSendCode, sendCode } from '../code-delivery'
import type { RunningPool, User } from '../directory'
import { CognitoError, invalidParameter, notAuthorized } from '../errors'
import { replacePassword } from '../password-policy'
import { codeMismatch, type Contact } from '../sent-codes'
import type { World } from '../world'
import { ConfirmForgotPasswordInput, NamedUserInput } from './account-input'
import { parseInput } from './input'
import { namedUser, takeQuota } from './named-user'

export function forgotPassword(world: World, body: unknown): object {
  const input = parseInput(NamedUserInput, body)
  const named = namedUser(world, input)
  takeQuota(world, named, 'forgotPassword')
  if (named.user === undefined) {
    return { CodeDeliveryDetails: pretendToSendCode(world, named.claimant, 'forgot-password') }
  }
  const { user } = named
  refuseUnrecoverable(user)
  const { pool } = named.client
  const to = { pool, user, attribute: recoveryContact(pool, user) }
  return { CodeDeliveryDetails: sendCode(world, to, 'forgot-password') }
}

export function confirmForgotPassword(world: World, body: unknown): object {
  const input = parseInput(ConfirmForgotPasswordInput, body)
  const named = namedUser(world, input)
  const { user, client } = named
  takeQuota(world, named, 'forgotPassword')
  if (user?.state === 'UNCONFIRMED')
    throw new CognitoError('UserNotConfirmedException', 'User is not confirmed.')
  if (user !== undefined) refuseUnrecoverable(user)
  const nowMs = world.clock.wallMs()
  const given = { purpose: 'forgot-password', code: input.ConfirmationCode } as const
  world.codes.check(named.claimant, given, nowMs)
  // No code was ever sent to such a name.
  if (user === undefined) throw codeMismatch()
  // A password that is refused leaves the code good.
  replacePassword(client.pool, user, input.Password)
  world.codes.spend(user, 'forgot-password')
  world.lockOut.succeeded(`${client.pool.userPoolId}/${user.username}`)
  user.state = 'CONFIRMED'
  user.modifiedMs = nowMs
  return {}
}

/** @throws NotAuthorizedException: a temporary password is the administrator's to renew, another provider's its own. */
function refuseUnrecoverable(user: User): void {
  if (!user.enabled) throw notAuthorized('User is disabled.')
  if (user.state === 'FORCE_CHANGE_PASSWORD' || user.state === 'EXTERNAL_PROVIDER') {
    throw notAuthorized('User password cannot be reset in the current state.')
  }
}

function recoveryContact(pool: RunningPool, user: User): Contact {
  const contact = pool.spec.accountRecovery.find(
    (name) => user.attributes.has(name) && user.attributes.get(`${name}_verified`) === 'true',
  )
  if (contact !== undefined) return contact
  throw invalidParameter(
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
  )
}
