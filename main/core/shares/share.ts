import { AppError } from '../../../shared/errors'
import type { TokenUse } from '../../../shared/model/consent'
import type { ShareView } from '../../../shared/model/share'
import { type Deadline, isOver } from '../deadline'
import type { Clock } from '../ports'

/** What a person agreed to. */
export interface ShareTerms {
  readonly id: string
  /** Absolute path of its socket. */
  readonly socket: string
  readonly accountId: string
  readonly use: TokenUse
  readonly openedAtMs: number
  readonly deadline: Deadline
  /** Undefined: as often as they like. */
  readonly maxUses: number | undefined
  /** The caller's own words, made harmless. */
  readonly reason: string | undefined
  /** Path of the program or script that asked for it. */
  readonly openedBy: string
}

/** State: how often one share has given its token, and whether it has ended. */
export class Share {
  readonly terms: ShareTerms
  readonly #clock: Clock
  #given = 0
  /** Uses that wait for their token: they count until it is clear that they get none. */
  #underWay = 0
  #lastUsedAtMs: number | undefined
  #hasEnded = false

  constructor(terms: ShareTerms, clock: Clock) {
    this.terms = terms
    this.#clock = clock
  }

  /** Whether its last use has been had. */
  get isUsedUp(): boolean {
    return this.#given >= (this.terms.maxUses ?? Infinity)
  }

  /** From now on it gives nothing, not even what is under way. */
  end(): void {
    this.#hasEnded = true
  }

  /** @throws `share/ended` */
  demandOpen(): void {
    // The computer may have slept past its end, and the timer with it.
    if (this.#hasEnded || isOver(this.#clock, this.terms.deadline)) throw new AppError('share/ended', '')
  }

  /**
   * What `give` gives, as one use; where it fails, none was had.
   * @throws `share/ended`, also where the share ended meanwhile.
   */
  async use<Given>(give: () => Promise<Given>): Promise<Given> {
    this.demandOpen()
    if (this.#given + this.#underWay >= (this.terms.maxUses ?? Infinity))
      throw new AppError('share/ended', '')
    this.#underWay += 1
    try {
      const given = await give()
      this.demandOpen()
      this.#given += 1
      this.#lastUsedAtMs = this.#clock.wallMs()
      return given
    } finally {
      this.#underWay -= 1
    }
  }

  /** As it is shown. */
  view(accountLabel: string): ShareView {
    const { id, socket, accountId, use, openedAtMs, deadline, maxUses, reason, openedBy } = this.terms
    return {
      id,
      socket,
      accountId,
      accountLabel,
      use,
      openedAt: new Date(openedAtMs).toISOString(),
      until: new Date(deadline.untilMs).toISOString(),
      ...(maxUses === undefined ? {} : { maxUses }),
      useCount: this.#given,
      ...(this.#lastUsedAtMs === undefined ? {} : { lastUsedAt: new Date(this.#lastUsedAtMs).toISOString() }),
      ...(reason === undefined ? {} : { reason }),
      openedBy,
    }
  }
}
