// POST /v1/accounts/{account}/token: who asks → the grant or the person → the session's token. The hot path.
import { operations } from '../../../shared/broker/operations/operations'
import type { TokenReply } from '../../../shared/broker/requests'
import { appOf } from '../grants/app-key'
import type { Clock } from '../ports'
import type { Accounts } from '../records/accounts'
import type { Pools } from '../records/pools'
import type { Sessions } from '../sessions/session-store'
import { accountNamed } from './account-named'
import { askingOf } from './asking'
import { type PermittedDeps, permitted } from './permitted'
import { type Route, route } from './route'

interface TokenDeps extends PermittedDeps {
  readonly clock: Clock
  readonly accounts: Accounts
  readonly pools: Pools
  readonly sessions: Sessions
}

/** The one row by which a token leaves the host. */
export function tokenRoute(deps: TokenDeps): Route {
  const endOf = secondTexts()
  return route(operations.token, async (call): Promise<TokenReply> => {
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
    const { token, leftMs } = await permitted(deps, {
      what: 'token',
      wish,
      asking: askingOf(call),
      give: () => deps.sessions.token(account.id, wish),
    })
    return {
      token,
      tokenType: 'Bearer',
      use,
      expiresAt: endOf(deps.clock.wallMs() + leftMs),
      expiresIn: Math.max(0, Math.floor(leftMs / 1000)),
      account: account.id,
    }
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
