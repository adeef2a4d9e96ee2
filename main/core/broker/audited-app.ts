import type { AuditApp } from '../audit/audit-log'
import type { App } from '../grants/app-key'

/** What the audit log keeps of an app. */
export function auditedApp({ view }: App): AuditApp {
  const { id, executable, script, pid, parents } = view
  return { id, executable, script, pid, parents }
}
