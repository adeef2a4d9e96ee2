/** What a line of the audit log is about. */
export const auditSubjects = [
  'start',
  'token',
  'aws',
  'consent',
  'sign-in',
  'sign-out',
  'account',
  'details',
  'device',
  'pool',
  'app',
  'lock',
  'audit',
  'reset',
] as const
