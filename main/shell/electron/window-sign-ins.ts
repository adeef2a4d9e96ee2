// Sign-ins that the window conducts: begun by a person there, or brought up by a program that needs one.
import { AppError } from '../../../shared/errors'
import type { Input, Pushed } from '../../../shared/ipc/contract'
import type { Host } from '../../core/host'

/** The owner of every sign-in that the window conducts. */
export const windowOwner = 'window'

type Shown = Pushed<'signIn.changed'>

export interface WindowSignInsOptions {
  readonly host: () => Host
  readonly push: (state: Shown) => void
  /** Brings the window to the front. */
  readonly comeForward: () => Promise<void>
}

/** State: the ids of the runs that the window has begun, and of those in a browser; the runs are the host's. */
export class WindowSignIns {
  readonly #options: WindowSignInsOptions
  readonly #begun = new Set<string>()
  readonly #atBrowser = new Map<string, 'away' | 'back'>()

  constructor(options: WindowSignInsOptions) {
    this.#options = options
  }

  /** Shows each step of this host's sign-ins. */
  follow(host: Host): void {
    host.signIns.onChange((run) => {
      if (run.owner !== windowOwner) return
      const state = { id: run.id, view: run.view() }
      this.#options.push(state)
      if (this.#isBackFromBrowser(state)) void this.#showAgain(run.id)
    })
  }

  /** @throws `account/unknown`, `pool/none`, `pool/unknown`, `auth/in-progress`. */
  start(from: Input<'signIn.start'>): Shown {
    const { accounts, pools, signIns } = this.#options.host()
    const account = from.accountId === undefined ? undefined : accounts.demand(from.accountId)
    const pool =
      account === undefined
        ? pools.resolve(from.poolName ?? '')
        : pools.get(account.userPoolId, account.clientId)
    if (pool === undefined)
      throw new AppError('pool/unknown', 'The pool of this account was removed: add it again.')
    const run = signIns.start({ pool, account, method: from.method, owner: windowOwner })
    this.#begun.add(run.id)
    return { id: run.id, view: run.view() }
  }

  /** A program needs this account: its sign-in comes up, or the one that is open stays as it is. */
  bringUp(accountId: string): void {
    const open = this.#options.host().signIns.underWay(accountId)
    if (open !== undefined && open.owner !== windowOwner)
      throw new AppError('auth/in-progress', 'A sign-in for this account is open on a terminal.')
    this.#options.push(open === undefined ? this.start({ accountId }) : { id: open.id, view: open.view() })
  }

  /** Whether what a browser came back with is settled: its person looks at another program then. */
  #isBackFromBrowser({ id, view: { kind } }: Shown): boolean {
    const place = this.#atBrowser.get(id)
    if (kind === 'browser') this.#atBrowser.set(id, 'away')
    else if (kind === 'authenticating' && place !== undefined) this.#atBrowser.set(id, 'back')
    else this.#atBrowser.delete(id)
    return place === 'back' && !this.#atBrowser.has(id)
  }

  /** A window that was closed meanwhile opens anew, and knows of nothing that was shown before. */
  async #showAgain(id: string): Promise<void> {
    const { comeForward, host, push } = this.#options
    await comeForward()
    const run = host().signIns.get(id, windowOwner)
    if (run !== undefined && !run.isOver) push({ id, view: run.view() })
  }

  /** The person closed the window: what waits for them there is called off, what is under way goes on. */
  windowClosed(): void {
    const { signIns } = this.#options.host()
    for (const id of this.#begun) {
      const run = signIns.get(id, windowOwner)
      if (run !== undefined && personsTurn.has(run.view().kind)) run.cancel()
      if (run === undefined || run.isOver) this.#begun.delete(id)
    }
  }
}

const personsTurn: ReadonlySet<Shown['view']['kind']> = new Set([
  'credentials',
  'challenged',
  'rememberDevice',
])
