// How a person's answer goes out: the ChallengeResponses of each, checked before anything is sent.
import { AppError, type ErrorCode } from '../../../shared/errors'
import { looksLikeEmail } from '../../../shared/model/email'
import type { SignInAnswer } from '../../../shared/model/sign-in'
import { attributePrefix, type ChallengeAnswer, type PersonChallenge } from './challenge'

type Answer<K extends ChallengeAnswer['kind']> = Extract<SignInAnswer, { kind: K }>
type Responses = Record<string, string>

/**
 * ChallengeResponses of a person's answer, USERNAME and SECRET_HASH aside; none for what operations of their own answer
 * (flows/answer.ts).
 * @throws `request/invalid` when the answer is to another challenge or does not fit it, `auth/password-not-encodable`.
 */
export function responsesOf(challenge: PersonChallenge, answer: ChallengeAnswer): Responses {
  if (challenge.name !== answer.kind)
    throw new AppError(
      'request/invalid',
      `The answer "${answer.kind}" is to another question: the sign-in asks for ${challenge.name}.`,
    )
  // The kind picks function and answer together; TypeScript cannot follow the index.
  const responses = responsesTo[answer.kind] as (
    challenge: PersonChallenge,
    answer: ChallengeAnswer,
  ) => Responses
  return responses(challenge, answer)
}

const sentCode = (
  _challenge: PersonChallenge,
  { kind, code }: Answer<'SOFTWARE_TOKEN_MFA' | 'SMS_MFA' | 'EMAIL_OTP' | 'SMS_OTP'>,
): Responses => ({ [`${kind}_CODE`]: codeOf(code) })

const responsesTo: {
  readonly [K in ChallengeAnswer['kind']]: (challenge: PersonChallenge, answer: Answer<K>) => Responses
} = {
  SOFTWARE_TOKEN_MFA: sentCode,
  SMS_MFA: sentCode,
  EMAIL_OTP: sentCode,
  SMS_OTP: sentCode,
  NEW_PASSWORD_REQUIRED: newPasswordResponses,
  SELECT_CHALLENGE: factorResponses,
  SELECT_MFA_TYPE: (challenge, { mfa }) => ({ ANSWER: demandOffered(challenge, mfa) }),
  MFA_SETUP: (challenge, { mfa, email }) =>
    demandOffered(challenge, mfa) === 'EMAIL_OTP' ? { EMAIL: emailOf(email) } : {},
  TOTP_SETUP: () => ({}),
  CONFIRM_SIGN_UP: () => ({}),
  RESET_PASSWORD: (_challenge, { newPassword }) => ({ PASSWORD: encodable(newPassword) }),
  CUSTOM_CHALLENGE: (_challenge, { answer }) => ({ ANSWER: answer }),
}

/** Apps show codes in groups, and people copy them so. */
export function codeOf(typed: string): string {
  return typed.replace(/\s/g, '')
}

/** A password that UTF-8 can carry. @throws `code` for half a character pair. */
export function encodable(password: string, code: ErrorCode = 'auth/password-not-encodable'): string {
  if (/\p{Surrogate}/u.test(password))
    throw new AppError(code, 'The password holds half of a character pair.')
  return password
}

function newPasswordResponses(
  challenge: PersonChallenge,
  { newPassword, attributes }: Answer<'NEW_PASSWORD_REQUIRED'>,
): Record<string, string> {
  const required = challenge.name === 'NEW_PASSWORD_REQUIRED' ? challenge.requiredAttributes : []
  return { NEW_PASSWORD: encodable(newPassword), ...prefixedAttributes(required, attributes) }
}

/** The answer that sends a password; one that proves it is made by flows/user-auth.ts. */
function factorResponses(
  challenge: PersonChallenge,
  { factor, password }: Answer<'SELECT_CHALLENGE'>,
): Record<string, string> {
  if (challenge.name !== 'SELECT_CHALLENGE' || !challenge.factors.includes(factor))
    throw new AppError('request/invalid', `The way to sign in ${factor} is not offered.`)
  if (factor !== 'PASSWORD') return { ANSWER: factor }
  if (password === undefined)
    throw new AppError('request/invalid', 'The password is missing: this way to sign in needs it.')
  return { ANSWER: 'PASSWORD', PASSWORD: encodable(password) }
}

function demandOffered(challenge: PersonChallenge, mfa: Answer<'SELECT_MFA_TYPE'>['mfa']): string {
  if ('choices' in challenge && challenge.choices.includes(mfa)) return mfa
  throw new AppError('request/invalid', `The second factor ${mfa} is not offered.`)
}

function emailOf(typed: string | undefined): string {
  const email = typed?.trim() ?? ''
  if (!looksLikeEmail(email))
    throw new AppError(
      'request/invalid',
      'The e-mail address is missing, or is none such as ada@example.com.',
    )
  return email
}

function prefixedAttributes(
  required: readonly string[],
  attributes: Readonly<Record<string, string>>,
): Record<string, string> {
  const missing = required.find((name) => (attributes[name] ?? '') === '')
  if (missing !== undefined) throw new AppError('request/invalid', `The attribute ${missing} is missing.`)
  // Another attribute is refused by Cognito in words that nobody understands, so it is refused here.
  const extra = Object.keys(attributes).find((name) => !required.includes(name))
  if (extra !== undefined) throw new AppError('request/invalid', `The attribute ${extra} was not asked for.`)
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [attributePrefix + name, value]),
  )
}
