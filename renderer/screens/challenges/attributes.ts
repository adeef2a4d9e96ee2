// The form fields of Cognito's standard attributes (OpenID Connect Core §5.1); custom ones are plain text.
import type { FullAutoFill } from 'svelte/elements'

interface AttributeField {
  /** The attribute's name without the prefix that NEW_PASSWORD_REQUIRED gives it. */
  readonly attribute: string
  readonly type: 'text' | 'email' | 'tel' | 'url'
  readonly autocomplete: FullAutoFill
}
type Kind = Omit<AttributeField, 'attribute'>

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['name', { type: 'text', autocomplete: 'name' }],
  ['given_name', { type: 'text', autocomplete: 'given-name' }],
  ['family_name', { type: 'text', autocomplete: 'family-name' }],
  ['middle_name', { type: 'text', autocomplete: 'additional-name' }],
  ['nickname', { type: 'text', autocomplete: 'nickname' }],
  ['email', { type: 'email', autocomplete: 'email' }],
  ['phone_number', { type: 'tel', autocomplete: 'tel' }],
  ['address', { type: 'text', autocomplete: 'street-address' }],
  ['birthdate', { type: 'text', autocomplete: 'bday' }],
  ['gender', { type: 'text', autocomplete: 'sex' }],
  ['picture', { type: 'url', autocomplete: 'photo' }],
  ['profile', { type: 'url', autocomplete: 'url' }],
  ['website', { type: 'url', autocomplete: 'url' }],
])

/** How an attribute that the pool asks for is filled in. */
export function attributeField(name: string): AttributeField {
  const attribute = name.replace(/^userAttributes\./, '')
  return { attribute, ...(kinds.get(attribute) ?? { type: 'text', autocomplete: 'off' }) }
}
