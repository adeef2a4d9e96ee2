import type { AccountStatus } from '../../shared/model/account'

/** How the state of an account is marked. */
export const accountTone = {
  'signed-in': 'good',
  'signed-out': 'idle',
  expired: 'warning',
} as const satisfies Record<AccountStatus, string>
