// POST /v1/lock is any program's; POST /v1/unlock takes a person at Signet's own surface.
import { operations } from '../../../shared/broker/operations/operations'
import type { UnlockRequest } from '../../../shared/broker/unlock'
import { appOf } from '../grants/app-key'
import type { PasswordAccount } from '../lock/password-accounts'
import type { Caller } from '../ports'
import { askingOf } from './asking'
import { auditedApp } from './audited-app'
import type { BrokerDeps } from './deps'
import type { Act, Person } from './person'
import { type Call, type Route, route } from './route'
import type { z } from 'zod'
import { AppError } from '../../../shared/errors'

type LockDeps = Pick<BrokerDeps, 'lock' | 'unlocking' | 'audit' | 'asker' | 'accounts'> & {
  readonly person: Person
}
type UnlockCall = Call<z.output<typeof UnlockRequest>>

export function lockRoutes(deps: LockDeps): readonly Route[] {
  const { lock, unlocking, audit, person } = deps
  return [
    route(operations.lock, async ({ request }) => {
      const app = auditedApp(appOf(await request.identify()))
      if (await lock.lock()) audit.record({ what: 'lock', decision: 'locked', app })
      return { locked: lock.isLocked }
    }),
    route(operations.unlock, async (call) => {
      const caller = await call.request.identify()
      if (!lock.isLocked) return { locked: false }
      const asking = askingOf(call)
      const question = { kind: 'unlock' } as const
      const act = () => {
        const ask = howToAsk(deps, call, caller)
        if (ask === undefined) return person.mustAgree(question, caller, asking)
        return person.must({ question, caller, asking, ask })
      }
      const wasLocked = await unlocking.after(act).catch((error: unknown) => {
        // Elsewhere a person may have done it meanwhile, which takes the question away.
        if (lock.isLocked) throw error
        return false
      })
      if (wasLocked) audit.record({ what: 'lock', decision: 'unlocked', app: auditedApp(appOf(caller)) })
      return { locked: lock.isLocked }
    }),
  ]
}

/** @returns undefined where a yes will do. */
function howToAsk(deps: LockDeps, { body }: UnlockCall, { terminal }: Caller): Act['ask'] | undefined {
  const { unlocking, asker } = deps
  switch (unlocking.view().way) {
    case 'press':
      return undefined
    case 'touch-id':
      return async () => {
        await unlocking.byTouchId()
        return true
      }
    case 'password': {
      const { account, pool } = accountFor(deps, body.account)
      return async (signal, app) => {
        const whose = { accountLabel: account.label, poolName: pool.name, app }
        const password = await asker.password(whose, { terminal }, signal)
        if (password === undefined) return false
        await unlocking.byPassword({ accountId: account.id, password })
        return true
      }
    }
  }
}

/** @throws `lock/not-proved` where that account has no password, or none has; `account/*` where there is no such one. */
function accountFor({ unlocking, accounts }: LockDeps, ref: string | undefined): PasswordAccount {
  const able = unlocking.accounts()
  const id = ref === undefined ? able[0]?.account.id : accounts.resolve(ref).id
  const found = able.find(({ account }) => account.id === id)
  if (found !== undefined) return found
  const names = able.map(({ account: { label, id: known } }) => `${label} (${known})`).join(', ')
  throw new AppError(
    'lock/not-proved',
    names === ''
      ? 'No account here has a password to prove any more. `signet reset` deletes all that Signet keeps.'
      : `This account has no password to prove. These have: ${names}.`,
  )
}
