// Passkeys of a user: the two ceremonies as a relying party has to check them (WebAuthn §7.1, §7.2).
import { createHash, randomBytes, timingSafeEqual, verify } from 'node:crypto'
import { z } from 'zod'
import type { RunningPool, User } from '../directory'
import { CognitoError, invalidParameter, notAuthorized } from '../errors'
import { readAuthenticatorData, type AuthenticatorData } from './authenticator-data'
import { readCbor } from './cbor'
import type { Passkey } from './passkey'

/** Browsers refuse WebAuthn on a bare address, so the pages do their ceremonies as localhost. */
export const relyingPartyId = 'localhost'

const base64url = z.string().regex(/^[\w-]+$/)

const RegistrationJson = z.object({
  id: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: z.string().nullish(),
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string()).nullish(),
  }),
})

const AuthenticationJson = z.object({
  id: base64url,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.nullish(),
  }),
})

const ClientData = z.object({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
})

/** What the server expects of a ceremony; `origin` undefined: any of the relying party. */
export interface Expected {
  readonly challenge: string
  readonly origin: string | undefined
}

export function newChallenge(): string {
  return randomBytes(32).toString('base64url')
}

/** Whether a pool lets its users have passkeys; they leave no room for MFA, as one-time passwords do. */
export function offersPasskeys({ spec }: RunningPool): boolean {
  return spec.allowedFirstAuthFactors.includes('WEB_AUTHN') && spec.mfa !== 'ON'
}

/** PublicKeyCredentialCreationOptionsJSON. */
export function creationOptions(pool: RunningPool, user: User, challenge: string): object {
  return {
    rp: { id: relyingPartyId, name: pool.userPoolId },
    user: { id: userHandleOf(user), name: user.username, displayName: user.username },
    challenge,
    pubKeyCredParams: [
      { type: 'public-key', alg: -7 },
      { type: 'public-key', alg: -257 },
    ],
    timeout: 60_000,
    excludeCredentials: descriptorsOf(user),
    authenticatorSelection: {
      requireResidentKey: true,
      residentKey: 'required',
      userVerification: 'preferred',
    },
    attestation: 'none',
  }
}

/** PublicKeyCredentialRequestOptionsJSON; without a user: of whatever passkey the person has. */
export function requestOptions(user: User | undefined, challenge: string): object {
  return {
    challenge,
    timeout: 60_000,
    rpId: relyingPartyId,
    allowCredentials: user === undefined ? [] : descriptorsOf(user),
    userVerification: 'preferred',
  }
}

/** The challenge that a credential answers, unchecked: to find what is expected of it. */
export function challengeOf(credential: unknown): string {
  const parsed = z.object({ response: z.object({ clientDataJSON: base64url }) }).safeParse(credential)
  return parsed.success ? clientDataOf(parsed.data.response.clientDataJSON).challenge : ''
}

/**
 * Adds the passkey that a registration made. The attestation is not looked at: none was asked for.
 * @throws InvalidParameterException, WebAuthnOriginNotAllowedException, WebAuthnRelyingPartyMismatchException, LimitExceededException.
 */
export function registerPasskey(
  holder: { readonly pool: RunningPool; readonly user: User },
  credential: unknown,
  expected: Expected & { readonly nowMs: number },
): Passkey {
  const { user, pool } = holder
  const { response, ...json } = parse(RegistrationJson, credential)
  checkClientData(response.clientDataJSON, 'webauthn.create', expected)
  const attestation = readCbor(Buffer.from(response.attestationObject, 'base64url')).value
  const authData = attestation instanceof Map ? (attestation.get('authData') as unknown) : undefined
  if (!Buffer.isBuffer(authData)) throw invalidParameter('Credential is malformed: no authenticator data.')
  const data = readAuthenticatorData(authData)
  checkAuthenticator(data)
  if (data.credential === undefined || data.credential.credentialId !== json.id) {
    throw invalidParameter('Credential is malformed: its id is not the one of its key.')
  }
  if (holderOfPasskey(pool, json.id) !== undefined)
    throw invalidParameter('Credential is already registered.')
  if (user.passkeys.size >= 20) throw new CognitoError('LimitExceededException', 'No more than 20 passkeys.')
  const passkey = {
    ...data.credential,
    createdMs: expected.nowMs,
    attachment: json.authenticatorAttachment ?? undefined,
    transports: response.transports ?? [],
    friendlyName: `Passkey ${user.passkeys.size + 1}`,
    signCount: data.signCount,
  }
  user.passkeys.set(passkey.credentialId, passkey)
  return passkey
}

/**
 * The user whose passkey answered the challenge.
 * @throws NotAuthorizedException for whatever does not fit; what that is, is nobody's business.
 */
export function provePasskey(pool: RunningPool, credential: unknown, expected: Expected): User {
  const { id, response } = parse(AuthenticationJson, credential)
  checkClientData(response.clientDataJSON, 'webauthn.get', expected)
  const authenticatorData = Buffer.from(response.authenticatorData, 'base64url')
  const data = readAuthenticatorData(authenticatorData)
  checkAuthenticator(data)
  const user = holderOfPasskey(pool, id)
  const passkey = user?.passkeys.get(id)
  if (user === undefined || passkey === undefined) throw refused()
  if (response.userHandle != null && response.userHandle !== userHandleOf(user)) throw refused()
  const clientDataHash = createHash('sha256')
    .update(Buffer.from(response.clientDataJSON, 'base64url'))
    .digest()
  const signed = Buffer.concat([authenticatorData, clientDataHash])
  if (!verify('sha256', signed, passkey.publicKey, Buffer.from(response.signature, 'base64url')))
    throw refused()
  // Both zero: an authenticator that does not count. Else it has to rise, or somebody has a copy.
  if ((data.signCount !== 0 || passkey.signCount !== 0) && data.signCount <= passkey.signCount)
    throw refused()
  passkey.signCount = data.signCount
  return user
}

function holderOfPasskey(pool: RunningPool, credentialId: string): User | undefined {
  return [...pool.users.values()].find((user) => user.passkeys.has(credentialId))
}

function userHandleOf(user: User): string {
  return Buffer.from(user.sub).toString('base64url')
}

function descriptorsOf(user: User): readonly object[] {
  return [...user.passkeys.values()].map(({ credentialId, transports }) => ({
    id: credentialId,
    type: 'public-key',
    transports,
  }))
}

function parse<S extends z.ZodType>(schema: S, credential: unknown): z.output<S> {
  const parsed = schema.safeParse(credential)
  if (parsed.success) return parsed.data
  throw invalidParameter(`Credential is malformed: ${parsed.error.issues[0]?.path.join('.') ?? ''}`)
}

function clientDataOf(encoded: string): z.output<typeof ClientData> {
  try {
    return ClientData.parse(JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')))
  } catch {
    throw invalidParameter('Credential is malformed: its client data cannot be read.')
  }
}

function checkClientData(encoded: string, type: string, { challenge, origin }: Expected): void {
  const data = clientDataOf(encoded)
  const isWanted = data.type === type && data.challenge === challenge && data.crossOrigin !== true
  if (!isWanted) throw notAuthorized('Invalid credential: it does not answer this challenge.')
  if (!isOriginOfRelyingParty(data.origin) || (origin !== undefined && data.origin !== origin)) {
    throw new CognitoError('WebAuthnOriginNotAllowedException', `Origin ${data.origin} is not allowed.`)
  }
}

function isOriginOfRelyingParty(origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const { hostname } = new URL(origin)
  return hostname === relyingPartyId || hostname.endsWith(`.${relyingPartyId}`)
}

function checkAuthenticator(data: AuthenticatorData): void {
  const rpIdHash = createHash('sha256').update(relyingPartyId).digest()
  if (!timingSafeEqual(data.rpIdHash, rpIdHash)) {
    throw new CognitoError(
      'WebAuthnRelyingPartyMismatchException',
      'The passkey is of another relying party.',
    )
  }
  if (!data.isUserPresent) throw refused()
}

function refused(): CognitoError {
  return notAuthorized('Invalid credential.')
}
