// What changes an account of this computer itself: another label, and its end. A person agrees to both: a label is what
// their questions and their scripts call the account by.
import type { z } from 'zod'
import type { RenameAccountRequest } from '../../../shared/broker/account-requests'
import { operations } from '../../../shared/broker/operations/operations'
import type { AccountsReply, CommonRequest, SignOutReply } from '../../../shared/broker/requests'
import { appOf } from '../grants/app-key'
import type { Caller } from '../ports'
import type { StoredAccount } from '../records/accounts'
import { removeAccount } from './account-changes'
import { accountNamed } from './account-named'
import { accountViews } from './account-view'
import { askingOf } from './asking'
import { auditedApp } from './audited-app'
import type { BrokerDeps } from './deps'
import type { Person } from './person'
import { type Call, type Route, route } from './route'

type EditDeps = Pick<BrokerDeps, 'accounts' | 'pools' | 'sessions' | 'vault' | 'grants' | 'audit'> & {
  readonly person: Person
}

export function accountEditRoutes(deps: EditDeps): readonly Route[] {
  return [
    route(operations.renameAccount, (call) => rename(deps, call)),
    route(operations.removeAccount, (call) => remove(deps, call)),
  ]
}

async function rename(
  deps: EditDeps,
  call: Call<z.output<typeof RenameAccountRequest>>,
): Promise<z.input<typeof AccountsReply>> {
  const { accounts, pools, person } = deps
  const { label } = call.body
  const account = accountNamed(deps, call.name)
  const caller = await call.request.identify()
  if (label !== account.label) {
    accounts.refuseTaken(account.id, label)
    const question = { kind: 'rename-account', accountLabel: account.label, newLabel: label } as const
    await person.mustAgree(question, caller, askingOf(call))
    await accounts.rename(account.id, label)
    record(deps, { decision: 'renamed', caller, account })
  }
  return { accounts: accountViews(accounts, pools) }
}

async function remove(
  deps: EditDeps,
  call: Call<z.output<typeof CommonRequest>>,
): Promise<z.input<typeof SignOutReply>> {
  const account = accountNamed(deps, call.name)
  const caller = await call.request.identify()
  const question = { kind: 'remove-account', accountLabel: account.label } as const
  await deps.person.mustAgree(question, caller, askingOf(call))
  const warnings = await removeAccount(deps, account)
  record(deps, { decision: 'removed', caller, account })
  return { status: 'signed-out', warnings: [...warnings] }
}

function record(
  { audit }: EditDeps,
  event: { readonly decision: string; readonly caller: Caller; readonly account: StoredAccount },
): void {
  const { decision, caller, account } = event
  audit.record({ what: 'account', decision, app: auditedApp(appOf(caller)), account: account.id })
}
