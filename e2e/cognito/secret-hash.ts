// SECRET_HASH (COGNITO.md §6): base64(HMAC-SHA256(clientSecret, USERNAME ‖ ClientId)).
import { createHmac } from 'node:crypto'
import { notAuthorized } from './errors'
import type { ClientSpec } from './pool-file'

/** @throws NotAuthorizedException when the client has a secret and `given` does not prove it, or has none and one came. */
export function checkSecretHash(client: ClientSpec, username: string, given: string | undefined): void {
  if (client.clientSecret === undefined) {
    if (given !== undefined) throw notAuthorized(`Unable to verify secret hash for client ${client.clientId}`)
    return
  }
  if (given === undefined) throw secretMissing(client)
  if (secretHashOf(client, username) !== given)
    throw notAuthorized(`Unable to verify secret hash for client ${client.clientId}`)
}

/** What a client that knows its secret sends; undefined for a public one. */
export function secretHashOf(client: ClientSpec, username: string): string | undefined {
  if (client.clientSecret === undefined) return undefined
  return createHmac('sha256', client.clientSecret)
    .update(username + client.clientId)
    .digest('base64')
}

/** The same for operations that take the secret itself. */
export function checkRawSecret(client: ClientSpec, given: string | undefined): void {
  if (client.clientSecret === given) return
  if (given === undefined) throw secretMissing(client)
  throw notAuthorized(`Unable to verify secret hash for client ${client.clientId}`)
}

function secretMissing(client: ClientSpec): Error {
  return notAuthorized(`Client ${client.clientId} is configured with secret but SECRET_HASH was not received`)
}
