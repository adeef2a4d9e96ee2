// Signet's secrets in the OS keychain, whose only promise is that one item is kept or not.
// [Note: The swap]
// A record is kept in parts `<accountId>.<generation>.<n>` and a head `<accountId>` = { v, generation, parts, sha256 }.
// Writing: the parts of the next generation, each read back; the head (that is the swap); the former parts deleted.
// Removing: a head of no parts (the swap); the former parts deleted; the head deleted. So whoever is killed between
// any two steps leaves the former record or the next one. What such an end leaves over is always the parts of the
// generation before or after the head's, numbered from 0 without a gap, since they are written upwards and deleted
// downwards: the next write or removal finds them by name, and nothing ever has to list the keychain.
import { z } from 'zod'
import { AppError } from '../../../shared/errors'
import { parseJson } from '../../../shared/parse-json'
import { AccountTurns } from '../account-turns'
import type { SecretStore } from '../ports'
import { AccountRecord, type StoredRecord, type Vault } from './account-record'
import { sha256, split, toAsciiJson } from './split'

const Head = z.strictObject({
  v: z.literal(1),
  generation: z.int().positive(),
  /** 0: removed, and what is left of it is on its way out. */
  parts: z.int().nonnegative().max(1000),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
type Head = z.infer<typeof Head>

const Versioned = z.looseObject({ v: z.int() })

/** Builds the vault on a keychain. */
export function createVault(store: SecretStore): Vault {
  return new SplitVault(store)
}

/** State: which accounts have an operation under way; operations on one account run one after the other. */
class SplitVault implements Vault {
  readonly #store: SecretStore
  readonly #turns = new AccountTurns()

  constructor(store: SecretStore) {
    this.#store = store
  }

  async read(accountId: string): Promise<AccountRecord | undefined> {
    return (await this.readStored(accountId))?.record
  }

  readStored(accountId: string): Promise<StoredRecord | undefined> {
    return this.#turns.take(accountId, () => this.#read(accountId))
  }

  write(accountId: string, record: AccountRecord): Promise<void> {
    return this.#turns.take(accountId, () => this.#write(accountId, record))
  }

  update(accountId: string, change: Parameters<Vault['update']>[1]): Promise<void> {
    return this.#turns.take(accountId, async () => {
      const now = await this.#readSound(accountId)
      const next = change(now)
      if (next === undefined) await this.#remove(accountId)
      else if (next !== now) await this.#write(accountId, next)
    })
  }

  remove(accountId: string): Promise<void> {
    return this.#turns.take(accountId, () => this.#remove(accountId))
  }

  tidy(accountId: string): Promise<void> {
    return this.#turns.take(accountId, async () => {
      const head = parseHead(accountId, await this.#store.get(accountId))
      if (head?.parts === 0) await this.#finishRemoval(accountId, head)
      else await this.#sweep(accountId, head)
    })
  }

  readClientSecret(userPoolId: string, clientId: string): Promise<string | undefined> {
    return this.#store.get(clientSecretName(userPoolId, clientId))
  }

  writeClientSecret(userPoolId: string, clientId: string, clientSecret: string): Promise<void> {
    return this.#put(clientSecretName(userPoolId, clientId), clientSecret)
  }

  async removeClientSecret(userPoolId: string, clientId: string): Promise<void> {
    await this.#store.delete(clientSecretName(userPoolId, clientId))
  }

  async #read(accountId: string): Promise<StoredRecord | undefined> {
    const head = parseHead(accountId, await this.#store.get(accountId))
    if (head === undefined) return undefined
    if (head.parts === 0) {
      await this.#finishRemoval(accountId, head)
      return undefined
    }
    const parts: string[] = []
    for (let part = 0; part < head.parts; part += 1) {
      const text = await this.#store.get(partName(accountId, head.generation, part))
      if (text === undefined) throw damaged(accountId, `part ${part} of ${head.parts} is missing`)
      parts.push(text)
    }
    const text = parts.join('')
    if (sha256(text) !== head.sha256) throw damaged(accountId, 'its parts do not belong together')
    return { record: parseRecord(accountId, text), generation: head.generation }
  }

  async #readSound(accountId: string): Promise<AccountRecord | undefined> {
    try {
      return (await this.#read(accountId))?.record
    } catch (error) {
      if (error instanceof AppError && error.code === 'keychain/damaged') return undefined
      throw error
    }
  }

  async #write(accountId: string, record: AccountRecord): Promise<void> {
    const former = await this.#formerHead(accountId)
    await this.#sweep(accountId, former)
    const generation = (former?.generation ?? 0) + 1
    const text = toAsciiJson(AccountRecord.parse(record))
    const parts = split(text)
    for (const [part, content] of parts.entries())
      await this.#put(partName(accountId, generation, part), content)
    await this.#putHead(accountId, { v: 1, generation, parts: parts.length, sha256: sha256(text) })
    if (former !== undefined) await this.#deleteParts(accountId, former.generation)
  }

  async #remove(accountId: string): Promise<void> {
    const former = await this.#formerHead(accountId)
    await this.#sweep(accountId, former)
    if (former === undefined) {
      await this.#store.delete(accountId)
      return
    }
    const head: Head = { v: 1, generation: former.generation + 1, parts: 0, sha256: sha256('') }
    await this.#putHead(accountId, head)
    await this.#finishRemoval(accountId, head)
  }

  async #finishRemoval(accountId: string, head: Head): Promise<void> {
    await this.#sweep(accountId, head)
    await this.#store.delete(accountId)
  }

  /** An unreadable head must not bar the way to a fresh sign-in; it counts as none. A later version's does. */
  async #formerHead(accountId: string): Promise<Head | undefined> {
    const text = await this.#store.get(accountId)
    try {
      return parseHead(accountId, text)
    } catch (error) {
      if (error instanceof AppError && error.code === 'keychain/damaged') return undefined
      throw error
    }
  }

  /** Deletes what an end between two steps may have left: see [Note: The swap]. */
  async #sweep(accountId: string, head: Head | undefined): Promise<void> {
    const generation = head?.generation ?? 0
    await this.#deleteParts(accountId, generation + 1)
    if (generation > 1) await this.#deleteParts(accountId, generation - 1)
  }

  async #deleteParts(accountId: string, generation: number): Promise<void> {
    let count = 0
    while ((await this.#store.get(partName(accountId, generation, count))) !== undefined) count += 1
    for (let part = count - 1; part >= 0; part -= 1)
      await this.#store.delete(partName(accountId, generation, part))
  }

  #putHead(accountId: string, head: Head): Promise<void> {
    return this.#put(accountId, JSON.stringify(head))
  }

  /** Believes only what it reads back: keychains have been seen to cut items short and to refuse in silence. */
  async #put(name: string, value: string): Promise<void> {
    await this.#store.set(name, value)
    if ((await this.#store.get(name)) === value) return
    throw new AppError('keychain/damaged', `The keychain did not keep the item ${name} as it was written.`)
  }
}

const partName = (accountId: string, generation: number, part: number): string =>
  `${accountId}.${generation}.${part}`

const clientSecretName = (userPoolId: string, clientId: string): string => `pool.${userPoolId}.${clientId}`

function parseHead(accountId: string, text: string | undefined): Head | undefined {
  if (text === undefined) return undefined
  const json = parseJson(text)
  refuseNewerVersion(accountId, json)
  const head = Head.safeParse(json)
  if (!head.success) throw damaged(accountId, 'its head cannot be read')
  return head.data
}

function parseRecord(accountId: string, text: string): AccountRecord {
  const json = parseJson(text)
  refuseNewerVersion(accountId, json)
  const record = AccountRecord.safeParse(json)
  if (!record.success) throw damaged(accountId, 'its content is not of the expected form')
  return record.data
}

/** @throws `storage/newer-version`: what a later Signet keeps here must be neither used nor overwritten. */
function refuseNewerVersion(accountId: string, json: unknown): void {
  const versioned = Versioned.safeParse(json)
  if (!versioned.success || versioned.data.v <= 1) return
  throw new AppError(
    'storage/newer-version',
    `The keychain item ${accountId} was written by a newer Signet (version ${versioned.data.v}): use that one.`,
  )
}

function damaged(accountId: string, what: string): AppError {
  return new AppError(
    'keychain/damaged',
    `The keychain record ${accountId} is damaged: ${what}. Remove the account and sign in again.`,
  )
}
