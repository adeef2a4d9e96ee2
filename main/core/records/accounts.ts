// accounts.json: who has signed in here. No secret; the keychain holds those under the account id.
import { createHash } from 'node:crypto'
import { z } from 'zod'

export const StoredAccount = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  label: z.string().min(1),
  userPoolId: z.string(),
  clientId: z.string(),
  /** Canonical (access token `username`). */
  username: z.string(),
  sub: z.string(),
  /** What the person types: names that lead to this account, so that the device key can ride in InitiateAuth. */
  typedNames: z.array(z.string()),
  isDefault: z.boolean(),
  signedInAtMs: z.int().optional(),
  /** Why the session ended, for `status`: `signed-out` by the person, `expired` by the server. */
  status: z.enum(['signed-in', 'signed-out', 'expired']),
  device: z.enum(['remembered', 'confirmed', 'none']),
})
export type StoredAccount = z.infer<typeof StoredAccount>

/** First 16 hex digits of SHA-256(`userPoolId \n clientId \n canonicalUsername`). */
export function accountIdOf(userPoolId: string, clientId: string, username: string): string {
  return createHash('sha256')
    .update(`${userPoolId}\n${clientId}\n${username}`, 'utf8')
    .digest('hex')
    .slice(0, 16)
}
