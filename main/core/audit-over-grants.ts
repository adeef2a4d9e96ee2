import type { AuditLog } from './audit/audit-log'
import type { Grants } from './grants/grants'

/** A grant that ends by itself leaves a line, as one that a person takes back does. */
export function auditOverGrants({
  grants,
  audit,
}: {
  readonly grants: Grants
  readonly audit: AuditLog
}): void {
  grants.onOver(({ appId, executable, script, accountId, use }) =>
    audit.record({
      what: 'app',
      decision: 'over',
      subject: `${appId} ${script === '' ? executable : script}`,
      account: accountId,
      use,
    }),
  )
}
