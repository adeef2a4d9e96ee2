// SignUp, ConfirmSignUp, ResendConfirmationCode (COGNITO.md §9).
import { pretendToSendCode, sendCode, type CodeDeliveryDetails } from '../code-delivery'
import type { RunningPool, User } from '../directory'
import { invalidParameter, missingParameter, notAuthorized } from '../errors'
import { createUser } from '../new-user'
import { checkPassword } from '../password-policy'
import type { PoolSpec } from '../pool-file'
import { checkSecretHash } from '../secret-hash'
import { codeMismatch } from '../sent-codes'
import { attributesByUser, verifyContact } from '../user-attributes'
import type { World } from '../world'
import { ConfirmSignUpInput, NamedUserInput, SignUpInput } from './account-input'
import { parseInput } from './input'
import { namedUser, takeQuota } from './named-user'

export function signUp(world: World, body: unknown): object {
  const input = parseInput(SignUpInput, body)
  const client = world.directory.client(input.ClientId)
  const { pool } = client
  checkSecretHash(client.spec, input.Username, input.SecretHash ?? undefined)
  if (pool.spec.allowAdminCreateUserOnly) throw notAuthorized('SignUp is not permitted for this user pool')
  const password = newPassword(pool.spec, input.Password ?? undefined)
  const attributes = attributesByUser(input.UserAttributes)
  const nowMs = world.clock.wallMs()
  const user = createUser(pool, { typed: input.Username, attributes, password, state: 'UNCONFIRMED' }, nowMs)
  return {
    UserConfirmed: false,
    UserSub: user.sub,
    ...deliveryOf(confirmationCode(world, pool, user)),
    Session: world.signUpSessions.open({ client, user, stage: 'signed-up' }, nowMs),
  }
}

/** Confirms the user and, with it, the address to which the code went. */
export function confirmSignUp(world: World, body: unknown): object {
  const input = parseInput(ConfirmSignUpInput, body)
  const named = namedUser(world, input)
  const { client, user } = named
  takeQuota(world, named, 'confirmSignUp')
  if (user !== undefined) refuseConfirmed(user)
  const nowMs = world.clock.wallMs()
  const given = { purpose: 'sign-up', code: input.ConfirmationCode } as const
  const sent = world.codes.check(named.claimant, given, nowMs)
  // No code was ever sent to such a name.
  if (user === undefined) throw codeMismatch()
  const session = input.Session ?? undefined
  if (session !== undefined) world.signUpSessions.take(session, { client, user, stage: 'signed-up' }, nowMs)
  verifyContact(client.pool, user, { ...sent, force: input.ForceAliasCreation === true })
  world.codes.spend(user, 'sign-up')
  user.state = 'CONFIRMED'
  user.modifiedMs = nowMs
  return { Session: world.signUpSessions.open({ client, user, stage: 'confirmed' }, nowMs) }
}

export function resendConfirmationCode(world: World, body: unknown): object {
  const input = parseInput(NamedUserInput, body)
  const named = namedUser(world, input)
  takeQuota(world, named, 'resendConfirmationCode')
  if (named.user === undefined) {
    return { CodeDeliveryDetails: pretendToSendCode(world, named.claimant, 'sign-up') }
  }
  const { user } = named
  if (user.state !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.')
  const delivery = confirmationCode(world, named.client.pool, user)
  if (delivery === undefined) throw invalidParameter('Auto verification not turned on.')
  return deliveryOf(delivery)
}

/** @throws NotAuthorizedException when the user's sign-up is not open. */
export function refuseConfirmed(user: User): void {
  if (user.state === 'UNCONFIRMED') return
  throw notAuthorized(`User cannot be confirmed. Current status is ${user.state}`)
}

/** @throws InvalidPasswordException; InvalidParameterException when there is none and the pool wants one. */
function newPassword(spec: PoolSpec, password: string | undefined): string | undefined {
  if (password === undefined) {
    if (spec.allowedFirstAuthFactors.every((factor) => factor === 'PASSWORD'))
      throw missingParameter('Password')
    return undefined
  }
  checkPassword(spec, password)
  return password
}

/** To the telephone where the pool verifies both, as Cognito does. */
function confirmationCode(world: World, pool: RunningPool, user: User): CodeDeliveryDetails | undefined {
  const attribute = (['phone_number', 'email'] as const).find(
    (name) => pool.spec.autoVerifiedAttributes.includes(name) && (user.attributes.get(name) ?? '') !== '',
  )
  return attribute === undefined ? undefined : sendCode(world, { pool, user, attribute }, 'sign-up')
}

function deliveryOf(delivery: CodeDeliveryDetails | undefined): object {
  return delivery === undefined ? {} : { CodeDeliveryDetails: delivery }
}
