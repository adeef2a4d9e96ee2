// The form of a pool's fields, without a schema library: pool.ts builds its schemas from these, and the command
// checks what it is given by them before it sends anything.

// Patterns of the service model: CreateUserPool / CreateUserPoolClient.
export const poolFields = {
  name: { max: 60, pattern: /^[^\p{C}]+$/u },
  // Linear: every repetition begins with a hyphen of its own.
  // eslint-disable-next-line security/detect-unsafe-regex
  userPoolId: { max: 55, pattern: /^[a-z]{2,}(-[a-z]+)+-\d+_[0-9A-Za-z]+$/ },
  clientId: { max: 128, pattern: /^[\w+]+$/ },
  clientSecret: { min: 24, max: 64, pattern: /^[\w+-]+$/ },
  endpoint: { max: 300 },
  refreshTokenLifeSeconds: { min: 3600, max: 315_360_000 },
  loginDomain: { max: 300 },
  /** A person would not register more; each is tried in turn. */
  redirectUris: { max: 10 },
  redirectUri: { max: 300 },
  scopes: { max: 50 },
  // RFC 6749 §3.3.
  scope: { max: 256, pattern: /^[\x21\x23-\x5B\x5D-\x7E]+$/ },
  identityProvider: { max: 32, pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u },
  // Linear: every repetition begins with a hyphen of its own.
  // eslint-disable-next-line security/detect-unsafe-regex
  identityPoolId: { max: 55, pattern: /^[a-z]{2,}(-[a-z]+)+-\d+:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ },
} as const

/**
 * Where the browser brings a sign-in back to, where a pool does not say otherwise. Cognito takes no other than those
 * that are registered, port and all (COGNITO.md §12): a few, because any of them may be taken.
 */
export const defaultRedirectUris: readonly string[] = [47811, 47812, 47813, 47814, 47815].map(
  (port) => `http://127.0.0.1:${port}/callback`,
)

/** Leave to look after the account itself: what every call with an access token needs (COGNITO.md §9.2). */
export const accountScope = 'aws.cognito.signin.user.admin'

/** What a managed login asks for: who it is, and leave to look after the account's own devices and codes. */
export const defaultScopes: readonly string[] = ['openid', 'email', 'profile', accountScope]

/** This computer, as an address names it. */
export const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** `https` anywhere, `http` on loopback only (an emulator on this computer); no path, no name, no query. */
export function isEndpoint(text: string): boolean {
  // Linear: the parts have no characters in common where they meet.
  // eslint-disable-next-line security/detect-unsafe-regex
  const match = /^(https?):\/\/(\[[0-9a-f:]+\]|[0-9a-z.-]+)(:\d{1,5})?\/?$/i.exec(text)
  const [, scheme, host] = match ?? []
  if (scheme === undefined || host === undefined) return false
  return scheme.toLowerCase() === 'https' || loopbackHosts.has(host.toLowerCase())
}

/** Whether an endpoint is on this computer: an emulator. */
export function isLoopbackEndpoint(endpoint: string): boolean {
  const host = /^https?:\/\/(\[[0-9a-f:]+\]|[^:/]+)/i.exec(endpoint)?.[1]
  return host !== undefined && loopbackHosts.has(host.toLowerCase())
}

/**
 * The origin of a pool's sign-in pages: `https` anywhere, `http` on loopback only; a bare host is one of `https`.
 * @returns it in its one form, without a slash; undefined for what is none.
 */
export function loginOrigin(text: string): string | undefined {
  const whole = (text.includes('://') ? text : `https://${text}`).replace(/\/$/, '').toLowerCase()
  const port = /:(\d+)$/.exec(whole)?.[1]
  return isEndpoint(whole) && isPort(port ?? '443') ? whole : undefined
}

/** A loopback address that Signet can listen at: with its port, without a query, letter by letter as registered. */
export function isRedirectUri(text: string): boolean {
  // Linear: the path is one class of characters to the end.
  // eslint-disable-next-line security/detect-unsafe-regex
  const match = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})(?:\/[\w.~!$&'()*+,;=:@%/-]*)?$/.exec(
    text,
  )
  return match?.[1] !== undefined && isPort(match[1])
}

function isPort(digits: string): boolean {
  const port = Number(digits)
  return port > 0 && port < 65_536
}
