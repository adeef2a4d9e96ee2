// POST /v1/accounts/{account}/token: who asks → the grant or the person → the session's token. The hot path.
import { problems } from '../../../shared/broker/problems'
import { TokenReply, TokenRequest } from '../../../shared/broker/requests'
import { AppError, toAppError } from '../../../shared/errors'
import type { AuditLog } from '../audit/audit-log'
import { appOf } from '../grants/app-key'
import type { Clock } from '../ports'
import type { Accounts } from '../records/accounts'
import type { Pools } from '../records/pools'
import type { Sessions, Token, TokenWish } from '../sessions/session-store'
import { accountNamed } from './account-named'
import { type Asking, askingOf } from './asking'
import { auditedApp } from './audited-app'
import type { Consent, Wish } from './consent'
import { type Route, route } from './route'
import type { SignInDoor } from './sign-in-door'

interface TokenDeps {
  readonly clock: Clock
  readonly accounts: Accounts
  readonly pools: Pools
  readonly sessions: Sessions
  readonly audit: AuditLog
  readonly consent: Consent
  readonly door: SignInDoor
}

/** The row by which a token leaves the host by Signet's own socket; a share's has its own (`share-table.ts`). */
export function tokenRoute(deps: TokenDeps): Route {
  const replyOf = tokenReplies(deps.clock)
  return route({
    method: 'POST',
    path: '/v1/accounts/*/token',
    body: TokenRequest,
    reply: TokenReply,
    run: async (call): Promise<TokenReply> => {
      const { use, minimumTtl } = call.body
      const account = accountNamed(deps, call.name)
      const caller = await call.request.identify()
      const wish = {
        app: appOf(caller),
        account,
        use,
        terminal: caller.terminal,
        minimumTtlSeconds: minimumTtl,
      }
      return replyOf(await permitted(deps, wish, askingOf(call)), { use, accountId: account.id })
    },
  })
}

/** How a token is worded for who asked. */
export function tokenReplies(
  clock: Clock,
): (token: Token, of: { readonly use: TokenReply['use']; readonly accountId: string }) => TokenReply {
  const endOf = secondTexts()
  return ({ token, leftMs }, { use, accountId }) => ({
    token,
    tokenType: 'Bearer',
    use,
    expiresAt: endOf(clock.wallMs() + leftMs),
    expiresIn: Math.max(0, Math.floor(leftMs / 1000)),
    account: accountId,
  })
}

/**
 * The second of a time in RFC 3339, rounded down: a token's `exp` has seconds too. The last text is kept, since making
 * one costs more than everything else in a warm answer.
 */
function secondTexts(): (timeMs: number) => string {
  let last = { second: Number.NaN, text: '' }
  return (timeMs) => {
    const second = Math.floor(timeMs / 1000)
    if (second !== last.second) last = { second, text: new Date(second * 1000).toISOString() }
    return last.text
  }
}

/** The token, if this app may have it; either way the audit log has a line. */
async function permitted(deps: TokenDeps, wish: Wish & TokenWish, asking: Asking): Promise<Token> {
  const { audit, consent } = deps
  const record = (decision: string) =>
    audit.recordRepeated({
      what: 'token',
      decision,
      app: auditedApp(wish.app),
      account: wish.account.id,
      use: wish.use,
    })
  try {
    const decision = consent.isGranted(wish) ? 'granted' : await consent.ask(wish, asking)
    const token = await tokenOf(deps, wish, asking)
    record(decision)
    return token
  } catch (error) {
    record(toAppError(error).code)
    throw error
  }
}

/** Where the session is over and a person may be asked, the token after the next sign-in. */
async function tokenOf(
  { sessions, door }: TokenDeps,
  wish: Wish & TokenWish,
  asking: Asking,
): Promise<Token> {
  const { id } = wish.account
  try {
    return await sessions.token(id, wish)
  } catch (error) {
    const over = toAppError(error)
    const isOver = problems[over.code].code === 'sign_in_required'
    if (!isOver || !asking.mayAsk || door.isQuiet(id)) throw error
    await door.through(id, wish.terminal, asking).catch((unshown: unknown) => {
      const { code, message } = toAppError(unshown)
      // Where no sign-in can be shown, its words say how to get one; why one is needed is not for them to say.
      throw code === 'session/none' ? new AppError(over.code, message, { cause: over }) : unshown
    })
    return sessions.token(id, wish)
  }
}
