import { createHmac } from 'node:crypto'

/**
 * SECRET_HASH in base64, for an app client with a secret. `username` is exactly the USERNAME of the same request.
 * Source: AWS, "Computing secret hash values".
 */
export function secretHash(username: string, clientId: string, clientSecret: string): string {
  return createHmac('sha256', clientSecret).update(`${username}${clientId}`, 'utf8').digest('base64')
}
