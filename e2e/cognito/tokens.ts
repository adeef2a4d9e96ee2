// Tokens: RS256 id and access tokens, opaque refresh tokens, and what ends them (COGNITO.md §8, §11.3).
import { generateKeyPair, randomBytes, randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { exportJWK, SignJWT, type CryptoKey, type JWK, type KeyObject } from 'jose'
import type { RunningClient, User } from './directory'
import { notAuthorized, unknownUser } from './errors'

/** Everything that came out of one sign-in; revoking ends it as a whole. */
export interface Family {
  readonly originJti: string
  readonly client: RunningClient
  readonly user: User
  /** The device that the tokens are bound to, where the pool tracks devices. */
  readonly deviceKey: string | undefined
  readonly authTimeMs: number
  revoked: boolean
}

interface RefreshToken {
  readonly family: Family
  readonly expiresAtMs: number
  /** When rotation replaced it. */
  replacedAtMs: number | undefined
}

/** AuthenticationResult without NewDeviceMetadata. */
export interface TokenReply {
  readonly AccessToken: string
  readonly IdToken: string
  readonly ExpiresIn: number
  readonly TokenType: 'Bearer'
  readonly RefreshToken?: string
}

export interface SigningKey {
  readonly privateKey: CryptoKey | KeyObject
  readonly publicJwk: JWK
  readonly keyId: string
}

let shared: Promise<SigningKey> | undefined

/** The key of every server in this process: making one costs up to half a second, and a suite starts hundreds of servers. */
export function sharedSigningKey(): Promise<SigningKey> {
  shared ??= createSigningKey()
  return shared
}

/** A fresh RSA key. */
export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const keyId = randomBytes(32).toString('base64')
  const publicJwk = { ...(await exportJWK(publicKey)), kid: keyId, alg: 'RS256', use: 'sig' }
  return { privateKey, publicJwk, keyId }
}

/** State: the tokens given out. */
export class Tokens {
  readonly #key: SigningKey
  readonly #families = new Set<Family>()
  readonly #accessTokens = new Map<string, { readonly family: Family; readonly expiresAtMs: number }>()
  readonly #refreshTokens = new Map<string, RefreshToken>()

  constructor(key: SigningKey) {
    this.#key = key
  }

  get jwks(): { readonly keys: readonly JWK[] } {
    return { keys: [this.#key.publicJwk] }
  }

  /** The tokens of a sign-in. */
  async signIn(
    family: Pick<Family, 'client' | 'user' | 'deviceKey'>,
    nowMs: number,
  ): Promise<TokenReply & { readonly RefreshToken: string }> {
    const whole: Family = { ...family, originJti: randomUUID(), authTimeMs: nowMs, revoked: false }
    this.#families.add(whole)
    const expiresAtMs = nowMs + family.client.spec.refreshTokenSeconds * 1000
    const refreshToken = this.addRefreshToken(whole, expiresAtMs)
    return { ...(await this.issue(whole, nowMs)), RefreshToken: refreshToken }
  }

  /** A new access and id token. */
  async issue(family: Family, nowMs: number): Promise<TokenReply> {
    const { spec } = family.client
    const [accessToken, idToken] = await Promise.all([
      this.#sign(accessClaims(family), family, { nowMs, lifeSeconds: spec.accessTokenSeconds }),
      this.#sign(idClaims(family), family, { nowMs, lifeSeconds: spec.idTokenSeconds }),
    ])
    this.#forgetExpired(nowMs)
    this.#accessTokens.set(accessToken, { family, expiresAtMs: nowMs + spec.accessTokenSeconds * 1000 })
    return {
      AccessToken: accessToken,
      IdToken: idToken,
      ExpiresIn: spec.accessTokenSeconds,
      TokenType: 'Bearer',
    }
  }

  /** Makes a refresh token; rotation hands the old one's end on. */
  addRefreshToken(family: Family, expiresAtMs: number): string {
    const token = opaqueToken()
    this.#refreshTokens.set(token, { family, expiresAtMs, replacedAtMs: undefined })
    return token
  }

  findRefreshToken(token: string): RefreshToken | undefined {
    return this.#refreshTokens.get(token)
  }

  /** Who holds this access token. @throws NotAuthorizedException, UserNotFoundException. */
  holderOf(accessToken: string, nowMs: number): Family {
    const entry = this.#accessTokens.get(accessToken)
    if (entry === undefined) throw notAuthorized('Invalid Access Token')
    if (nowMs >= entry.expiresAtMs) throw notAuthorized('Access Token has expired')
    if (entry.family.revoked) throw notAuthorized('Access Token has been revoked')
    if (entry.family.user.deleted) throw unknownUser()
    if (!entry.family.user.enabled) throw notAuthorized('User is disabled.')
    return entry.family
  }

  isAccessToken(token: string): boolean {
    return this.#accessTokens.has(token)
  }

  revokeAll(user: User): void {
    for (const family of this.#families) if (family.user === user) family.revoked = true
  }

  /** Expired access tokens are told apart from invented ones for an hour more. */
  #forgetExpired(nowMs: number): void {
    for (const [token, { expiresAtMs }] of this.#accessTokens) {
      if (expiresAtMs + 3_600_000 >= nowMs) return
      this.#accessTokens.delete(token)
    }
  }

  async #sign(
    claims: Record<string, unknown>,
    family: Family,
    life: { readonly nowMs: number; readonly lifeSeconds: number },
  ): Promise<string> {
    const issuedAt = Math.floor(life.nowMs / 1000)
    return new SignJWT({ ...claims, event_id: randomUUID(), auth_time: Math.floor(family.authTimeMs / 1000) })
      .setProtectedHeader({ alg: 'RS256', kid: this.#key.keyId })
      .setIssuer(family.client.pool.issuer)
      .setSubject(family.user.sub)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + life.lifeSeconds)
      .setJti(randomUUID())
      .sign(this.#key.privateKey)
  }
}

function accessClaims(family: Family): Record<string, unknown> {
  return {
    token_use: 'access',
    client_id: family.client.spec.clientId,
    username: family.user.username,
    scope: 'aws.cognito.signin.user.admin',
    ...originJti(family),
    ...(family.deviceKey === undefined ? {} : { device_key: family.deviceKey }),
  }
}

function idClaims(family: Family): Record<string, unknown> {
  const attributes = [...family.user.attributes].map(([name, value]) => [
    name,
    name.endsWith('_verified') ? value === 'true' : value,
  ])
  return {
    ...(Object.fromEntries(attributes) as Record<string, unknown>),
    token_use: 'id',
    aud: family.client.spec.clientId,
    'cognito:username': family.user.username,
    ...originJti(family),
  }
}

/** Only where the client has token revocation on: clients look at it before they call RevokeToken. */
function originJti(family: Family): Record<string, string> {
  return family.client.spec.enableTokenRevocation ? { origin_jti: family.originJti } : {}
}

/** Shaped and sized like Cognito's: a JWE of five parts, about 1,780 characters. */
function opaqueToken(): string {
  const header = Buffer.from('{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}').toString('base64url')
  const part = (bytes: number) => randomBytes(bytes).toString('base64url')
  return [header, part(256), part(12), part(984), part(16)].join('.')
}
