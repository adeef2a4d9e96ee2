// What an administrator does to users: without signatures, for whoever reaches this server.
import type { z } from 'zod'
import { findUser, type RunningPool, type User } from '../directory'
import { CognitoError, unknownDevice, unknownUser } from '../errors'
import { mfaView } from '../mfa'
import { createUser } from '../new-user'
import { checkPassword, generatedPassword, replacePassword } from '../password-policy'
import { aliasExists, attributesByAdmin, holderOfAlias, verifyContact } from '../user-attributes'
import { userView } from '../user-view'
import type { World } from '../world'
import {
  AdminCreateUserInput,
  AdminForgetDeviceInput,
  AdminSetUserPasswordInput,
  PoolUserInput,
} from './admin-input'
import { parseInput } from './input'
import { refuseConfirmed } from './sign-up'

const dayMs = 86_400_000

/** Makes a user with a temporary password, or sends the invitation again with a new one. */
export function adminCreateUser(world: World, body: unknown): object {
  const input = parseInput(AdminCreateUserInput, body)
  const pool = world.directory.pool(input.UserPoolId)
  const nowMs = world.clock.wallMs()
  const password = input.TemporaryPassword ?? generatedPassword(pool.spec)
  checkPassword(pool.spec, password)
  const user =
    input.MessageAction === 'RESEND'
      ? renewInvitation(pool, input.Username, password)
      : invite(pool, { input, password }, nowMs)
  makeTemporary(pool, user, nowMs)
  if (input.MessageAction !== 'SUPPRESS') sendInvitation(world, { pool, user, password }, input)
  return { User: userView(user) }
}

export function adminSetUserPassword(world: World, body: unknown): object {
  const input = parseInput(AdminSetUserPasswordInput, body)
  const { pool, user } = userOf(world, input)
  const nowMs = world.clock.wallMs()
  replacePassword(pool, user, input.Password)
  user.modifiedMs = nowMs
  if (input.Permanent) user.state = 'CONFIRMED'
  else makeTemporary(pool, user, nowMs)
  return {}
}

export function adminGetUser(world: World, body: unknown): object {
  const { user } = userOf(world, parseInput(PoolUserInput, body))
  const { Attributes, ...view } = userView(user)
  return {
    ...view,
    UserAttributes: Attributes,
    ...mfaView(user.mfa),
  }
}

/** Confirms the user, and no address. */
export function adminConfirmSignUp(world: World, body: unknown): object {
  const { user } = userOf(world, parseInput(PoolUserInput, body))
  refuseConfirmed(user)
  user.state = 'CONFIRMED'
  user.modifiedMs = world.clock.wallMs()
  return {}
}

export function adminForgetDevice(world: World, body: unknown): object {
  const input = parseInput(AdminForgetDeviceInput, body)
  if (!userOf(world, input).user.devices.delete(input.DeviceKey)) throw unknownDevice()
  return {}
}

export function adminUserGlobalSignOut(world: World, body: unknown): object {
  world.tokens.revokeAll(userOf(world, parseInput(PoolUserInput, body)).user)
  return {}
}

/** @throws ResourceNotFoundException, UserNotFoundException. */
function userOf(
  world: World,
  input: z.output<typeof PoolUserInput>,
): { readonly pool: RunningPool; readonly user: User } {
  const pool = world.directory.pool(input.UserPoolId)
  const user = findUser(pool, input.Username)
  if (user === undefined) throw unknownUser()
  return { pool, user }
}

/** @throws AliasExistsException for a verified address of another, unless it is to be taken away. */
function invite(
  pool: RunningPool,
  of: { readonly input: z.output<typeof AdminCreateUserInput>; readonly password: string },
  nowMs: number,
): User {
  const { input, password } = of
  const attributes = attributesByAdmin(input.UserAttributes)
  const verified = (['email', 'phone_number'] as const).flatMap((attribute) =>
    attributes.get(`${attribute}_verified`) === 'true'
      ? [{ attribute, value: attributes.get(attribute) ?? '', force: true }]
      : [],
  )
  const taken = verified.find((alias) => holderOfAlias(pool, alias) !== undefined)
  if (taken !== undefined && !input.ForceAliasCreation) throw aliasExists(taken.attribute)
  const state = 'FORCE_CHANGE_PASSWORD' as const
  const user = createUser(pool, { typed: input.Username, attributes, password, state }, nowMs)
  for (const alias of verified) verifyContact(pool, user, alias)
  return user
}

/** @throws UserNotFoundException, UnsupportedUserStateException. */
function renewInvitation(pool: RunningPool, username: string, password: string): User {
  const user = findUser(pool, username)
  if (user === undefined) throw unknownUser()
  if (user.state !== 'FORCE_CHANGE_PASSWORD') {
    throw new CognitoError(
      'UnsupportedUserStateException',
      `Resend not possible. ${user.username} status is not FORCE_CHANGE_PASSWORD`,
    )
  }
  replacePassword(pool, user, password)
  return user
}

function makeTemporary(pool: RunningPool, user: User, nowMs: number): void {
  user.state = 'FORCE_CHANGE_PASSWORD'
  user.temporaryUntilMs = nowMs + pool.spec.passwordPolicy.temporaryPasswordValidityDays * dayMs
}

/** To every medium asked for, of which the user has an address. */
function sendInvitation(
  world: World,
  invitation: { readonly pool: RunningPool; readonly user: User; readonly password: string },
  { DesiredDeliveryMediums }: { readonly DesiredDeliveryMediums: readonly ('SMS' | 'EMAIL')[] },
): void {
  const { pool, user, password } = invitation
  for (const medium of DesiredDeliveryMediums) {
    const destination = user.attributes.get(medium === 'SMS' ? 'phone_number' : 'email')
    if (destination === undefined) continue
    const { userPoolId } = pool
    const atMs = world.clock.wallMs()
    world.inbox.send({ userPoolId, username: user.username, medium, destination, code: password, atMs })
  }
}
