// Adds a user to a pool that runs, by sign-up or by an administrator.
import { randomBytes, randomUUID } from 'node:crypto'
import { addUser, findUser, type RunningPool, type User } from './directory'
import { CognitoError, invalidParameter } from './errors'
import type { UserSpec } from './pool-file'
import { holderOfAlias, requireAttributes } from './user-attributes'

export interface NewUser {
  /** A username or, where the pool has usernameAttributes, an address. */
  readonly typed: string
  readonly attributes: Map<string, string>
  /** Undefined: a user who signs in without one. */
  readonly password: string | undefined
  readonly state: UserSpec['state']
}

/** @throws InvalidParameterException for a name that this pool cannot have, UsernameExistsException. */
export function createUser(pool: RunningPool, given: NewUser, nowMs: number): User {
  const { typed, attributes, state } = given
  const sub = randomUUID()
  const contact = contactName(pool, typed)
  if (contact !== undefined) attributes.set(contact, typed)
  // An administrator may leave them out: they are asked for with the new password.
  if (state === 'UNCONFIRMED') requireAttributes(pool.spec, attributes)
  refuseTaken(pool, typed, attributes)
  const user = addUser(
    pool,
    {
      username: contact === undefined ? typed : sub,
      sub,
      // Nobody ever knows this one.
      password: given.password ?? randomBytes(32).toString('hex'),
      state,
      attributes: Object.fromEntries(attributes),
    },
    nowMs,
  )
  user.hasPassword = given.password !== undefined
  for (const name of ['email', 'phone_number']) {
    if (attributes.has(name) && !attributes.has(`${name}_verified`)) {
      user.attributes.set(`${name}_verified`, 'false')
    }
  }
  return user
}

/** Which attribute the typed name is, in a pool that takes addresses for names. @throws InvalidParameterException. */
function contactName(pool: RunningPool, typed: string): 'email' | 'phone_number' | undefined {
  const { usernameAttributes, aliases } = pool.spec
  const kind = typed.includes('@') ? 'email' : /^\+\d+$/.test(typed) ? 'phone_number' : undefined
  if (usernameAttributes.length > 0) {
    if (kind !== undefined && usernameAttributes.includes(kind)) return kind
    const wanted = usernameAttributes.map((name) => (name === 'email' ? 'an email' : 'a phone number'))
    throw invalidParameter(`Username should be ${wanted.join(' or ')}.`)
  }
  if (kind !== undefined && aliases.includes(kind)) {
    const form = kind === 'email' ? 'email' : 'phone number'
    throw invalidParameter(
      `Username cannot be of ${form} format, since user pool is configured for ${form} alias.`,
    )
  }
  return undefined
}

function refuseTaken(pool: RunningPool, typed: string, attributes: ReadonlyMap<string, string>): void {
  const preferred = attributes.get('preferred_username') ?? ''
  const isTaken =
    findUser(pool, typed) !== undefined ||
    (preferred !== '' &&
      holderOfAlias(pool, { attribute: 'preferred_username', value: preferred }) !== undefined)
  if (isTaken) throw new CognitoError('UsernameExistsException', 'User already exists')
}
