// Attributes that come from outside: which there are, who may write them, and to whom an address belongs.
import { foldName, type RunningPool, type User } from './directory'
import { CognitoError, invalidParameter, notAuthorized } from './errors'
import type { PoolSpec } from './pool-file'
import type { Contact } from './sent-codes'

/** OpenID Connect Core §5.1, as far as Cognito has them. */
const standardAttributes = new Set([
  'address',
  'birthdate',
  'email',
  'email_verified',
  'family_name',
  'gender',
  'given_name',
  'locale',
  'middle_name',
  'name',
  'nickname',
  'phone_number',
  'phone_number_verified',
  'picture',
  'preferred_username',
  'profile',
  'updated_at',
  'website',
  'zoneinfo',
])

type AttributeList = readonly { readonly Name: string; readonly Value?: string | null | undefined }[]

/** @throws InvalidParameterException for an attribute that no pool has, or a value of the wrong form. */
export function attributesByAdmin(list: AttributeList | null | undefined): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const { Name, Value } of list ?? []) {
    if (Name === 'sub') throw invalidParameter('Cannot modify the non-mutable attribute sub')
    if (!standardAttributes.has(Name) && !Name.startsWith('custom:')) {
      throw invalidParameter(
        `Attributes did not conform to the schema: Type for attribute {${Name}} could not be determined`,
      )
    }
    checkForm(Name, Value ?? '')
    attributes.set(Name, Value ?? '')
  }
  return attributes
}

/** The same for a user, who may not say what is verified. @throws NotAuthorizedException when one tries. */
export function attributesByUser(list: AttributeList | null | undefined): Map<string, string> {
  const attributes = attributesByAdmin(list)
  if ([...attributes.keys()].some((name) => name.endsWith('_verified'))) {
    throw notAuthorized('A client attempted to write unauthorized attribute')
  }
  return attributes
}

/** @throws InvalidParameterException naming the required attribute that is missing. */
export function requireAttributes(spec: PoolSpec, attributes: ReadonlyMap<string, string>): void {
  const missing = spec.requiredAttributes.filter((name) => (attributes.get(name) ?? '') === '')
  if (missing.length === 0) return
  const texts = missing.map((name) => `${name}: The attribute ${name} is required`)
  throw invalidParameter(`Attributes did not conform to the schema: ${texts.join('; ')}`)
}

/** The other user to whom `value` brings a sign-in, where the attribute is a name in this pool. */
export function holderOfAlias(
  pool: RunningPool,
  alias: { readonly attribute: Contact | 'preferred_username'; readonly value: string },
  except?: User,
): User | undefined {
  const { attribute, value } = alias
  const isName = (pool.spec.usernameAttributes as readonly string[]).includes(attribute)
  if (!isName && !pool.spec.aliases.includes(attribute)) return undefined
  const needsProof = !isName && attribute !== 'preferred_username'
  const wanted = foldName(pool.spec, value)
  return [...pool.users.values()].find(
    (user) =>
      user !== except &&
      foldName(pool.spec, user.attributes.get(attribute) ?? '') === wanted &&
      (!needsProof || user.attributes.get(`${attribute}_verified`) === 'true'),
  )
}

/**
 * Makes `value` the user's verified address.
 * @param alias `force`: another user who has it verified keeps it, unverified.
 * @throws AliasExistsException when another has it and `force` is not set.
 */
export function verifyContact(
  pool: RunningPool,
  user: User,
  alias: { readonly attribute: Contact; readonly value: string; readonly force: boolean },
): void {
  const { attribute, value, force } = alias
  const holder = holderOfAlias(pool, { attribute, value }, user)
  if (holder !== undefined && !force) throw aliasExists(attribute)
  holder?.attributes.set(`${attribute}_verified`, 'false')
  user.attributes.set(attribute, value)
  user.attributes.set(`${attribute}_verified`, 'true')
}

export function aliasExists(attribute: string): CognitoError {
  return new CognitoError('AliasExistsException', `An account with the given ${attribute} already exists.`)
}

function checkForm(name: string, value: string): void {
  if (value === '') return
  if (name === 'email' && !/^[^\s@]+@[^\s@]+$/.test(value)) {
    throw invalidParameter('Invalid email address format.')
  }
  if (name === 'phone_number' && !/^\+\d{1,15}$/.test(value)) {
    throw invalidParameter('Invalid phone number format.')
  }
  if (name.endsWith('_verified') && !['true', 'false'].includes(value)) {
    throw invalidParameter(`Invalid value for ${name}: true or false`)
  }
}
