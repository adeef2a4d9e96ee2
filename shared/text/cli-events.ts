/** What `signet events` says. */
export const eventWords = {
  account: {
    added: (label: string, status: string) => `account ${label} was added: ${status}`,
    changed: (label: string, status: string) => `account ${label} changed: ${status}`,
    removed: (label: string) => `account ${label} was removed`,
  },
  token: (account: string, until: string) => `account ${account} has new tokens, good until ${until}`,
  locked: 'Signet is locked',
  unlocked: 'Signet is unlocked',
  apps: {
    added: (app: string, account: string, end: string) => `program ${app}, account ${account}: ${end}`,
    changed: (app: string, account: string, end: string) => `program ${app}, account ${account}: now ${end}`,
    removed: (app: string, account: string) => `program ${app}, account ${account}: asked again next time`,
  },
  ends: { lock: 'allowed until locked', always: 'allowed always', never: 'never allowed' },
  until: (when: string) => `allowed until ${when}`,
  closed: {
    host_ended: 'Signet ends; waiting for another one',
    reader_too_slow: 'what was told meanwhile is lost: this did not read fast enough',
  },
} as const
