// The pools of this computer. Reading is free; a person adds and removes.
import type { z } from 'zod'
import { operations } from '../../../shared/broker/operations/operations'
import type { AddPoolRequest } from '../../../shared/broker/requests'
import { neutral } from '../../../shared/text/neutral'
import { AppError } from '../../../shared/errors'
import type { NewPool } from '../../../shared/model/pool'
import { appOf } from '../grants/app-key'
import type { Caller } from '../ports'
import { askingOf } from './asking'
import { auditedApp } from './audited-app'
import type { BrokerDeps } from './deps'
import type { Person } from './person'
import { addPool, checkNewPool, removePool } from './pool-changes'
import { type Route, route } from './route'

type PoolsDeps = Pick<
  BrokerDeps,
  'pools' | 'accounts' | 'sessions' | 'vault' | 'grants' | 'audit' | 'checkPool'
> & { readonly person: Person }

export function poolRoutes(deps: PoolsDeps): readonly Route[] {
  const { pools, person, audit, checkPool } = deps
  const record = (decision: string, subject: string, caller: Caller) =>
    audit.record({ what: 'pool', decision, subject, app: auditedApp(appOf(caller)) })
  return [
    route(operations.pools, () => ({ pools: [...pools.list()] })),
    route(operations.addPool, async (call) => {
      const newPool = poolIn(call.body)
      const { name } = newPool
      pools.refuseKnown(newPool)
      const caller = await call.request.identify()
      const check = await checkNewPool(checkPool, newPool)
      await person.mustAgree(questionOf(newPool), caller, askingOf(call))
      const pool = await addPool(deps, newPool)
      record('added', name, caller)
      return { pool, check }
    }),
    route(operations.removePool, async (call) => {
      const pool = pools.byName(call.name)
      if (pool === undefined)
        throw new AppError('pool/unknown', `No pool is called "${neutral(call.name, 60)}".`)
      const caller = await call.request.identify()
      await person.mustAgree({ kind: 'remove-pool', name: pool.name }, caller, askingOf(call))
      await removePool(deps, pool)
      record('removed', pool.name, caller)
      return { pool }
    }),
  ]
}

/** What a request says of the pool, apart from what every request may carry. */
function poolIn(body: z.output<typeof AddPoolRequest>): NewPool {
  const { interactive: _interactive, wait: _wait, reason: _reason, ...newPool } = body
  return newPool
}

/** Says where a password would go that is not AWS's own address. */
function questionOf({ name, userPoolId, endpoint, managedLogin }: NewPool) {
  const places = [endpoint, managedLogin?.domain].filter((place) => place !== undefined)
  const where = places.length === 0 ? undefined : [...new Set(places)].join(', ')
  return { kind: 'add-pool', name, userPoolId, endpoint: where } as const
}
