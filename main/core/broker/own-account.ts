// Who may see and who may change a person's account. Seeing takes the grant of an access token, by the same question:
// whoever holds one can ask Cognito the same. Changing is a person's, at Signet's own surface.
import type { z } from 'zod'
import type { CommonRequest } from '../../../shared/broker/requests'
import { toAppError } from '../../../shared/errors'
import { auditedAccount } from '../account/audited'
import type { OwnAccount } from '../account/own-account'
import { appOf } from '../grants/app-key'
import type { Caller } from '../ports'
import type { StoredAccount } from '../records/accounts'
import { demandSignedIn } from '../sessions/account-states'
import { accountNamed } from './account-named'
import { askingOf } from './asking'
import { auditedApp } from './audited-app'
import type { Consent } from './consent'
import type { BrokerDeps } from './deps'
import type { Person, Question } from './person'
import type { Call } from './route'

export type OwnAccountDeps = Pick<BrokerDeps, 'accounts' | 'pools' | 'ownAccount' | 'audit'> & {
  readonly person: Person
  readonly consent: Consent
}

/** The answer to a change. */
export const done = { status: 'done' } as const

/** A call about one account, and who makes it. */
export interface AccountCall {
  readonly account: StoredAccount
  readonly caller: Caller
  /** Its changes leave a line that names the app. */
  readonly own: OwnAccount
}

/** As every request is, whatever it carries. */
export type AnyCall = Call<z.output<typeof CommonRequest>>

/**
 * Nobody is asked about an account that is not signed in: whether it is, any program may know.
 * @throws `account/*`, `session/*`, `broker/untrusted-caller`.
 */
export async function accountCall(deps: OwnAccountDeps, call: AnyCall): Promise<AccountCall> {
  const account = demandSignedIn(accountNamed(deps, call.name))
  const caller = await call.request.identify()
  const app = auditedApp(appOf(caller))
  const own = auditedAccount(deps.ownAccount, (change) => deps.audit.record({ ...change, app }))
  return { account, caller, own }
}

const wishToRead = ({ account, caller }: AccountCall) =>
  ({ app: appOf(caller), account, use: 'access', terminal: caller.terminal }) as const

/** Whether this app may see the account without anybody being asked. */
export function isPermittedToRead({ consent }: OwnAccountDeps, of: AccountCall): boolean {
  return consent.isGranted(wishToRead(of))
}

/** What `read` gives, if this app may have it. @throws as a request for an access token does. */
export async function permittedToRead<T>(
  deps: OwnAccountDeps,
  call: AnyCall,
  read: (of: AccountCall) => Promise<T>,
): Promise<T> {
  const of = await accountCall(deps, call)
  const { account } = of
  const wish = wishToRead(of)
  const record = (decision: string) =>
    deps.audit.recordRepeated({
      what: 'details',
      decision,
      app: auditedApp(wish.app),
      account: account.id,
    })
  try {
    const decision = deps.consent.isGranted(wish) ? 'granted' : await deps.consent.ask(wish, askingOf(call))
    const value = await read(of)
    record(decision)
    return value
  } catch (error) {
    record(toAppError(error).code)
    throw error
  }
}

/** What `change` does, once a person has agreed. @throws as `Person.mustAgree`. */
export async function agreed<T>(
  deps: OwnAccountDeps,
  call: AnyCall,
  {
    question,
    change,
  }: {
    readonly question: (account: StoredAccount) => Question
    readonly change: (of: AccountCall) => Promise<T>
  },
): Promise<T> {
  const of = await accountCall(deps, call)
  await deps.person.mustAgree(question(of.account), of.caller, askingOf(call))
  return change(of)
}
