import type { BrokerDeps, SignInRun } from './deps'

/** Puts down how every sign-in ends, wherever it was conducted. */
export function auditSignIns({ signIns, audit }: Pick<BrokerDeps, 'signIns' | 'audit'>): void {
  const ended = new WeakSet<SignInRun>()
  signIns.onChange((run) => {
    const view = run.view()
    if ((view.kind !== 'signedIn' && view.kind !== 'failed') || ended.has(run)) return
    ended.add(run)
    const account = view.kind === 'signedIn' ? view.accountId : run.accountId
    audit.record({ what: 'sign-in', decision: view.kind === 'signedIn' ? 'signed-in' : view.code, account })
  })
}
