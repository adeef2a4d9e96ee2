// The audit log: what stands in it, and whether it is what was written.
import { namesAccount, needsKeychain, operation, writesRecords } from '../operation'
import { AuditQuery, AuditReply, AuditVerifyReply, CommonRequest } from '../requests'

export const auditOperations = {
  audit: operation('audit', {
    summary: 'Gives the newest lines of the audit log that fit, oldest first.',
    body: AuditQuery,
    fields: 'query',
    reply: AuditReply,
    whileLocked: true,
    problems: [...namesAccount, ...writesRecords],
  }),
  verifyAudit: operation('verifyAudit', {
    summary: 'Checks the audit log against its own chain and against the anchor in the keychain.',
    body: CommonRequest,
    reply: AuditVerifyReply,
    problems: [...needsKeychain, ...writesRecords],
  }),
} as const
