// The challenges of Cognito that Signet knows: who answers each, what it holds, and how a person's answer goes out.
// Each member holds exactly the fields that its challenge has; an unknown name is an error, not a default.
import { z } from 'zod'
import { assertNever } from '../../../shared/assert-never'
import { AppError } from '../../../shared/errors'
import type { SignInAnswer } from '../../../shared/model/sign-in'
import type { AuthReply } from '../cognito/cognito'

interface WithSession {
  /** Cognito's opaque `Session`; real PASSWORD_VERIFIER challenges come without one (COGNITO.md §2.8). */
  readonly challengeSession: string | undefined
}
/** The server's half of an SRP exchange, as it came. */
export interface ServerProof {
  readonly saltHex: string
  readonly serverPublicHex: string
  readonly secretBlockBase64: string
}

export type PasswordVerifier = WithSession &
  ServerProof & { readonly name: 'PASSWORD_VERIFIER'; readonly userIdForSrp: string }
export type DeviceSrpAuth = WithSession & { readonly name: 'DEVICE_SRP_AUTH' }
export type DevicePasswordVerifier = WithSession &
  ServerProof & { readonly name: 'DEVICE_PASSWORD_VERIFIER'; readonly deviceKey: string | undefined }
/** Answered by Signet; none of these ever reaches a view. */
export type AppChallenge = PasswordVerifier | DeviceSrpAuth | DevicePasswordVerifier

/** Answered by the person. */
export type PersonChallenge = WithSession &
  (
    | { readonly name: 'SOFTWARE_TOKEN_MFA'; readonly friendlyDeviceName: string | undefined }
    | { readonly name: 'SMS_MFA' | 'EMAIL_OTP'; readonly destination: string | undefined }
    | { readonly name: 'NEW_PASSWORD_REQUIRED'; readonly requiredAttributes: readonly string[] }
  )

export type Challenge = AppChallenge | PersonChallenge
export type ChallengeName = Challenge['name']

/** A person's answer to a challenge. */
export type ChallengeAnswer = Extract<SignInAnswer, { kind: PersonChallenge['name'] }>

const answeredBy: Record<ChallengeName, 'app' | 'person'> = {
  PASSWORD_VERIFIER: 'app',
  DEVICE_SRP_AUTH: 'app',
  DEVICE_PASSWORD_VERIFIER: 'app',
  SOFTWARE_TOKEN_MFA: 'person',
  SMS_MFA: 'person',
  EMAIL_OTP: 'person',
  NEW_PASSWORD_REQUIRED: 'person',
}

/** Whether Signet answers this challenge itself. */
export function isForApp(challenge: Challenge): challenge is AppChallenge {
  return answeredBy[challenge.name] === 'app'
}

/**
 * The challenge of a reply.
 * @throws `auth/unsupported-challenge` naming one that we do not know, `auth/server-values` when a field is missing.
 */
export function parseChallenge(reply: Extract<AuthReply, { kind: 'challenge' }>): Challenge {
  const { name, challengeSession, parameters } = reply
  if (!isKnown(name)) {
    const printable = name.replace(/[^\w.-]/g, '?')
    throw new AppError('auth/unsupported-challenge', `Cognito asks for ${printable}.`)
  }
  return { ...fieldsOf(name, parameters), challengeSession }
}

function isKnown(name: string): name is ChallengeName {
  return Object.hasOwn(answeredBy, name)
}

type Parameters = Readonly<Record<string, string>>
// Distributed over the union: each member without its session.
type FieldsOf<C> = C extends Challenge ? Omit<C, 'challengeSession'> : never

function fieldsOf(name: ChallengeName, parameters: Parameters): FieldsOf<Challenge> {
  switch (name) {
    case 'PASSWORD_VERIFIER':
      return { name, ...serverProof(parameters), userIdForSrp: demand(parameters, 'USER_ID_FOR_SRP') }
    case 'DEVICE_SRP_AUTH':
      return { name }
    case 'DEVICE_PASSWORD_VERIFIER':
      return { name, ...serverProof(parameters), deviceKey: parameters['DEVICE_KEY'] }
    case 'SOFTWARE_TOKEN_MFA':
      return { name, friendlyDeviceName: parameters['FRIENDLY_DEVICE_NAME'] }
    case 'SMS_MFA':
    case 'EMAIL_OTP':
      return { name, destination: parameters['CODE_DELIVERY_DESTINATION'] }
    case 'NEW_PASSWORD_REQUIRED':
      return { name, requiredAttributes: attributeNames(parameters['requiredAttributes']) }
    default:
      return assertNever(name)
  }
}

function serverProof(parameters: Parameters): ServerProof {
  return {
    saltHex: demand(parameters, 'SALT'),
    serverPublicHex: demand(parameters, 'SRP_B'),
    secretBlockBase64: demand(parameters, 'SECRET_BLOCK'),
  }
}

function demand(parameters: Parameters, name: string): string {
  const value = parameters[name]
  if (value === undefined || value === '')
    throw new AppError('auth/server-values', `The challenge lacks ${name}.`)
  return value
}

const attributePrefix = 'userAttributes.'
const AttributeNames = z.array(z.string().regex(/^[\w.:-]{1,60}$/)).max(50)

/** A JSON array in a string, each name with a prefix that its answer carries again. */
function attributeNames(json: string | undefined): readonly string[] {
  if (json === undefined || json === '') return []
  let names: unknown
  try {
    names = JSON.parse(json)
  } catch {
    // Decided: the schema below refuses what is no array.
    names = undefined
  }
  const parsed = AttributeNames.safeParse(names)
  if (!parsed.success) throw new AppError('auth/server-values', 'requiredAttributes is no list of names.')
  return parsed.data.map((name) =>
    name.startsWith(attributePrefix) ? name.slice(attributePrefix.length) : name,
  )
}

/**
 * ChallengeResponses of a person's answer, USERNAME and SECRET_HASH aside.
 * @throws `request/invalid` when the answer is to another challenge or its attributes are not the required ones,
 * `auth/password-not-encodable`.
 */
export function responsesOf(challenge: PersonChallenge, answer: ChallengeAnswer): Record<string, string> {
  if (challenge.name !== answer.kind)
    throw new AppError('request/invalid', `kind: the sign-in asks for ${challenge.name}.`)
  switch (answer.kind) {
    case 'SOFTWARE_TOKEN_MFA':
      return { SOFTWARE_TOKEN_MFA_CODE: codeOf(answer.code) }
    case 'SMS_MFA':
      return { SMS_MFA_CODE: codeOf(answer.code) }
    case 'EMAIL_OTP':
      return { EMAIL_OTP_CODE: codeOf(answer.code) }
    case 'NEW_PASSWORD_REQUIRED': {
      const required = challenge.name === 'NEW_PASSWORD_REQUIRED' ? challenge.requiredAttributes : []
      return {
        NEW_PASSWORD: encodable(answer.newPassword),
        ...prefixedAttributes(required, answer.attributes),
      }
    }
    default:
      return assertNever(answer)
  }
}

/** Apps show codes in groups, and people copy them so. */
function codeOf(typed: string): string {
  return typed.replace(/\s/g, '')
}

/** A password that UTF-8 can carry. @throws `auth/password-not-encodable` for half a character pair. */
export function encodable(password: string): string {
  if (/\p{Surrogate}/u.test(password))
    throw new AppError('auth/password-not-encodable', 'The password holds half of a character pair.')
  return password
}

function prefixedAttributes(
  required: readonly string[],
  attributes: Readonly<Record<string, string>>,
): Record<string, string> {
  const missing = required.find((name) => (attributes[name] ?? '') === '')
  if (missing !== undefined) throw new AppError('request/invalid', `attributes.${missing}: is required.`)
  // Another attribute is refused by Cognito in words that nobody understands, so it is refused here.
  const extra = Object.keys(attributes).find((name) => !required.includes(name))
  if (extra !== undefined) throw new AppError('request/invalid', `attributes.${extra}: was not asked for.`)
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [attributePrefix + name, value]),
  )
}
