// What a share answers: who is there, and its one token. Nobody is asked, no sign-in is raised, nothing else is said.
import { operations } from '../../../shared/broker/operations/operations'
import type { TokenReply, TokenRequest } from '../../../shared/broker/requests'
import { AppError, toAppError } from '../../../shared/errors'
import { appOf } from '../grants/app-key'
import type { StoredAccount } from '../records/accounts'
import type { Share } from '../shares/share'
import { auditedApp } from './audited-app'
import type { BrokerDeps } from './deps'
import { type Call, type Route, route, RouteTable } from './route'
import { serviceReply } from './service'
import { tokenReplies } from './token'

type ShareTableDeps = Pick<
  BrokerDeps,
  'accounts' | 'sessions' | 'audit' | 'clock' | 'lock' | 'service' | 'shares'
> & { readonly share: Share }

/** The two rows of a share. */
export function shareTable(deps: ShareTableDeps): RouteTable {
  return new RouteTable([route(operations.service, () => serviceReply(deps)), tokenRow(deps)])
}

function tokenRow(deps: ShareTableDeps): Route {
  const { share, shares, sessions, audit, clock } = deps
  const { id, accountId, use } = share.terms
  const replyOf = tokenReplies(clock)
  return route(operations.token, async (call): Promise<TokenReply> => {
    // Identified for the audit log: a share gives to whoever reaches its socket.
    const app = auditedApp(appOf(await call.request.identify()))
    const record = (decision: string) =>
      audit.recordRepeated({
        what: 'token',
        decision,
        app,
        account: accountId,
        use: call.body.use,
        subject: `share ${id}`,
      })
    try {
      demandItsOwn(deps, call)
      const wish = { use, minimumTtlSeconds: call.body.minimumTtl }
      const token = await shares.use(share, () => sessions.token(accountId, wish))
      record('shared')
      return replyOf(token, { use, accountId })
    } catch (error) {
      record(toAppError(error).code)
      throw error
    }
  })
}

/**
 * The same words for an account that is there and for one that is not: a share tells of no other.
 * @throws `share/ended`, `share/other-account`, `share/other-token`.
 */
function demandItsOwn({ accounts, share }: ShareTableDeps, { name, body }: Call<TokenRequest>): void {
  share.demandOpen()
  const account = accounts.get(share.terms.accountId)
  if (account === undefined) throw new AppError('share/ended', '')
  if (!isNamed(account, name)) throw new AppError('share/other-account', '')
  if (body.use !== share.terms.use) throw new AppError('share/other-token', '')
}

function isNamed({ id, label, username }: StoredAccount, name: string): boolean {
  return name === 'default' || name === id || name === label || name === username
}
