// One JSON file of the host: `{ "version": n, … }`, checked against a schema, migrated, written whole.
// What cannot be read is never overwritten: a damaged file is set aside, one of a later Signet is left alone.
import { z } from 'zod'
import { AppError } from '../../../shared/errors'
import { parseJson } from '../../../shared/parse-json'
import type { Log, RecordStore } from '../ports'

/** Brings the content of one version to the next; it gets and gives the object without `version`. */
export type Migration = (content: Readonly<Record<string, unknown>>) => Record<string, unknown>

export interface JsonRecordOptions<Content extends object> {
  readonly store: RecordStore
  readonly log: Log
  /** File name inside the store, such as `pools.json`. */
  readonly name: string
  /** The version that `schema` describes; files are written with it. */
  readonly version: number
  /** The file without its `version`. */
  readonly schema: z.ZodType<Content>
  /** From each earlier version to the next, by the earlier one's number. A version without one is damaged. */
  readonly migrations?: Readonly<Record<number, Migration>>
  /** What holds while there is no file. */
  readonly empty: Content
}

type State<Content> =
  | { readonly kind: 'unread' }
  | { readonly kind: 'read'; readonly content: Content }
  | { readonly kind: 'failed'; readonly error: AppError }

const Versioned = z.looseObject({ version: z.int().positive() })

/** State: the file's content as it is on disk; changes are made one after the other. */
export class JsonRecord<Content extends object> {
  readonly #options: JsonRecordOptions<Content>
  readonly #listeners = new Set<() => void>()
  #state: State<Content> = { kind: 'unread' }
  #setAside: string | undefined
  #lastChange: Promise<unknown> = Promise.resolve()

  constructor(options: JsonRecordOptions<Content>) {
    this.#options = options
  }

  /** The name that a damaged file was given by `load`; undefined when it was sound. */
  get setAside(): string | undefined {
    return this.#setAside
  }

  /**
   * Reads the file. A damaged one is renamed and reported, and `empty` holds.
   * @throws `storage/newer-version` when a later Signet wrote it; it stays as it is, and so it does in every
   * later `update`. @throws what the store throws.
   */
  async load(): Promise<void> {
    try {
      this.#state = { kind: 'read', content: await this.#read() }
    } catch (error) {
      if (error instanceof AppError) this.#state = { kind: 'failed', error }
      throw error
    }
  }

  /** The content as it rests on disk. @throws what `load` threw. */
  get(): Content {
    if (this.#state.kind === 'failed') throw this.#state.error
    if (this.#state.kind === 'unread')
      throw new AppError('internal', `${this.#options.name} was not read yet`)
    return this.#state.content
  }

  /**
   * Changes the file, after every change asked for before. `change` gets the content and returns the whole next
   * one; what it throws reaches the caller, and nothing changes.
   * @throws `storage/write-failed`: memory and disk then keep the content from before.
   */
  update(change: (content: Content) => Content): Promise<void> {
    const done = this.#lastChange.then(() => this.#change(change))
    // The next change must run whether or not this one failed; the caller of this one gets the failure.
    this.#lastChange = done.catch(() => undefined)
    return done
  }

  /** After every change asked for before, `empty` holds in memory: for whoever removes the file. */
  forget(): Promise<void> {
    const done = this.#lastChange.then(() => {
      this.#state = { kind: 'read', content: this.#options.empty }
      for (const listener of this.#listeners) listener()
    })
    this.#lastChange = done.catch(() => undefined)
    return done
  }

  /** Calls `listener` after each change. @returns the function that ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async #change(change: (content: Content) => Content): Promise<void> {
    const { store, name, version, schema } = this.#options
    const before = this.get()
    const content = change(before)
    if (content === before) return
    // A change that the schema refuses would be set aside at the next start: it must not reach the disk.
    const checked = schema.safeParse(content)
    if (!checked.success) throw new AppError('internal', `${name}: ${problemOf(checked.error)}`)
    await store.write(name, `${JSON.stringify({ version, ...checked.data }, null, 2)}\n`)
    this.#state = { kind: 'read', content: checked.data }
    for (const listener of this.#listeners) listener()
  }

  async #read(): Promise<Content> {
    const { store, name, empty } = this.#options
    const text = await store.read(name)
    if (text === undefined) return empty
    const parsed = this.#parse(text)
    if (parsed.success) return parsed.content
    this.#setAside = await store.setAside(name)
    this.#options.log.write(
      'error',
      'records',
      `${name} is damaged (${parsed.problem}); kept as ${this.#setAside}`,
    )
    return empty
  }

  #parse(text: string): { success: true; content: Content } | { success: false; problem: string } {
    const versioned = Versioned.safeParse(parseJson(text))
    if (!versioned.success) return { success: false, problem: problemOf(versioned.error) }
    const { version, ...content } = versioned.data
    if (version > this.#options.version) throw this.#newerVersion(version)
    const migrated = this.#migrate(version, content)
    if (migrated === undefined) return { success: false, problem: `no way from version ${version}` }
    const checked = this.#options.schema.safeParse(migrated)
    if (!checked.success) return { success: false, problem: problemOf(checked.error) }
    return { success: true, content: checked.data }
  }

  /** @returns undefined where there is no way, or content that a migration stumbles over. */
  #migrate(from: number, content: Record<string, unknown>): Record<string, unknown> | undefined {
    let migrated = content
    for (let version = from; version < this.#options.version; version += 1) {
      const migration = this.#options.migrations?.[version]
      if (migration === undefined) return undefined
      try {
        migrated = migration(migrated)
      } catch {
        return undefined
      }
    }
    return migrated
  }

  #newerVersion(version: number): AppError {
    const { name, version: known } = this.#options
    return new AppError(
      'storage/newer-version',
      `${name} has version ${version}, this Signet knows up to ${known}: use the newer Signet, or move the file away`,
    )
  }
}

/** Where and what, never the value: a file may hold what a log must not. */
function problemOf(error: z.ZodError): string {
  const [issue] = error.issues
  if (issue === undefined) return 'not as expected'
  const path = issue.path.map(String).join('.')
  return path === '' ? `no JSON of the expected form: ${issue.code}` : `${path}: ${issue.code}`
}
