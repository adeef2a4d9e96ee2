// Who a request without a token is about.
import { findUser, foldName, type RunningClient, type User } from '../directory'
import { CognitoError } from '../errors'
import { checkSecretHash } from '../secret-hash'
import type { World } from '../world'
import type { NamedUserInput } from './account-input'

/** `claimant`: whose codes and quotas these are; a name that does not exist has its own. */
export type Named = { readonly client: RunningClient } & (
  { readonly user: User; readonly claimant: User } | { readonly user: undefined; readonly claimant: string }
)

/** @throws NotAuthorizedException for a wrong SecretHash, UserNotFoundException where the client tells names apart. */
export function namedUser(world: World, input: NamedUserInput): Named {
  const client = world.directory.client(input.ClientId)
  checkSecretHash(client.spec, input.Username, input.SecretHash ?? undefined)
  const { pool } = client
  const user = findUser(pool, input.Username)
  if (user === undefined && client.spec.preventUserExistenceErrors === 'LEGACY') {
    throw new CognitoError('UserNotFoundException', 'Username/client id combination not found.')
  }
  if (user !== undefined) return { client, user, claimant: user }
  const claimant = `${pool.userPoolId}/${foldName(pool.spec, input.Username)}`
  return { client, user, claimant }
}

/** Counts a call of this user. @throws LimitExceededException. */
export function takeQuota(
  world: World,
  { client, claimant }: Named,
  quota: Parameters<World['quotas']['take']>[1],
): void {
  world.quotas.take({ spec: client.pool.spec, claimant }, quota, world.clock.wallMs())
}
