// What a signed-in user does to the account: password, attributes, its end (COGNITO.md §9).
import { sendCode, type CodeDeliveryDetails } from '../code-delivery'
import { isPasswordOf, removeUser, type RunningPool, type User } from '../directory'
import { incorrectPassword, invalidParameter } from '../errors'
import { replacePassword } from '../password-policy'
import type { Contact } from '../sent-codes'
import { refuseByState } from '../sign-in-steps'
import { aliasExists, attributesByUser, holderOfAlias, verifyContact } from '../user-attributes'
import type { World } from '../world'
import {
  AttributeInput,
  ChangePasswordInput,
  UpdateUserAttributesInput,
  VerifyUserAttributeInput,
} from './account-input'
import { AccessTokenInput, parseInput } from './input'

export function changePassword(world: World, body: unknown): object {
  const input = parseInput(ChangePasswordInput, body)
  const { pool, user } = holder(world, input)
  takeQuota(world, { pool, user }, 'changePassword')
  const previous = input.PreviousPassword ?? undefined
  const isRight = user.hasPassword
    ? isPasswordOf(pool, user, previous ?? '')
    : // Who has none leaves it out.
      previous === undefined
  if (!isRight) throw incorrectPassword()
  replacePassword(pool, user, input.ProposedPassword)
  user.modifiedMs = world.clock.wallMs()
  return {}
}

/** Checks every change before it makes the first. */
export function updateUserAttributes(world: World, body: unknown): object {
  const input = parseInput(UpdateUserAttributesInput, body)
  const { pool, user } = holder(world, input)
  const changes = [...attributesByUser(input.UserAttributes)].filter(
    ([name, value]) => user.attributes.get(name) !== value,
  )
  for (const [name, value] of changes) refuseChange(pool, user, { name, value })
  const deliveries = changes.flatMap(([name, value]) =>
    changeAttribute(world, { pool, user }, { name, value }),
  )
  user.modifiedMs = world.clock.wallMs()
  return deliveries.length === 0 ? {} : { CodeDeliveryDetailsList: deliveries }
}

export function getUserAttributeVerificationCode(world: World, body: unknown): object {
  const input = parseInput(AttributeInput, body)
  const { pool, user } = holder(world, input)
  takeQuota(world, { pool, user }, 'getUserAttributeVerificationCode')
  const attribute = input.AttributeName
  if ((user.attributes.get(attribute) ?? '') === '') {
    throw invalidParameter(`User does not have the attribute ${attribute}`)
  }
  return { CodeDeliveryDetails: sendCode(world, { pool, user, attribute }, `attribute:${attribute}`) }
}

export function verifyUserAttribute(world: World, body: unknown): object {
  const input = parseInput(VerifyUserAttributeInput, body)
  const { pool, user } = holder(world, input)
  takeQuota(world, { pool, user }, 'verifyUserAttribute')
  const purpose = `attribute:${input.AttributeName}` as const
  const sent = world.codes.check(user, { purpose, code: input.Code }, world.clock.wallMs())
  verifyContact(pool, user, { ...sent, force: false })
  world.codes.spend(user, purpose)
  user.modifiedMs = world.clock.wallMs()
  return {}
}

export function deleteUser(world: World, body: unknown): object {
  const { pool, user } = holder(world, parseInput(AccessTokenInput, body))
  removeUser(pool, user)
  return {}
}

interface Holder {
  readonly pool: RunningPool
  readonly user: User
}

/** @throws NotAuthorizedException, UserNotFoundException, PasswordResetRequiredException, UserNotConfirmedException. */
function holder(world: World, input: { readonly AccessToken: string }): Holder {
  const { user, client } = world.tokens.holderOf(input.AccessToken, world.clock.wallMs())
  refuseByState(user)
  return { pool: client.pool, user }
}

function takeQuota(
  world: World,
  { pool, user }: Holder,
  quota: Parameters<World['quotas']['take']>[1],
): void {
  world.quotas.take({ spec: pool.spec, claimant: user }, quota, world.clock.wallMs())
}

interface Change {
  readonly name: string
  readonly value: string
}

function refuseChange(pool: RunningPool, user: User, { name, value }: Change): void {
  if (value === '' && pool.spec.requiredAttributes.includes(name)) {
    throw invalidParameter(
      `Attributes did not conform to the schema: ${name}: The attribute ${name} is required`,
    )
  }
  // An address that is only an alias is another's until this one is verified: that is refused then.
  const isNameAtOnce =
    name === 'preferred_username' || (isContact(name) && pool.spec.usernameAttributes.includes(name))
  if (!isNameAtOnce || value === '') return
  if (holderOfAlias(pool, { attribute: name, value }, user) !== undefined) throw aliasExists(name)
}

function changeAttribute(world: World, of: Holder, { name, value }: Change): readonly CodeDeliveryDetails[] {
  const { spec } = of.pool
  const { attributes } = of.user
  if (value === '') {
    attributes.delete(name)
    attributes.delete(`${name}_verified`)
    return []
  }
  if (!isContact(name)) {
    attributes.set(name, value)
    return []
  }
  const waits = spec.attributesRequireVerificationBeforeUpdate.includes(name)
  if (!waits) {
    attributes.set(name, value)
    attributes.set(`${name}_verified`, 'false')
  }
  if (!waits && !spec.autoVerifiedAttributes.includes(name)) return []
  return [sendCode(world, { ...of, attribute: name, value }, `attribute:${name}`)]
}

function isContact(name: string): name is Contact {
  return name === 'email' || name === 'phone_number'
}
