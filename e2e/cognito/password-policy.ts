// What a new password must be, by the pool's policy and the user's history.
import { randomBytes } from 'node:crypto'
import { isPasswordOf, setPassword, type RunningPool, type User } from './directory'
import { CognitoError } from './errors'
import type { PoolSpec } from './pool-file'

/** Cognito's own set; its documentation counts the space within a password too. */
const symbols = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/

/** @throws InvalidPasswordException naming the first rule that the password breaks. */
export function checkPassword(spec: PoolSpec, password: string): void {
  const { passwordPolicy: policy } = spec
  const rules: readonly (readonly [boolean, RegExp | undefined, string])[] = [
    [policy.requireLowercase, /[a-z]/, 'Password must have lowercase characters'],
    [policy.requireUppercase, /[A-Z]/, 'Password must have uppercase characters'],
    [policy.requireNumbers, /\d/, 'Password must have numeric characters'],
    [policy.requireSymbols, symbols, 'Password must have symbol characters'],
  ]
  if (password.length < (policy.minimumLength ?? spec.minimumPasswordLength)) {
    throw refused('Password not long enough')
  }
  for (const [required, form, text] of rules) {
    if (required && form?.test(password) === false) throw refused(text)
  }
}

/**
 * Gives the user a new password.
 * @throws InvalidPasswordException, PasswordHistoryPolicyViolationException.
 */
export function replacePassword(pool: RunningPool, user: User, password: string): void {
  checkPassword(pool.spec, password)
  const { passwordHistorySize } = pool.spec.passwordPolicy
  const present = { salt: user.salt, verifier: user.verifier }
  const kept = [present, ...user.formerPasswords].slice(0, passwordHistorySize)
  if (kept.some((former) => isPasswordOf(pool, { ...user, ...former }, password))) {
    throw new CognitoError('PasswordHistoryPolicyViolationException', 'Password has previously been used.')
  }
  user.formerPasswords = kept
  setPassword(pool, user, password)
}

/** A random one that every policy takes. */
export function generatedPassword(spec: PoolSpec): string {
  const length = spec.passwordPolicy.minimumLength ?? spec.minimumPasswordLength
  return `aA1!${randomBytes(length).toString('base64url')}`.slice(0, Math.max(length, 12))
}

function refused(text: string): CognitoError {
  return new CognitoError('InvalidPasswordException', `Password did not conform with policy: ${text}`)
}
