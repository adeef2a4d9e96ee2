// grants.json: which app may have which token of which account, by a person's word. `once` is never kept.
import type { CredentialUse, GrantView } from '../../../shared/model/consent'
import { AppError, toAppError } from '../../../shared/errors'
import { atDeadline, isOver } from '../deadline'
import type { Clock, Log, RecordStore } from '../ports'
import { JsonRecord } from '../records/json-record'
import type { App } from './app-key'
import {
  fromStored,
  type Grant,
  type GrantEnd,
  grantMigrations,
  GrantsFile,
  grantsVersion,
  grantView,
  isAbout,
  keyOf,
  newGrant,
  type Subject,
  toStored,
} from './grant-record'

/** Uses are written at most this often: a request for a token must not wait for the disk. */
const flushAfterMs = 60_000
/** Grants of single processes end with them, unseen; beyond this many the oldest goes. */
const mostInMemory = 1000

/** What a grant says: `never` is an answer too. */
export type Decision = 'allow' | 'never'

/** State: the grants that stand, lasting ones as on disk, and the uses that are not written yet. */
export class Grants {
  readonly #clock: Clock
  readonly #log: Log
  readonly #record: JsonRecord<GrantsFile>
  readonly #standing = new Map<string, Grant>()
  /** What calls off the timers of grants that end by themselves. */
  readonly #timers = new Map<Grant, () => void>()
  readonly #listeners = new Set<() => void>()
  #onOver: (grant: Grant) => void = () => undefined
  #flushPending = false

  constructor({
    store,
    clock,
    log,
  }: {
    readonly store: RecordStore
    readonly clock: Clock
    readonly log: Log
  }) {
    this.#clock = clock
    this.#log = log
    this.#record = new JsonRecord({
      store,
      log,
      name: 'grants.json',
      version: grantsVersion,
      schema: GrantsFile,
      migrations: grantMigrations,
      empty: { grants: [] },
    })
  }

  /** The name that a damaged file was given by `load`. */
  get setAside(): string | undefined {
    return this.#record.setAside
  }

  /** @throws `storage/newer-version` */
  async load(): Promise<void> {
    await this.#record.load()
    this.#standing.clear()
    for (const stored of this.#record.get().grants) this.#add(fromStored(this.#clock, stored))
  }

  /** What stands for this app, and counts it as a use; undefined: a person must be asked. */
  use({ app, accountId, use }: Subject): Decision | undefined {
    const grant = this.#find(app, accountId, use)
    if (grant === undefined) return undefined
    if (grant.end === 'never') return 'never'
    // The computer may have slept past the end, and its timer with it.
    if (this.#isOver(grant)) {
      this.#end(grant)
      return undefined
    }
    grant.useCount += 1
    grant.lastUsedAtMs = this.#clock.wallMs()
    if (grant.isKept) this.#flushLater()
    return 'allow'
  }

  /** Whether a lock leaves what stands for this app, which then lets it go on; no use. */
  outlivesLock({ app, accountId, use }: Subject): boolean {
    const grant = this.#find(app, accountId, use)
    return grant !== undefined && grant.end !== 'never' && grant.end !== 'lock' && !this.#isOver(grant)
  }

  /** Whether other bytes at the same path were allowed this: the question says so. */
  wasAllowedBefore(subject: Subject): boolean {
    for (const grant of this.#standing.values())
      if (grant.end !== 'never' && isAbout(grant, subject)) return true
    return false
  }

  /**
   * Keeps an answer, in place of every earlier one for the same path.
   * @throws `storage/*`: the answer then does not stand, and what it replaced stands again after a restart.
   */
  async put(subject: Subject, end: GrantEnd): Promise<void> {
    const { app } = subject
    if (!app.mayStand || (isLasting(end) && !app.mayLast))
      throw new AppError('internal', 'This app may not be given a lasting grant.')
    // A process is named by its start since boot: on a disk its name might come to be another one's.
    const isKept = end !== 'lock' && app.mayLast
    const grant = this.#replace(subject, { end, isKept })
    try {
      if (isKept) await this.#write()
    } catch (error) {
      if (this.#standing.get(keyOf(grant)) === grant) this.#remove(grant)
      throw error
    } finally {
      this.#changed()
    }
  }

  /** As `put`, in memory alone: for an answer that the disk does not take. */
  hold(subject: Subject, end: Exclude<GrantEnd, 'always' | 'never'>): void {
    this.#replace(subject, { end, isKept: false })
    this.#changed()
  }

  /** The grants of one app end at once, whatever the disk says. @returns whether there were any. */
  revoke(appId: string): Promise<boolean> {
    return this.#drop((grant) => grant.appId === appId)
  }

  /** For an account that is removed. */
  revokeAccount(accountId: string): Promise<boolean> {
    return this.#drop((grant) => grant.accountId === accountId)
  }

  /** For `signet reset`. */
  revokeAll(): Promise<boolean> {
    return this.#drop(() => true)
  }

  /** Forgets what was granted until Signet locks. */
  forgetUntilLock(): void {
    for (const grant of [...this.#standing.values()]) if (grant.end === 'lock') this.#remove(grant)
    this.#changed()
  }

  /** Every grant, newest first. @param labelOf what to call an account. */
  list(labelOf: (accountId: string) => string): GrantView[] {
    return [...this.#standing.values()]
      .filter((grant) => !this.#isOver(grant))
      .reverse()
      .map((grant) => grantView(grant, labelOf(grant.accountId)))
  }

  /** Calls `listener` with each grant whose time is over. */
  onOver(listener: (grant: Grant) => void): void {
    this.#onOver = listener
  }

  /** Calls `listener` after each change but a use. @returns the function that ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Writes the uses that are not written yet. */
  async flush(): Promise<void> {
    if (!this.#flushPending) return
    this.#flushPending = false
    await this.#write()
  }

  #find(app: App, accountId: string, use: CredentialUse): Grant | undefined {
    if (!app.mayStand) return undefined
    const exact = this.#standing.get(`${app.id} ${accountId} ${use}`)
    if (exact !== undefined || app.byHandId === undefined) return exact
    return this.#standing.get(`${app.byHandId} ${accountId} ${use}`)
  }

  #replace(subject: Subject, given: Pick<Grant, 'end' | 'isKept'>): Grant {
    const grant = newGrant(subject, { ...given, grantedAtMs: this.#clock.wallMs() })
    for (const other of [...this.#standing.values()]) if (isAbout(other, subject)) this.#remove(other)
    this.#add(grant)
    this.#boundMemory()
    return grant
  }

  #add(grant: Grant): void {
    this.#standing.set(keyOf(grant), grant)
    if (typeof grant.end === 'string') return
    this.#timers.set(
      grant,
      atDeadline(this.#clock, grant.end, () => this.#end(grant)),
    )
  }

  #remove(grant: Grant): void {
    this.#standing.delete(keyOf(grant))
    this.#timers.get(grant)?.()
    this.#timers.delete(grant)
  }

  #isOver({ end }: Grant): boolean {
    return typeof end !== 'string' && isOver(this.#clock, end)
  }

  /** Its time is over. It ends whether or not the disk hears of it: the next host finds it over as well. */
  #end(grant: Grant): void {
    if (this.#standing.get(keyOf(grant)) !== grant) return
    this.#remove(grant)
    this.#onOver(grant)
    this.#changed()
    if (grant.isKept) this.#writeBehind()
  }

  async #drop(isDropped: (grant: Grant) => boolean): Promise<boolean> {
    const dropped = [...this.#standing.values()].filter(isDropped)
    if (dropped.length === 0) return false
    // Narrowing holds even where the disk is full: it is not undone when the write fails.
    for (const grant of dropped) this.#remove(grant)
    this.#changed()
    await this.#write()
    return true
  }

  #write(): Promise<void> {
    return this.#record.update(() => ({
      grants: [...this.#standing.values()].filter(({ isKept }) => isKept).map(toStored),
    }))
  }

  #flushLater(): void {
    if (this.#flushPending) return
    this.#flushPending = true
    this.#clock.after(flushAfterMs, () => this.#logged(this.flush()))
  }

  #writeBehind(): void {
    this.#logged(this.#write())
  }

  #logged(writing: Promise<void>): void {
    writing.catch((error: unknown) => {
      this.#log.write('warn', 'grants', `grants.json is not up to date: ${toAppError(error).code}`)
    })
  }

  #boundMemory(): void {
    const held = [...this.#standing.values()].filter(({ isKept }) => !isKept)
    for (const grant of held.slice(0, Math.max(0, held.length - mostInMemory))) this.#remove(grant)
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** What a single process is never given. */
function isLasting(end: GrantEnd): boolean {
  return end === 'always' || end === 'never'
}
