// The accounts of this computer: the list, signing in and out, the default one, and forgetting one.
import type { z } from 'zod'
import { operations } from '../../../shared/broker/operations/operations'
import type {
  SignInReply,
  SignInRequest,
  SignOutReply,
  SignOutRequest,
} from '../../../shared/broker/requests'
import { AppError } from '../../../shared/errors'
import { appOf } from '../grants/app-key'
import type { Caller } from '../ports'
import type { StoredAccount } from '../records/accounts'
import { accountNamed } from './account-named'
import { accountViews } from './account-view'
import { askingOf } from './asking'
import { auditedApp } from './audited-app'
import type { BrokerDeps } from './deps'
import type { Person } from './person'
import { type Call, type Route, route } from './route'
import type { SignInDoor } from './sign-in-door'

type AccountsDeps = Pick<BrokerDeps, 'accounts' | 'pools' | 'sessions' | 'vault' | 'grants' | 'audit'> & {
  readonly person: Person
  readonly door: SignInDoor
}

export function accountRoutes(deps: AccountsDeps): readonly Route[] {
  const { accounts, pools } = deps
  return [
    route(operations.accounts, () => ({ accounts: accountViews(accounts, pools) })),
    route(operations.signIn, (call) => signIn(deps, call)),
    route(operations.signOut, (call) => signOut(deps, call)),
    route(operations.setDefaultAccount, async ({ name, request }) => {
      const account = accountNamed(deps, name)
      const caller = await request.identify()
      await accounts.setDefault(account.id)
      record(deps, { what: 'account', decision: 'default', caller, account })
      return { accounts: accountViews(accounts, pools) }
    }),
  ]
}

/** With `wait` the answer comes at the sign-in's end, else as soon as it is on its way. */
async function signIn(
  deps: AccountsDeps,
  call: Call<z.output<typeof SignInRequest>>,
): Promise<z.input<typeof SignInReply>> {
  const { id, label, status, endedBy } = accountNamed(deps, call.name)
  if (status === 'signed-in' && !call.body.renew) return { status }
  const asking = askingOf(call)
  if (!asking.mayAsk)
    throw new AppError(
      status === 'expired' ? (endedBy ?? 'session/expired') : 'session/none',
      `${label} is not signed in.`,
    )
  const { terminal } = await call.request.identify()
  if (asking.waitSeconds !== undefined) return { status: await deps.door.through(id, terminal, asking) }
  await deps.door.raise(id, terminal)
  return { status }
}

async function signOut(
  deps: AccountsDeps,
  call: Call<z.output<typeof SignOutRequest>>,
): Promise<z.input<typeof SignOutReply>> {
  const { everywhere, forgetDevice } = call.body
  const account = accountNamed(deps, call.name)
  const caller = await call.request.identify()
  const asking = askingOf(call)
  const accountLabel = account.label
  // Ending the session of this device is anyone's to do; what reaches other devices or the next sign-in is not.
  if (everywhere) await deps.person.mustAgree({ kind: 'sign-out-everywhere', accountLabel }, caller, asking)
  if (forgetDevice) await deps.person.mustAgree({ kind: 'forget-device', accountLabel }, caller, asking)
  const warnings = await deps.sessions.signOut(account.id, { everywhere, forgetDevice })
  const decision = [
    'signed-out',
    ...(everywhere ? ['everywhere'] : []),
    ...(forgetDevice ? ['device-forgotten'] : []),
  ]
  record(deps, { what: 'sign-out', decision: decision.join(' '), caller, account })
  return { status: 'signed-out', warnings: [...warnings] }
}

function record(
  { audit }: AccountsDeps,
  event: {
    readonly what: 'account' | 'sign-out'
    readonly decision: string
    readonly caller: Caller
    readonly account: StoredAccount
  },
): void {
  const { what, decision, caller, account } = event
  audit.record({ what, decision, app: auditedApp(appOf(caller)), account: account.id })
}
