// What the host is: GET /v1 for programs, GET /v1/status for people.
import type { z } from 'zod'
import { operations } from '../../../shared/broker/operations/operations'
import type { ServiceReply, StatusReply } from '../../../shared/broker/requests'
import { toAppError } from '../../../shared/errors'
import type { Grants } from '../grants/grants'
import type { Lock } from '../lock/lock'
import type { KeychainStatus } from '../ports'
import type { Accounts } from '../records/accounts'
import type { Pools } from '../records/pools'
import { accountViews } from './account-view'
import type { ServiceFacts } from './deps'
import { type Route, route } from './route'

interface ServiceDeps {
  readonly service: ServiceFacts
  readonly lock: Lock
  readonly accounts: Accounts
  readonly pools: Pools
  readonly grants: Grants
  readonly keychainStatus: () => Promise<KeychainStatus>
}

export function serviceRoutes(deps: ServiceDeps): readonly Route[] {
  const { accounts, pools, service } = deps
  return [
    route(operations.service, () => serviceReply(deps)),
    route(operations.status, async () => ({
      ...serviceReply(deps),
      socket: service.socket,
      stateFolder: service.stateFolder,
      ...(service.proxy === undefined ? {} : { proxy: service.proxy }),
      keychain: await keychain(deps),
      accounts: accountViews(accounts, pools),
      pools: pools.list().length,
      setAside: [pools, accounts, deps.grants, deps.lock].flatMap(({ setAside }) => setAside ?? []),
    })),
  ]
}

function serviceReply({ service, lock }: ServiceDeps): z.input<typeof ServiceReply> {
  const { version, host, pid } = service
  return { name: 'signet', version, apiVersions: ['v1'], host, pid, locked: lock.isLocked }
}

/** A keychain that cannot even be asked is a state to report, not a reason to report nothing. */
async function keychain({ keychainStatus }: ServiceDeps): Promise<z.input<typeof StatusReply>['keychain']> {
  try {
    return { ...(await keychainStatus()) }
  } catch (error) {
    const { code, message } = toAppError(error)
    return {
      backend: 'unknown',
      state: code === 'keychain/locked' ? 'locked' : 'unavailable',
      detail: message,
    }
  }
}
