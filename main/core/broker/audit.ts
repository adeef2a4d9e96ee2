// The audit log: what stands in it, and whether it is what was written. Every program of the user may read its files.
import type { z } from 'zod'
import { operations } from '../../../shared/broker/operations/operations'
import type { AuditQuery } from '../../../shared/broker/requests'
import { toAppError } from '../../../shared/errors'
import type { AuditReport } from '../../../shared/model/audit'
import { readAudit } from '../audit/audit-read'
import { verifyAudit } from '../audit/audit-verify'
import { accountNamed } from './account-named'
import type { BrokerDeps } from './deps'
import { type Route, route } from './route'

type AuditDeps = Pick<BrokerDeps, 'accounts' | 'pools' | 'audit' | 'anchors' | 'state'>

export function auditRoutes(deps: AuditDeps): readonly Route[] {
  return [
    route(operations.audit, async ({ body }) => {
      // This minute's repeated uses are counted in memory: they belong to the answer.
      await deps.audit.flush()
      const { events, more } = await readAudit(deps.state, filterOf(deps, body))
      return { events: [...events], more }
    }),
    route(operations.verifyAudit, () => verify(deps)),
  ]
}

function filterOf(deps: AuditDeps, { since, until, account, ...rest }: z.output<typeof AuditQuery>) {
  return {
    ...rest,
    sinceMs: since === undefined ? undefined : Date.parse(since),
    untilMs: until === undefined ? undefined : Date.parse(until),
    accountId: account === undefined ? undefined : idOf(deps, account),
  }
}

/** Of an account that is gone the id is all that is left. */
function idOf(deps: AuditDeps, ref: string): string {
  return /^[0-9a-f]{16}$/.test(ref) ? ref : accountNamed(deps, ref).id
}

async function verify({ audit, anchors, state }: AuditDeps): Promise<AuditReport> {
  await audit.flush()
  try {
    return await verifyAudit(state, await anchors.read())
  } catch (error) {
    const { code } = toAppError(error)
    if (!code.startsWith('keychain/')) throw error
    return { ...(await verifyAudit(state, undefined)), keychainProblem: code }
  }
}
