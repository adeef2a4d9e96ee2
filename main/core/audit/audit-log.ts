// Who asked for what, and what was decided: JSON lines, chained, never a token or a part of one.
// Written behind the answer: nobody waits for it, and a full disk costs no one a token.
import { toAppError } from '../../../shared/errors'
import type { auditSubjects } from '../../../shared/model/audit-subjects'
import type { Clock, Log, RecordStore } from '../ports'
import { type Link, lastLink, nextLine, origin } from './audit-chain'
import { auditFileName as nameOf, auditFileNumbers, auditFolder } from './audit-files'

/** One thing that happened. */
export interface AuditEvent {
  readonly what: (typeof auditSubjects)[number]
  readonly decision: string
  readonly app?: AuditApp | undefined
  readonly account?: string | undefined
  readonly use?: string | undefined
  /** What it was done to, where that is neither app nor account: a pool's name, a device's key. */
  readonly subject?: string | undefined
}
export interface AuditApp {
  readonly id: string
  readonly executable: string
  readonly script?: string | undefined
  readonly pid?: number | undefined
  /** Nearest parent first. */
  readonly parents: readonly string[]
}

interface Dated extends AuditEvent {
  readonly at: string
  /** How many alike this line stands for; absent for one. */
  readonly count?: number
}

interface Fold {
  latest: AuditEvent
  count: number
}

export interface AuditLogOptions {
  readonly store: RecordStore
  readonly clock: Clock
  readonly log: Log
  /** A file that has reached this many characters is followed by the next one. */
  readonly fileLimit?: number
}

const defaultFileLimit = 1_048_576
/** Repeated uses of one grant: one line in this time. */
const foldMs = 60_000
const retryAfterMs = 10_000
/** Lines that may wait for a disk that takes none; beyond that the oldest are counted and dropped. */
const mostWaiting = 10_000

/** State: where the chain stands, what waits to be written, and the repeated uses of this minute. */
export class AuditLog {
  readonly #options: AuditLogOptions
  readonly #folds = new Map<string, Fold>()
  #waiting: Dated[] = []
  #dropped = 0
  #link: Link = origin
  #file = 1
  #fileLength = 0
  #writing: Promise<void> | undefined
  #isReady = false
  #isRetrying = false
  readonly #unsynced = new Set<number>()
  #onFull: () => void = () => undefined

  constructor(options: AuditLogOptions) {
    this.#options = options
  }

  /** Finds the chain's end. A torn last line stays where it is, and the chain goes on in a new file. */
  async start(): Promise<void> {
    const { store, log } = this.#options
    const numbers = (await auditFileNumbers(store)).toReversed()
    this.#file = numbers[0] ?? 1
    for (const number of numbers) {
      const text = (await store.read(nameOf(number))) ?? ''
      const { link, isTorn } = lastLink(text)
      if (isTorn) log.write('warn', 'audit', `${nameOf(number)} ends in the middle of a line`)
      if (number === this.#file) this.#fileLength = isTorn ? Infinity : text.length
      if (link === undefined) continue
      this.#link = link
      break
    }
    this.#isReady = true
    this.#drain()
  }

  /** Where the chain stands on the disk. */
  get written(): Link {
    return this.#link
  }

  /** Resolves when a loss of power would take no line up to the one that is given. @throws `storage/*` */
  async synced(): Promise<Link> {
    const link = this.#link
    const files = [...this.#unsynced]
    this.#unsynced.clear()
    for (const file of files) await this.#options.store.sync(nameOf(file))
    return link
  }

  /** Calls `listener` when a file is full and the next one begins. */
  onFull(listener: () => void): void {
    this.#onFull = listener
  }

  /** Puts it down; returns at once. */
  record(event: AuditEvent): void {
    this.#put({ ...event, at: this.#now() })
  }

  /** As `record`, but repeats of one app, account, use, decision and subject become one line a minute with a count. */
  recordRepeated(event: AuditEvent): void {
    this.#fold(event, event.subject)
  }

  /**
   * As `recordRepeated`, whatever the subject, and the first one stands for all: a program that is given nothing
   * could make up subjects without an end, and with each of them a line and a timer.
   */
  recordRefused(event: AuditEvent): void {
    this.#fold(event, undefined)
  }

  #fold(event: AuditEvent, subject = ''): void {
    const { what, app, account = '', use = '', decision } = event
    const key = `${what} ${app?.id ?? ''} ${account} ${use} ${decision} ${subject}`
    const fold = this.#folds.get(key)
    if (fold === undefined) {
      this.#folds.set(key, { latest: event, count: 0 })
      this.#options.clock.after(foldMs, () => this.#unfold(key))
      this.record(event)
      return
    }
    fold.latest = { ...event, subject: fold.latest.subject }
    fold.count += 1
  }

  /** Writes everything down, also this minute's counts: before a clean exit. */
  async flush(): Promise<void> {
    for (const fold of this.#folds.values()) this.#putFold(fold)
    this.#drain()
    while (this.#writing !== undefined) await this.#writing
  }

  /** Removes every file and begins a chain of its own: for `signet reset`. @returns the names of what was removed. */
  async erase(): Promise<readonly string[]> {
    await this.flush()
    const { store } = this.#options
    const names = (await store.list(auditFolder)).map((name) => `${auditFolder}/${name}`)
    for (const name of names) await store.remove(name)
    this.#link = origin
    this.#file = 1
    this.#fileLength = 0
    return names
  }

  #unfold(key: string): void {
    const fold = this.#folds.get(key)
    if (fold === undefined) return
    if (fold.count === 0) {
      this.#folds.delete(key)
      return
    }
    this.#putFold(fold)
    this.#options.clock.after(foldMs, () => this.#unfold(key))
  }

  #putFold(fold: Fold): void {
    if (fold.count === 0) return
    this.#put({ ...fold.latest, at: this.#now(), count: fold.count })
    fold.count = 0
  }

  #put(line: Dated): void {
    this.#waiting.push(line)
    if (this.#waiting.length > mostWaiting) {
      this.#waiting.shift()
      this.#dropped += 1
    }
    if (!this.#isRetrying) this.#drain()
  }

  #drain(): void {
    if (!this.#isReady || this.#writing !== undefined || this.#waiting.length === 0) return
    this.#writing = this.#write().then((isWritten) => {
      this.#writing = undefined
      // What came in after the last look must not lie until the next line comes.
      if (isWritten) this.#drain()
    })
  }

  /** Writes until nothing waits. Lines are chained here, so that one that was never written leaves no gap. */
  async #write(): Promise<boolean> {
    // Behind the answer: the caller's reply leaves first, and lines of one turn go out together.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      if (!(await this.#append(batch))) return false
    }
    return true
  }

  async #append(batch: readonly Dated[]): Promise<boolean> {
    const { store, log, fileLimit = defaultFileLimit } = this.#options
    if (this.#fileLength >= fileLimit) {
      this.#nextFile()
      this.#onFull()
    }
    let link = this.#link
    let text = ''
    for (const { at, ...event } of batch) {
      const next = nextLine(link, { at, ...event })
      link = next.link
      text += `${next.text}\n`
    }
    try {
      await store.append(nameOf(this.#file), text)
    } catch (error) {
      log.write('error', 'audit', `${batch.length} lines wait to be written: ${toAppError(error).code}`)
      this.#waiting = [...batch, ...this.#waiting]
      // The disk may have taken half a line: what comes next must not be glued to it.
      this.#nextFile()
      this.#retryLater()
      return false
    }
    this.#link = link
    this.#unsynced.add(this.#file)
    this.#fileLength += text.length
    if (this.#dropped > 0) log.write('error', 'audit', `${this.#dropped} lines were lost to a full disk`)
    this.#dropped = 0
    return true
  }

  #retryLater(): void {
    if (this.#isRetrying) return
    this.#isRetrying = true
    this.#options.clock.after(retryAfterMs, () => {
      this.#isRetrying = false
      this.#drain()
    })
  }

  #nextFile(): void {
    this.#file += 1
    this.#fileLength = 0
  }

  #now(): string {
    return new Date(this.#options.clock.wallMs()).toISOString()
  }
}
