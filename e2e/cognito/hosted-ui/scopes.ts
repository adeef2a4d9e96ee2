// What a scope lets a client see (COGNITO.md §12).
import { createHash } from 'node:crypto'

const claimsOf: Readonly<Record<string, (claim: string) => boolean>> = {
  email: (claim) => ['email', 'email_verified'].includes(claim),
  phone: (claim) => ['phone_number', 'phone_number_verified'].includes(claim),
  profile: (claim) =>
    !['email', 'email_verified', 'phone_number', 'phone_number_verified', 'address'].includes(claim),
}

/**
 * The attributes that these scopes show. `openid` alone shows all of them, beside another one of the standard it shows
 * what that one has; `identities` always stands in the id token.
 */
export function visibleAttributes(
  attributes: ReadonlyMap<string, string>,
  scopes: readonly string[] | undefined,
): ReadonlyMap<string, string> {
  const filters = (scopes ?? []).flatMap((scope) => claimsOf[scope] ?? [])
  if (filters.length === 0) return attributes
  return new Map(
    [...attributes].filter(([name]) => name === 'identities' || filters.some((shows) => shows(name))),
  )
}

/** Attributes as claims: what is verified is a boolean, the identities are a list. `scopes` undefined: all. */
export function idTokenAttributes(
  attributes: ReadonlyMap<string, string>,
  scopes: readonly string[] | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    [...visibleAttributes(attributes, scopes)].map(([name, value]) => [name, claimValue(name, value)]),
  )
}

function claimValue(name: string, value: string): unknown {
  if (name.endsWith('_verified')) return value === 'true'
  return name === 'identities' ? (JSON.parse(value) as unknown) : value
}

/** `at_hash`: the left half of the digest, which RS256 makes SHA-256 (OpenID Connect Core §3.1.3.6). */
export function accessTokenHash(accessToken: string): string {
  return createHash('sha256').update(accessToken, 'ascii').digest().subarray(0, 16).toString('base64url')
}
