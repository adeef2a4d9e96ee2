// POST /v1/lock is any program's; POST /v1/unlock takes a person at Signet's own surface.
import { operations } from '../../../shared/broker/operations/operations'
import { appOf } from '../grants/app-key'
import { askingOf } from './asking'
import { auditedApp } from './audited-app'
import type { BrokerDeps } from './deps'
import type { Person } from './person'
import { type Route, route } from './route'

type LockDeps = Pick<BrokerDeps, 'lock' | 'audit'> & { readonly person: Person }

export function lockRoutes({ lock, audit, person }: LockDeps): readonly Route[] {
  return [
    route(operations.lock, async ({ request }) => {
      const app = auditedApp(appOf(await request.identify()))
      if (await lock.lock()) audit.record({ what: 'lock', decision: 'locked', app })
      return { locked: lock.isLocked }
    }),
    route(operations.unlock, async (call) => {
      const caller = await call.request.identify()
      if (!lock.isLocked) return { locked: false }
      await person.mustAgree({ kind: 'unlock' }, caller, askingOf(call)).catch((error: unknown) => {
        // Elsewhere a person may have done it meanwhile, which takes the question away.
        if (lock.isLocked) throw error
      })
      if (await lock.unlock())
        audit.record({ what: 'lock', decision: 'unlocked', app: auditedApp(appOf(caller)) })
      return { locked: lock.isLocked }
    }),
  ]
}
