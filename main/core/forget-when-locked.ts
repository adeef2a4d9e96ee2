import type { SignIns } from './auth/sign-ins'
import type { Grants } from './grants/grants'
import type { AwsCredentialsStore } from './identity-pool/aws-credentials'
import type { EndNotices } from './sessions/end-notices'
import type { OwnSessions } from './sessions/session-store'
import type { Lock } from './lock/lock'

export interface Forgetting {
  readonly lock: Lock
  readonly grants: Grants
  readonly aws: Pick<AwsCredentialsStore, 'forget'>
  readonly sessions: OwnSessions
  readonly signIns: SignIns
  readonly notices: EndNotices
}

/** A lock takes away what memory holds; what was left open before it is taken up again after it. */
export function forgetWhenLocked({ lock, grants, aws, sessions, signIns, notices }: Forgetting): void {
  lock.onChange((isLocked) => {
    if (!isLocked) {
      void sessions.recover()
      notices.wake()
      return
    }
    sessions.forgetTokens()
    aws.forget()
    grants.forgetUntilLock()
    void signIns.cancelAll('lock/locked')
  })
}
