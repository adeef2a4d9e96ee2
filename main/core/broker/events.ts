// GET /v1/events: what becomes of accounts, tokens, the lock and the apps, told as it happens. Free, and also while
// locked: it tells what any program may ask for anyway. Nothing is looked at while nobody listens.
import { type EventData, type EventName, eventSchemas } from '../../../shared/broker/events'
import { operations } from '../../../shared/broker/operations/operations'
import type { AccountView } from '../../../shared/model/account'
import type { GrantView } from '../../../shared/model/consent'
import { accountViews } from './account-view'
import { Changes } from './changes'
import type { BrokerDeps } from './deps'
import type { ReplyStream } from './protocol'
import { type Route, streamRoute } from './route'

type EventsDeps = Pick<BrokerDeps, 'clock' | 'accounts' | 'pools' | 'grants' | 'lock' | 'sessions'>

/** How long a stream is silent at most: whoever reads it may take more for the host's death. */
const heartbeatMs = 25_000
/** When a reader that lost the host should try again. */
const retryMs = 1000

export function eventsRoute(deps: EventsDeps): Route {
  const feed = new EventFeed(deps)
  return streamRoute(operations.events, () => feed.stream())
}

/** State: who listens, the number of the last event, and accounts and grants as they were told last. */
class EventFeed {
  readonly #deps: EventsDeps
  readonly #readers = new Set<(text: string) => void>()
  readonly #accounts: Changes<AccountView>
  readonly #grants: Changes<GrantView>
  /** Another host's numbers are not to be taken for this one's. */
  readonly #hostId: string
  #lastNumber = 0
  #stopWatching: (() => void) | undefined

  constructor(deps: EventsDeps) {
    const { accounts, pools, grants, clock } = deps
    this.#deps = deps
    this.#hostId = clock.wallMs().toString(36)
    this.#accounts = new Changes({ list: () => accountViews(accounts, pools), keyOf: ({ id }) => id })
    this.#grants = new Changes({
      list: () => grants.list(accounts.labelOf).map(withoutUses),
      keyOf: ({ app, accountId, use }) => `${app.id} ${accountId} ${use}`,
    })
  }

  stream(): ReplyStream {
    return {
      open: (send) => {
        if (this.#readers.size === 0) this.#watch()
        this.#readers.add(send)
        send(`retry: ${retryMs}\n\n${this.#lockText(this.#deps.lock.isLocked)}`)
        return () => {
          this.#readers.delete(send)
          if (this.#readers.size > 0) return
          this.#stopWatching?.()
          this.#stopWatching = undefined
        }
      },
      farewell: (reason) => this.#text('closed', { reason }),
    }
  }

  /** From the first reader on. */
  #watch(): void {
    const { accounts, pools, grants, lock, sessions, clock } = this.#deps
    this.#accounts.look()
    this.#grants.look()
    const tellAccounts = () => this.#tellAccounts()
    const ends = [
      accounts.onChange(tellAccounts),
      pools.onChange(tellAccounts),
      grants.onChange(() => this.#tellGrants()),
      lock.onChange((isLocked) => this.#send(this.#lockText(isLocked))),
      sessions.onRenewed(({ accountId, expiresInSeconds }) => {
        // Whole seconds, as the answer to a token's request has it.
        const second = Math.floor(clock.wallMs() / 1000) + expiresInSeconds
        const expiresAt = new Date(second * 1000).toISOString()
        this.#tell('token', { account: accountId, expiresAt, expiresIn: expiresInSeconds })
      }),
      this.#heartbeat(),
    ]
    this.#stopWatching = () => ends.forEach((end) => end())
  }

  #heartbeat(): () => void {
    let callOff: () => void
    const beat = () => {
      this.#send(': still here\n\n')
      callOff = this.#deps.clock.after(heartbeatMs, beat)
    }
    callOff = this.#deps.clock.after(heartbeatMs, beat)
    return () => callOff()
  }

  #tellAccounts(): void {
    for (const { change, item } of this.#accounts.look()) this.#tell('account', { change, account: item })
  }

  #tellGrants(): void {
    for (const { change, item } of this.#grants.look()) this.#tell('apps', { change, grant: item })
  }

  #lockText(isLocked: boolean): string {
    return isLocked ? this.#text('locked', { locked: true }) : this.#text('unlocked', { locked: false })
  }

  #tell<Name extends EventName>(event: Name, data: EventData<Name>): void {
    this.#send(this.#text(event, data))
  }

  #send(text: string): void {
    // A reader that does not keep up leaves while it is told.
    for (const reader of [...this.#readers]) reader(text)
  }

  /** What is not in the event's schema never leaves the host. */
  #text<Name extends EventName>(event: Name, data: EventData<Name>): string {
    this.#lastNumber++
    const json = JSON.stringify(eventSchemas[event].parse(data))
    return `id: ${this.#hostId}-${this.#lastNumber}\nevent: ${event}\ndata: ${json}\n\n`
  }
}

/** Each token changes them, which nobody needs to be told. */
function withoutUses({ lastUsedAt: _lastUsedAt, ...grant }: GrantView): GrantView {
  return { ...grant, useCount: 0 }
}
