// [Note: The refresh journal]
// A refresh token that rotates is spent when Cognito answers; if that answer never arrives, whoever uses the token next
// is refused for reuse. So that this can be told from a token that somebody else used, `refresh/<accountId>.json` says
// which generation of the keychain record a refresh was sent for. It is on the disk before the request leaves and is
// removed once the swap is done, the session is over, or it is certain that Cognito did nothing.
// Which refresh rotates, no client can know: the setting is the pool's, it is not told, and an administrator may turn it
// on between two refreshes, so not even what was seen yesterday is safe. Therefore every refresh is noted. That is two
// file operations beside a call over the network, at most once in ten seconds for an account, and none at all where a
// cached token is served. A full disk does not keep anyone from a token: then only the reason of a loss would be wrong.
// Found at start with the generation of the head: that refresh token may be spent. Another one: the swap was done.
import { z } from 'zod'
import { toAppError } from '../../../shared/errors'
import { parseJson } from '../../../shared/parse-json'
import { AccountTurns } from '../account-turns'
import type { Clock, Log, RecordStore } from '../ports'

const folder = 'refresh'
const ownName = /^([0-9a-f]{16})\.json$/

const JournalEntry = z.strictObject({ generation: z.int().positive(), atMs: z.int() })

/** What is known of a refresh that has not come to its end. */
interface Open {
  /** Undefined where the file is damaged. */
  readonly generation: number | undefined
  /** Whether any record of the account may be meant: this host has sent it and would know of its end. */
  readonly isOfAnyGeneration: boolean
}

/**
 * State: the entries of this host's accounts, as read once or written since (undefined where there is none), and the file
 * operation under way for each: they come to the disk in the order in which they were asked for.
 */
export class RefreshJournal {
  readonly #store: RecordStore
  readonly #clock: Clock
  readonly #log: Log
  readonly #entries = new Map<string, Open | undefined>()
  readonly #turns = new AccountTurns()

  constructor({
    store,
    clock,
    log,
  }: {
    readonly store: RecordStore
    readonly clock: Clock
    readonly log: Log
  }) {
    this.#store = store
    this.#clock = clock
    this.#log = log
  }

  /** The accounts that have an entry on the disk. @throws `storage/*`. */
  async accountIds(): Promise<readonly string[]> {
    const names = await this.#store.list(folder)
    return names.flatMap((name) => ownName.exec(name)?.[1] ?? [])
  }

  /** Whether a refresh of this generation was sent, and nobody knows what became of it. */
  async isInDoubt(accountId: string, generation: number): Promise<boolean> {
    if (!this.#entries.has(accountId)) this.#entries.set(accountId, await this.#read(accountId))
    const entry = this.#entries.get(accountId)
    return entry !== undefined && (entry.isOfAnyGeneration || entry.generation === generation)
  }

  /** Resolves when the entry would survive a power cut, or the disk does not take it. */
  async begin(accountId: string, generation: number): Promise<void> {
    const isThere = this.#entries.get(accountId)?.generation === generation
    this.#entries.set(accountId, { generation, isOfAnyGeneration: true })
    if (isThere) return
    const entry = { generation, atMs: this.#clock.wallMs() } satisfies z.input<typeof JournalEntry>
    const text = `${JSON.stringify(entry)}\n`
    await this.#inTurn(accountId, 'kept', () => this.#store.write(nameOf(accountId), text))
  }

  /** The refresh has come to its end, whichever. An entry that stays on a failing disk is told by its generation. */
  async end(accountId: string): Promise<void> {
    const isNone = this.#entries.has(accountId) && this.#entries.get(accountId) === undefined
    if (isNone) return
    this.#entries.set(accountId, undefined)
    await this.#inTurn(accountId, 'removed', () => this.#store.remove(nameOf(accountId)))
  }

  async #read(accountId: string): Promise<Open | undefined> {
    try {
      const text = await this.#store.read(nameOf(accountId))
      if (text === undefined) return undefined
      const entry = JournalEntry.safeParse(parseJson(text))
      if (entry.success) return { generation: entry.data.generation, isOfAnyGeneration: false }
      const aside = await this.#store.setAside(nameOf(accountId))
      this.#log.write('error', 'sessions', `a refresh journal is damaged; kept as ${aside}`)
    } catch (error) {
      this.#log.write('error', 'sessions', `a refresh journal cannot be read: ${toAppError(error).code}`)
    }
    // Something was noted: at worst a loss that was none is called one.
    return { generation: undefined, isOfAnyGeneration: true }
  }

  #inTurn(accountId: string, what: string, action: () => Promise<void>): Promise<void> {
    return this.#turns.take(accountId, action).catch((error: unknown) => {
      this.#log.write('warn', 'sessions', `a refresh journal was not ${what}: ${toAppError(error).code}`)
    })
  }
}

const nameOf = (accountId: string): string => `${folder}/${accountId}.json`
