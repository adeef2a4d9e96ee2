// The challenges of Cognito that Signet knows: who answers each, what it holds, and how a person's answer goes out.
// Each member holds exactly the fields that its challenge has; an unknown name is an error, not a default.
import { z } from 'zod'
import { AppError } from '../../../shared/errors'
import type { SignInAnswer } from '../../../shared/model/sign-in'
import { type FirstFactor, firstFactors, type MfaType, mfaTypes } from '../../../shared/model/sign-in-methods'
import { parseJson } from '../../../shared/parse-json'
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
    | { readonly name: 'SMS_MFA' | 'EMAIL_OTP' | 'SMS_OTP'; readonly destination: string | undefined }
    | { readonly name: 'NEW_PASSWORD_REQUIRED'; readonly requiredAttributes: readonly string[] }
    | {
        readonly name: 'SELECT_CHALLENGE'
        readonly factors: readonly FirstFactor[]
        /** Whether a password may be proved instead of sent. */
        readonly hasSrp: boolean
      }
    | { readonly name: 'SELECT_MFA_TYPE' | 'MFA_SETUP'; readonly choices: readonly MfaType[] }
    | TotpSetup
    | { readonly name: 'RESET_PASSWORD' | 'CONFIRM_SIGN_UP'; readonly destination: string | undefined }
    | { readonly name: 'CUSTOM_CHALLENGE'; readonly parameters: readonly PublicParameter[] }
  )

/** Ours: MFA_SETUP once the person has chosen an authenticator app and Cognito has made its secret. */
export interface TotpSetup {
  readonly name: 'TOTP_SETUP'
  /** Base32. */
  readonly secret: string
  /** For whom the app keeps it. */
  readonly username: string
}

/** What a trigger wants shown with its question. */
export interface PublicParameter {
  readonly name: string
  readonly value: string
}

export type Challenge = AppChallenge | PersonChallenge
export type ChallengeName = Challenge['name']

/** A person's answer to a challenge. */
export type ChallengeAnswer = Extract<SignInAnswer, { kind: PersonChallenge['name'] }>

/** Codes that were sent, and can be sent once more. */
export function isSentCode(name: ChallengeName): boolean {
  return sentCodes.has(name)
}

/** Ours: what comes before a sign-in, with a code that no challenge session lives for. */
export function isHelpStep(name: ChallengeName): boolean {
  return name === 'RESET_PASSWORD' || name === 'CONFIRM_SIGN_UP'
}

const sentCodes: ReadonlySet<ChallengeName> = new Set([
  'SMS_MFA',
  'EMAIL_OTP',
  'SMS_OTP',
  'RESET_PASSWORD',
  'CONFIRM_SIGN_UP',
] as const)

/** Steps that are no challenges of Cognito but look like ones to the person. */
type OwnName = 'TOTP_SETUP' | 'RESET_PASSWORD' | 'CONFIRM_SIGN_UP'
type ServerName = Exclude<ChallengeName, OwnName>

const answeredBy: Record<ServerName, 'app' | 'person'> = {
  PASSWORD_VERIFIER: 'app',
  DEVICE_SRP_AUTH: 'app',
  DEVICE_PASSWORD_VERIFIER: 'app',
  SOFTWARE_TOKEN_MFA: 'person',
  SMS_MFA: 'person',
  EMAIL_OTP: 'person',
  SMS_OTP: 'person',
  NEW_PASSWORD_REQUIRED: 'person',
  SELECT_CHALLENGE: 'person',
  SELECT_MFA_TYPE: 'person',
  MFA_SETUP: 'person',
  CUSTOM_CHALLENGE: 'person',
}

/** Whether Signet answers this challenge itself. */
export function isForApp(challenge: Challenge): challenge is AppChallenge {
  return isKnown(challenge.name) && answeredBy[challenge.name] === 'app'
}

/**
 * The challenge of a reply.
 * @throws `auth/unsupported-challenge` naming one that we do not know, `auth/server-values` when a field is missing.
 */
export function parseChallenge(reply: Extract<AuthReply, { kind: 'challenge' }>): Challenge {
  const { name, challengeSession, parameters } = reply
  if (!isKnown(name)) {
    throw new AppError('auth/unsupported-challenge', `Cognito asks for ${printable(name)}.`)
  }
  const given = { parameters, available: reply.availableChallenges ?? [] }
  return { ...fieldsOf[name](given), challengeSession }
}

function isKnown(name: string): name is ServerName {
  return Object.hasOwn(answeredBy, name)
}

type Parameters = Readonly<Record<string, string>>
// Distributed over the union: each member without its session.
type FieldsOf<C> = C extends Challenge ? Omit<C, 'challengeSession'> : never

/** What a challenge came with. */
interface Given {
  readonly parameters: Parameters
  readonly available: readonly string[]
}

const sentCode =
  (name: 'SMS_MFA' | 'EMAIL_OTP' | 'SMS_OTP') =>
  ({ parameters }: Given): FieldsOf<Challenge> => ({
    name,
    destination: parameters['CODE_DELIVERY_DESTINATION'],
  })

const fieldsOf: Readonly<Record<ServerName, (given: Given) => FieldsOf<Challenge>>> = {
  PASSWORD_VERIFIER: ({ parameters }) => ({
    name: 'PASSWORD_VERIFIER',
    ...serverProof(parameters),
    userIdForSrp: demand(parameters, 'USER_ID_FOR_SRP'),
  }),
  DEVICE_SRP_AUTH: () => ({ name: 'DEVICE_SRP_AUTH' }),
  DEVICE_PASSWORD_VERIFIER: ({ parameters }) => ({
    name: 'DEVICE_PASSWORD_VERIFIER',
    ...serverProof(parameters),
    deviceKey: parameters['DEVICE_KEY'],
  }),
  SOFTWARE_TOKEN_MFA: ({ parameters }) => ({
    name: 'SOFTWARE_TOKEN_MFA',
    friendlyDeviceName: parameters['FRIENDLY_DEVICE_NAME'],
  }),
  SMS_MFA: sentCode('SMS_MFA'),
  EMAIL_OTP: sentCode('EMAIL_OTP'),
  SMS_OTP: sentCode('SMS_OTP'),
  NEW_PASSWORD_REQUIRED: ({ parameters }) => ({
    name: 'NEW_PASSWORD_REQUIRED',
    requiredAttributes: attributeNames(parameters['requiredAttributes']),
  }),
  SELECT_CHALLENGE: ({ available }) => ({ name: 'SELECT_CHALLENGE', ...offeredFactors(available) }),
  SELECT_MFA_TYPE: ({ parameters }) => ({
    name: 'SELECT_MFA_TYPE',
    choices: demandAny(offeredTypes(parameters['MFAS_CAN_CHOOSE'])),
  }),
  MFA_SETUP: ({ parameters }) => ({
    name: 'MFA_SETUP',
    // A phone number cannot be set up in the middle of a sign-in (COGNITO.md §4).
    choices: offeredTypes(parameters['MFAS_CAN_SETUP']).filter((type) => type !== 'SMS_MFA'),
  }),
  CUSTOM_CHALLENGE: ({ parameters }) => ({
    name: 'CUSTOM_CHALLENGE',
    parameters: publicParameters(parameters),
  }),
}

/** PASSWORD and PASSWORD_SRP are one choice to a person: how the password is proved is ours to decide. */
function offeredFactors(available: readonly string[]): {
  readonly factors: readonly FirstFactor[]
  readonly hasSrp: boolean
} {
  const hasSrp = available.includes('PASSWORD_SRP')
  const factors = firstFactors.filter(
    (factor) => available.includes(factor) || (factor === 'PASSWORD' && hasSrp),
  )
  if (factors.length > 0) return { factors, hasSrp }
  throw new AppError('auth/unsupported-challenge', `Cognito offers ${printable(available.join(', '))}.`)
}

const Names = z.array(z.string().max(100)).max(50)

function offeredTypes(json: string | undefined): readonly MfaType[] {
  const names = listIn(json, Names)
  // The documentation's word for it; the service and AWS's clients say EMAIL_OTP.
  const known = names.map((name) => (name === 'EMAIL_MFA' ? 'EMAIL_OTP' : name))
  return mfaTypes.filter((type) => known.includes(type))
}

/** A choice of nothing is a step that nobody could leave but by a cancel. */
function demandAny(types: readonly MfaType[]): readonly MfaType[] {
  if (types.length > 0) return types
  throw new AppError('auth/unsupported-challenge', 'Cognito offers no second factor that Signet knows.')
}

/** Cognito's own parameters among a trigger's: names, and where a code went. */
const notTheTriggers: ReadonlySet<string> = new Set(['USERNAME', 'USER_ID_FOR_SRP'])

function publicParameters(parameters: Parameters): readonly PublicParameter[] {
  return Object.entries(parameters)
    .filter(([name]) => !notTheTriggers.has(name))
    .map(([name, value]) => ({ name, value }))
}

/** A server's word inside a message of ours. */
function printable(text: string): string {
  return text.replace(/[^\w.,: -]/g, '?').slice(0, 200)
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

export const attributePrefix = 'userAttributes.'
const AttributeNames = z.array(z.string().regex(/^[\w.:-]{1,60}$/)).max(50)

/** Each name with a prefix that its answer carries again. */
function attributeNames(json: string | undefined): readonly string[] {
  return listIn(json, AttributeNames).map((name) =>
    name.startsWith(attributePrefix) ? name.slice(attributePrefix.length) : name,
  )
}

/** A JSON array in a string. @throws `auth/server-values` for what is none. */
function listIn(json: string | undefined, schema: z.ZodType<string[]>): readonly string[] {
  if (json === undefined || json === '') return []
  const parsed = schema.safeParse(parseJson(json))
  if (!parsed.success) throw new AppError('auth/server-values', 'A challenge holds no list of names.')
  return parsed.data
}
