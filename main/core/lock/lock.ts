// Locked or not. Whoever holds what a lock takes away listens here and lets go of it.
import { z } from 'zod'
import { AppError, toAppError } from '../../../shared/errors'
import type { Log, RecordStore } from '../ports'
import { JsonRecord } from '../records/json-record'

const LockFile = z.strictObject({ locked: z.boolean() })
type LockFile = z.infer<typeof LockFile>

/** State: the flag, in memory and, as far as the disk lets it, in lock.json; the write under way; and how often it was asked for. */
export class Lock {
  readonly #log: Log
  readonly #record: JsonRecord<LockFile>
  readonly #listeners = new Set<(isLocked: boolean) => void>()
  #isLocked = false
  #timesAsked = 0
  #kept: Promise<void> = Promise.resolve()
  #look: () => void = () => undefined

  constructor({ store, log }: { readonly store: RecordStore; readonly log: Log }) {
    this.#log = log
    const empty = { locked: false }
    this.#record = new JsonRecord({ store, log, name: 'lock.json', version: 1, schema: LockFile, empty })
  }

  /** The name that a damaged file was given by `load`. */
  get setAside(): string | undefined {
    return this.#record.setAside
  }

  /** A damaged file counts as locked: one press of a person is cheaper than a token given in error. */
  async load(): Promise<void> {
    await this.#record.load()
    this.#isLocked = this.#record.get().locked
    if (this.#record.setAside === undefined) return
    this.#isLocked = true
    // The next host finds no file: without this one it would begin open.
    await this.#keep(true)
  }

  get isLocked(): boolean {
    return this.#isLocked
  }

  /** @throws `lock/locked` */
  demandUnlocked(): void {
    this.#look()
    if (this.#isLocked) throw new AppError('lock/locked', '')
  }

  /** Locks now where there is a reason to that nobody has told of yet. */
  look(): void {
    this.#look()
  }

  /** How often somebody or something has locked in this host, locked or not: an unlocking looks whether it grew. */
  get timesAsked(): number {
    return this.#timesAsked
  }

  /** Holds at once; resolves when it would survive a restart, or the disk has refused. @returns whether it was open. */
  lock(): Promise<boolean> {
    this.#timesAsked += 1
    return this.#set(true)
  }

  /** A person's act. @returns whether it was locked. */
  unlock(): Promise<boolean> {
    return this.#set(false)
  }

  /** Resolves when the disk says what holds, or has refused. */
  flush(): Promise<void> {
    return this.#kept
  }

  /** This host ends, and answers nobody any more: what it has to take back at Cognito it may take back. */
  end(): void {
    this.#isLocked = false
  }

  /** Calls `look` before anything is given out: it may find a reason to lock. @returns the function that ends that. */
  lookFirst(look: () => void): () => void {
    this.#look = look
    return () => (this.#look = () => undefined)
  }

  /** Calls `listener` with each change, in the turn in which it holds. @returns the function that ends that. */
  onChange(listener: (isLocked: boolean) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async #set(isLocked: boolean): Promise<boolean> {
    const isChange = this.#isLocked !== isLocked
    this.#isLocked = isLocked
    if (isChange) for (const listener of this.#listeners) listener(isLocked)
    this.#kept = this.#keep(isLocked)
    await this.#kept
    return isChange
  }

  async #keep(isLocked: boolean): Promise<void> {
    try {
      await this.#record.update((file) => (file.locked === isLocked ? file : { locked: isLocked }))
    } catch (error) {
      // It holds in this host all the same; the next one begins as the disk has it.
      this.#log.write('error', 'lock', `the lock was not kept: ${toAppError(error).code}`)
    }
  }
}
