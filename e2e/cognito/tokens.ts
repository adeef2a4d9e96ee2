// Tokens: RS256 id and access tokens, opaque refresh tokens, and what ends them (COGNITO.md §8, §11.3).
import { generateKeyPair, randomBytes, randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { exportJWK, SignJWT, type CryptoKey, type JWK, type KeyObject } from 'jose'
import type { RunningClient, User } from './directory'
import { accessTokenHash, idTokenAttributes } from './hosted-ui/scopes'
import { notAuthorized, unknownUser } from './errors'
import { groupClaims } from './identity/identity-spec'

/** Everything that came out of one sign-in; revoking ends it as a whole. */
export interface Family {
  readonly originJti: string
  readonly client: RunningClient
  readonly user: User
  /** The device that the tokens are bound to, where the pool tracks devices. */
  readonly deviceKey: string | undefined
  readonly authTimeMs: number
  /** Of a managed login; undefined: a sign-in by the API. */
  readonly grant: Grant | undefined
  revoked: boolean
}

/** What an authorization code was given for. */
export interface Grant {
  readonly scopes: readonly string[]
}

/** What the API's own operations ask of an access token; a sign-in by the API has it. */
export const apiScope = 'aws.cognito.signin.user.admin'

interface RefreshToken {
  readonly family: Family
  readonly expiresAtMs: number
  /** When rotation replaced it. */
  replacedAtMs: number | undefined
}

/** AuthenticationResult without NewDeviceMetadata. */
export interface TokenReply {
  readonly AccessToken: string
  /** Absent where a managed login did not ask for `openid`. */
  readonly IdToken?: string
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
    const whole: Family = {
      ...family,
      originJti: randomUUID(),
      authTimeMs: nowMs,
      grant: undefined,
      revoked: false,
    }
    return this.#begin(whole, { nowMs })
  }

  /** The tokens of a managed login. */
  async redeem(
    login: Pick<Family, 'client' | 'user' | 'authTimeMs'> & { readonly grant: Grant },
    nonce: string | undefined,
    nowMs: number,
  ): Promise<TokenReply & { readonly RefreshToken: string }> {
    const whole: Family = { ...login, originJti: randomUUID(), deviceKey: undefined, revoked: false }
    return this.#begin(whole, { nowMs, nonce })
  }

  async #begin(
    family: Family,
    at: { readonly nowMs: number; readonly nonce?: string | undefined },
  ): Promise<TokenReply & { readonly RefreshToken: string }> {
    this.#families.add(family)
    const expiresAtMs = at.nowMs + family.client.spec.refreshTokenSeconds * 1000
    const refreshToken = this.addRefreshToken(family, expiresAtMs)
    return { ...(await this.issue(family, at.nowMs, at.nonce)), RefreshToken: refreshToken }
  }

  /** A new access and id token. The nonce belongs to the first id token alone (OpenID Connect Core §12.2). */
  async issue(family: Family, nowMs: number, nonce?: string): Promise<TokenReply> {
    const { spec } = family.client
    const accessToken = await this.#sign(accessClaims(family), family, {
      nowMs,
      lifeSeconds: spec.accessTokenSeconds,
    })
    const idToken = await this.#idToken(family, { nowMs, nonce, accessToken })
    this.#forgetExpired(nowMs)
    this.#accessTokens.set(accessToken, { family, expiresAtMs: nowMs + spec.accessTokenSeconds * 1000 })
    return {
      AccessToken: accessToken,
      ...(idToken === undefined ? {} : { IdToken: idToken }),
      ExpiresIn: spec.accessTokenSeconds,
      TokenType: 'Bearer',
    }
  }

  async #idToken(
    family: Family,
    of: { readonly nowMs: number; readonly nonce: string | undefined; readonly accessToken: string },
  ): Promise<string | undefined> {
    const { grant, client } = family
    if (grant !== undefined && !grant.scopes.includes('openid')) return undefined
    const hosted = grant === undefined ? {} : { at_hash: accessTokenHash(of.accessToken), nonce: of.nonce }
    return this.#sign({ ...idClaims(family), ...hosted }, family, {
      nowMs: of.nowMs,
      lifeSeconds: client.spec.idTokenSeconds,
    })
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

  /** Who may call the API with this access token. @throws NotAuthorizedException, UserNotFoundException. */
  holderOf(accessToken: string, nowMs: number): Family {
    const family = this.bearerOf(accessToken, nowMs)
    if (!scopesOf(family).includes(apiScope)) {
      throw notAuthorized('Access Token does not have required scopes')
    }
    return family
  }

  /** Who holds this access token, of whatever scope. @throws NotAuthorizedException, UserNotFoundException. */
  bearerOf(accessToken: string, nowMs: number): Family {
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
    ...groupsOf(family).access,
    token_use: 'access',
    client_id: family.client.spec.clientId,
    username: family.user.username,
    scope: scopesOf(family).join(' '),
    ...originJti(family),
    ...(family.deviceKey === undefined ? {} : { device_key: family.deviceKey }),
  }
}

/** The scopes of an access token. */
export function scopesOf({ grant }: Pick<Family, 'grant'>): readonly string[] {
  return grant === undefined ? [apiScope] : grant.scopes
}

function idClaims(family: Family): Record<string, unknown> {
  return {
    ...idTokenAttributes(family.user.attributes, family.grant?.scopes),
    ...groupsOf(family).id,
    token_use: 'id',
    aud: family.client.spec.clientId,
    'cognito:username': family.user.username,
    ...originJti(family),
  }
}

function groupsOf({ client, user }: Family) {
  return groupClaims(client.pool.spec.groups, user.groups)
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
