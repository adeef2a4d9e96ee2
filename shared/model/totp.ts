/** Cognito's MFA codes have six digits, whatever the way they come. */
export const mfaCodeLength = 6

/** What an authenticator app reads: RFC 6238's defaults, which Cognito has (SHA-1, 30 s, six digits), need no saying. */
export function otpauthUri({
  issuer,
  username,
  secret,
}: {
  readonly issuer: string
  readonly username: string
  /** Base32. */
  readonly secret: string
}): string {
  const label = encodeURIComponent(`${issuer}:${username}`)
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`
}
