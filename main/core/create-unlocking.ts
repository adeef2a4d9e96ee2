import { Errands } from './auth/errands'
import { type ProveDeps, provePassword } from './auth/prove-password'
import { wayIn } from './lock/password-accounts'
import { Unlocking, type UnlockingDeps } from './lock/unlocking'

export type UnlockingParts = Omit<ProveDeps, 'errands'> & Omit<UnlockingDeps, 'provePassword'>

/** The ways to unlock, with the proof of a password at Cognito. */
export function createUnlocking(parts: UnlockingParts): {
  readonly unlocking: Unlocking
  /** Resolves when nothing that a proof has brought waits to be given back. */
  readonly close: () => Promise<void>
} {
  const errands = new Errands(parts.log)
  const unlocking = new Unlocking({
    ...parts,
    provePassword: (whose, password) => {
      const { account, pool } = whose
      const claim = { pool, method: wayIn(whose), username: account.username }
      return provePassword(claim, password, { ...parts, errands })
    },
  })
  unlocking.start()
  return {
    unlocking,
    close: () => {
      unlocking.stop()
      return errands.settled()
    },
  }
}
