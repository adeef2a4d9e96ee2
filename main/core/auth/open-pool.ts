// What every attempt has at hand once the keychain was asked.
import { AppError } from '../../../shared/errors'
import type { Pool } from '../../../shared/model/pool'
import type { Cognito } from '../cognito/cognito'
import type { Clock, Log } from '../ports'
import type { Sessions } from '../sessions/session-store'
import type { Vault } from '../vault/account-record'
import type { SrpPorts } from './device'
import type { Errands } from './errands'
import { Keeper } from './keep-session'
import type { DeviceShelf } from './known-device'

export interface OpenPoolDeps extends SrpPorts {
  readonly clock: Clock
  readonly vault: Vault
  readonly sessions: Pick<Sessions, 'announce' | 'withdraw' | 'adopt'>
  readonly cognitoFor: (pool: Pool) => Promise<Cognito>
  /** What Cognito shows in device lists. */
  readonly deviceName: string
  /** False without a keychain: a device then lives for this run of the host alone. */
  readonly rememberDevices: boolean
  readonly errands: Errands
  readonly log: Log
}

export interface Opened {
  readonly cognito: Cognito
  readonly clientSecret: string | undefined
  readonly keeper: Keeper
}

/** @throws `auth/secret-hash` where the client's secret is gone, `keychain/*`. */
export async function openPool(pool: Pool, shelf: DeviceShelf, deps: OpenPoolDeps): Promise<Opened> {
  const clientSecret = pool.hasClientSecret
    ? await deps.vault.readClientSecret(pool.userPoolId, pool.clientId)
    : undefined
  if (pool.hasClientSecret && clientSecret === undefined)
    throw new AppError('auth/secret-hash', 'The keychain holds no client secret for this pool.')
  const cognito = await deps.cognitoFor(pool)
  return { cognito, clientSecret, keeper: new Keeper({ ...deps, cognito, shelf, pool }) }
}
