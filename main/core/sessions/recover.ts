// What a crash has left open, finished at the start of the next host.
import { toAppError } from '../../../shared/errors'
import type { Lock } from '../lock/lock'
import type { Log } from '../ports'
import type { Accounts } from '../records/accounts'
import type { Refresher } from './refresh'
import type { SignInJournal } from './sign-in-journal'

export interface RecoverDeps {
  readonly accounts: Pick<Accounts, 'get'>
  readonly signInJournal: SignInJournal
  readonly refresher: Refresher
  readonly lock: Pick<Lock, 'isLocked'>
  readonly log: Log
  /** Tries once more what may have been lost. @throws what Cognito or the keychain refuse with. */
  readonly refresh: (accountId: string) => Promise<unknown>
}

/**
 * Finishes sign-ins first: a session that one of them brought must not pass for the one that had ended before it. What
 * fails is in the log.
 */
export async function recoverSessions(deps: RecoverDeps): Promise<void> {
  const { signInJournal, refresher, log } = deps
  await signInJournal.finish()
  try {
    const ids = await refresher.leftOpen()
    await Promise.all(
      ids.map((id) =>
        recoverRefresh(id, deps).catch((error: unknown) => {
          log.write('warn', 'sessions', `what a crash left open stays so: ${toAppError(error).code}`)
        }),
      ),
    )
  } catch (error) {
    log.write('error', 'sessions', `the refresh journals cannot be listed: ${toAppError(error).code}`)
  }
}

async function recoverRefresh(
  accountId: string,
  { accounts, lock, refresher, refresh }: RecoverDeps,
): Promise<void> {
  // It may have come since: then the next unlocking takes this up.
  if (lock.isLocked) return
  const isOver = accounts.get(accountId)?.status !== 'signed-in'
  if (isOver) await refresher.finishEnd(accountId)
  else if (await refresher.isInDoubt(accountId)) await refresh(accountId)
}
