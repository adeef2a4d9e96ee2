// The shares that are open. In memory alone: none comes back with the next host.
import { AppError, toAppError } from '../../../shared/errors'
import type { ShareView } from '../../../shared/model/share'
import { atDeadline } from '../deadline'
import type { Caller, Clock, Log } from '../ports'
import { Share, type ShareTerms } from './share'

/** Why a share ended. `taken-back`: by a person or a program. */
export type ShareEnd = 'over' | 'used-up' | 'taken-back' | 'locked' | 'signed-out' | 'stopped'

/** The socket of a share. */
export interface ShareDoor {
  /** Takes the socket away; what was asked for is answered for at most `graceMs`, then every connection is closed. */
  close(graceMs: number): Promise<void>
}

/** What is told of an end. */
export interface EndedShare {
  readonly share: Share
  readonly why: ShareEnd
  /** The program that asked for the end; undefined for a person in the window, and where nobody did. */
  readonly by: Caller | undefined
}

interface Open {
  readonly share: Share
  /** Undefined until its socket is there. */
  door: ShareDoor | undefined
  readonly callOff: () => void
}

/** More would be no list that a person keeps in view, and each may hold connections. */
export const mostShares = 16
/** The last use has this long to reach its caller. */
const lastAnswerMs = 2_000
/** A share may be used many times a second: those who watch are told this often at most. */
const tellUsesMs = 1_000

/** State: the open shares with their sockets. */
export class Shares {
  readonly #clock: Clock
  readonly #log: Log
  readonly #open = new Map<string, Open>()
  readonly #listeners = new Set<() => void>()
  #onEnded: (ended: EndedShare) => void = () => undefined
  #isTelling = false

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock
    this.#log = log
  }

  get size(): number {
    return this.#open.size
  }

  /** @throws `share/too-many` */
  demandRoom(): void {
    if (this.#open.size >= mostShares)
      throw new AppError('share/too-many', `${mostShares} shares are open: end one of them first.`)
  }

  /**
   * Opens a share.
   * @param serve puts its socket in place.
   * @throws `share/too-many`, `share/ended` when it ended before its socket was there, what `serve` throws.
   */
  async open(terms: ShareTerms, serve: (share: Share) => Promise<ShareDoor>): Promise<Share> {
    this.demandRoom()
    const share = new Share(terms, this.#clock)
    const callOff = atDeadline(this.#clock, terms.deadline, () => void this.end(terms.id, 'over'))
    const open: Open = { share, door: undefined, callOff }
    this.#open.set(terms.id, open)
    try {
      open.door = await serve(share)
    } catch (error) {
      this.#forget(open)
      throw error
    }
    if (this.#open.get(terms.id) !== open) {
      await open.door.close(0)
      share.demandOpen()
    }
    this.#changed()
    return share
  }

  /** One use of a share. @throws as `Share.use` */
  async use<Given>(share: Share, give: () => Promise<Given>): Promise<Given> {
    const given = await share.use(give)
    if (share.isUsedUp) void this.end(share.terms.id, 'used-up')
    else this.#changedSoon()
    return given
  }

  /** Ends a share at once. Resolves when its connections are closed. @returns what it was; undefined: there is none. */
  async end(id: string, why: ShareEnd, by?: Caller): Promise<Share | undefined> {
    const open = this.#open.get(id)
    if (open === undefined) return undefined
    const { share, door } = open
    this.#forget(open)
    this.#onEnded({ share, why, by })
    this.#changed()
    try {
      await door?.close(why === 'used-up' ? lastAnswerMs : 0)
    } catch (error) {
      // It gives nothing any more, whatever became of its socket.
      this.#log.write('error', 'shares', `a socket was not closed: ${toAppError(error).code}`)
    }
    return share
  }

  /** Ends those that `isEnding` says, or all. */
  async endAll(why: ShareEnd, isEnding: (terms: ShareTerms) => boolean = () => true): Promise<void> {
    const ending = [...this.#open.values()].filter(({ share }) => isEnding(share.terms))
    await Promise.all(ending.map(({ share }) => this.end(share.terms.id, why)))
  }

  /** The open ones, newest first. @param labelOf what to call an account. */
  list(labelOf: (accountId: string) => string): ShareView[] {
    return [...this.#open.values()]
      .filter(({ door }) => door !== undefined)
      .reverse()
      .map(({ share }) => share.view(labelOf(share.terms.accountId)))
  }

  /** Calls `listener` with each end. */
  onEnded(listener: (ended: EndedShare) => void): void {
    this.#onEnded = listener
  }

  /** Calls `listener` after each change; of uses once a second. @returns the function that ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #forget({ share, callOff }: Open): void {
    share.end()
    callOff()
    this.#open.delete(share.terms.id)
  }

  #changedSoon(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    this.#clock.after(tellUsesMs, () => {
      this.#isTelling = false
      this.#changed()
    })
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}
