// What can be wrong with one form field, by name. The `pool.…` keys are thrown by the schemas of shared/model/pool.ts.

export const fieldErrors = [
  'pool.nameEmpty',
  'pool.nameTooLong',
  'pool.nameForm',
  'pool.nameTaken',
  'pool.userPoolIdTooLong',
  'pool.userPoolIdForm',
  'pool.userPoolNotFound',
  'pool.clientIdTooLong',
  'pool.clientIdForm',
  'pool.clientSecretForm',
  'pool.endpointForm',
  'pool.lifeForm',
  'pool.loginDomainForm',
  'pool.redirectUriForm',
  'pool.redirectUrisTooMany',
  'pool.scopesForm',
  'pool.identityProviderForm',
  'pool.identityPoolIdForm',
  'pool.managedLoginMissing',
  'signIn.usernameEmpty',
  'signIn.usernameForm',
  'signIn.passwordEmpty',
  'signIn.newPasswordEmpty',
  'signIn.codeEmpty',
  'signIn.codeTooShort',
  'signIn.attributeEmpty',
  'signIn.answerEmpty',
  'signIn.emailForm',
  'account.oldPasswordEmpty',
  'account.valueEmpty',
  'account.labelEmpty',
  'account.labelTooLong',
  'account.labelForm',
  'signIn.redirectedEmpty',
  'field.invalid',
] as const

export type FieldError = (typeof fieldErrors)[number]

const known: ReadonlySet<string> = new Set(fieldErrors)

/** The message of a schema as a key that has a text; `field.invalid` for one that is not ours. */
export function toFieldError(message: string): FieldError {
  return isFieldError(message) ? message : 'field.invalid'
}

function isFieldError(value: string): value is FieldError {
  return known.has(value)
}
