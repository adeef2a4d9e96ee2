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
} as const

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** `https` anywhere, `http` on loopback only (an emulator on this computer); no path, no name, no query. */
export function isEndpoint(text: string): boolean {
  // Linear: the parts have no characters in common where they meet.
  // eslint-disable-next-line security/detect-unsafe-regex
  const match = /^(https?):\/\/(\[[0-9a-f:]+\]|[0-9a-z.-]+)(:\d{1,5})?\/?$/i.exec(text)
  const [, scheme, host] = match ?? []
  if (scheme === undefined || host === undefined) return false
  return scheme.toLowerCase() === 'https' || loopbackHosts.has(host.toLowerCase())
}
