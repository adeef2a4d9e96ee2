// accounts.json: who has signed in here. No secret; the keychain holds those under the account id.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AppError, type ErrorCode, isErrorCode } from '../../../shared/errors'
import { EndNotice } from '../../../shared/model/account'
import { FirstFactor, SignInMethod } from '../../../shared/model/pool'
import type { Log, RecordStore } from '../ports'
import { JsonRecord } from './json-record'

export const StoredAccount = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  label: z.string().min(1),
  userPoolId: z.string(),
  clientId: z.string(),
  /** Canonical (access token `username`). */
  username: z.string(),
  sub: z.string(),
  /** What the person types: names that lead to this account, so that the device key can ride in InitiateAuth. */
  typedNames: z.array(z.string()),
  isDefault: z.boolean(),
  signedInAtMs: z.int().optional(),
  /** Why the session ended, for `status`: `signed-out` by the person, `expired` by the server. */
  status: z.enum(['signed-in', 'signed-out', 'expired']),
  /** What ended the session, where it is `expired`: whoever asks later is told the same as whoever asked then. */
  endedBy: z.custom<ErrorCode>(isErrorCode).optional(),
  /** The last notice of this session's coming end that was given; the next session begins without. */
  endNotice: EndNotice.optional(),
  /** How long a sign-in of this account was seen to last. */
  observedLifeSeconds: z.int().positive().optional(),
  device: z.enum(['remembered', 'confirmed', 'none']),
  /** Names that the person gave devices of the account here, by device key: Cognito cannot rename. */
  deviceNames: z.record(z.string(), z.string()).optional(),
  /** Who the account is to the identity pool of its pool (`GetId`). */
  identity: z.strictObject({ identityPoolId: z.string(), identityId: z.string() }).optional(),
  /** How this person signed in the last time: the next sign-in begins so. */
  method: SignInMethod.optional(),
  /** The first factor that was chosen in USER_AUTH. */
  firstFactor: FirstFactor.optional(),
})
export type StoredAccount = z.infer<typeof StoredAccount>

/** First 16 hex digits of SHA-256(`userPoolId \n clientId \n canonicalUsername`). */
export function accountIdOf(userPoolId: string, clientId: string, username: string): string {
  return createHash('sha256')
    .update(`${userPoolId}\n${clientId}\n${username}`, 'utf8')
    .digest('hex')
    .slice(0, 16)
}

const AccountsContent = z.strictObject({ accounts: z.array(StoredAccount) })

/** State: who has signed in here, as accounts.json has it. At most one account is the default. */
export class Accounts {
  readonly #record: JsonRecord<z.infer<typeof AccountsContent>>

  constructor({ store, log }: { readonly store: RecordStore; readonly log: Log }) {
    const empty = { accounts: [] }
    this.#record = new JsonRecord({
      store,
      log,
      name: 'accounts.json',
      version: 1,
      schema: AccountsContent,
      empty,
    })
  }

  /** The name that a damaged file was given; undefined when it was sound. */
  get setAside(): string | undefined {
    return this.#record.setAside
  }

  /** @throws `storage/newer-version`; a damaged file is set aside and reported. */
  load(): Promise<void> {
    return this.#record.load()
  }

  list(): readonly StoredAccount[] {
    return this.#record.get().accounts
  }

  get(id: string): StoredAccount | undefined {
    return this.list().find((account) => account.id === id)
  }

  /** What to call the account; its id where it has gone. */
  readonly labelOf = (id: string): string => this.get(id)?.label ?? id

  /** The account of an id that came from a list of ours. @throws `account/unknown` where it has gone meanwhile. */
  demand(id: string): StoredAccount {
    const account = this.get(id)
    if (account === undefined) throw new AppError('account/unknown', 'There is no such account any more.')
    return account
  }

  /**
   * The account that a person or program means: `default`, an id, a label or a username.
   * @throws `account/none` when nobody has signed in here, `account/unknown`, `account/ambiguous` with the candidates.
   */
  resolve(ref: string): StoredAccount {
    const accounts = this.list()
    if (accounts.length === 0) throw new AppError('account/none', 'Nobody has signed in here yet.')
    const byId = this.get(ref)
    if (byId !== undefined) return byId
    const named = accounts.filter(({ label, username }) => label === ref || username === ref)
    if (named.length === 0 && ref === 'default') return defaultOf(accounts)
    const [account, ...others] = named
    if (account === undefined)
      throw new AppError(
        'account/unknown',
        `No account is called "${ref}". There are: ${candidates(accounts)}`,
      )
    if (others.length > 0)
      throw new AppError(
        'account/ambiguous',
        `"${ref}" names several accounts: ${candidates(named)}. Use an id.`,
      )
    return account
  }

  /**
   * The account that a name typed at sign-in has led to before, so that its device key can ride in InitiateAuth.
   * Other capitals count too where they leave one account: most pools ignore case, and a device key sent to one
   * that does not costs one retry (COGNITO.md §7).
   */
  findByTypedName(userPoolId: string, clientId: string, name: string): StoredAccount | undefined {
    const ofPool = this.list().filter(
      (account) => account.userPoolId === userPoolId && account.clientId === clientId,
    )
    const exact = ofPool.find(({ typedNames }) => typedNames.includes(name))
    if (exact !== undefined) return exact
    const folded = name.toLowerCase()
    const alike = ofPool.filter(({ typedNames }) =>
      typedNames.some((typed) => typed.toLowerCase() === folded),
    )
    return alike.length === 1 ? alike[0] : undefined
  }

  /** Adds the account or replaces the one with its id. @throws `storage/write-failed`. */
  put(account: StoredAccount): Promise<void> {
    return this.#record.update(({ accounts }) => {
      const others = account.isDefault ? accounts.map(withoutDefault) : accounts
      const isKnown = others.some(({ id }) => id === account.id)
      return {
        accounts: isKnown
          ? others.map((other) => (other.id === account.id ? account : other))
          : [...others, account],
      }
    })
  }

  /**
   * Changes one account as it is when its turn comes; one that is gone stays so.
   * @throws `storage/write-failed`.
   */
  change(id: string, change: (account: StoredAccount) => StoredAccount): Promise<void> {
    return this.#record.update((content) => {
      const account = content.accounts.find((one) => one.id === id)
      const changed = account === undefined ? undefined : change(account)
      if (changed === account || changed === undefined) return content
      return { accounts: content.accounts.map((one) => (one === account ? changed : one)) }
    })
  }

  /** Before a person is asked for nothing. @throws `account/label-taken`. */
  refuseTaken(id: string, label: string): void {
    refuseTaken(this.list(), id, label)
  }

  /**
   * Calls the account otherwise. No other one may answer to that name: who asks by it must get the one that is meant.
   * @throws `account/unknown`, `account/label-taken`, `storage/write-failed`.
   */
  rename(id: string, label: string): Promise<void> {
    return this.#record.update(({ accounts }) => {
      if (!accounts.some((account) => account.id === id))
        throw new AppError('account/unknown', 'There is no such account any more.')
      refuseTaken(accounts, id, label)
      return { accounts: accounts.map((account) => (account.id === id ? { ...account, label } : account)) }
    })
  }

  /**
   * Forgets the account. No other becomes the default for it, unless only one is left: a program that asks for the
   * default account must not get another person's token from one day to the next.
   */
  remove(id: string): Promise<void> {
    return this.#record.update((content) => {
      const left = content.accounts.filter((account) => account.id !== id)
      if (left.length === content.accounts.length) return content
      return { accounts: left.length === 1 ? left.map((account) => ({ ...account, isDefault: true })) : left }
    })
  }

  /** @throws `account/unknown`, `storage/write-failed`. */
  setDefault(id: string): Promise<void> {
    return this.#record.update(({ accounts }) => {
      if (!accounts.some((account) => account.id === id))
        throw new AppError(
          'account/unknown',
          `No account has the id "${id}". There are: ${candidates(accounts)}`,
        )
      return { accounts: accounts.map((account) => ({ ...account, isDefault: account.id === id })) }
    })
  }

  /** Calls `listener` after each change. @returns the function that ends that. */
  onChange(listener: () => void): () => void {
    return this.#record.onChange(listener)
  }
}

function defaultOf(accounts: readonly StoredAccount[]): StoredAccount {
  const chosen =
    accounts.find(({ isDefault }) => isDefault) ?? (accounts.length === 1 ? accounts[0] : undefined)
  if (chosen !== undefined) return chosen
  throw new AppError('account/ambiguous', `No account is the default one. There are: ${candidates(accounts)}`)
}

function refuseTaken(accounts: readonly StoredAccount[], id: string, label: string): void {
  const isTaken = accounts.some(
    (other) => other.id !== id && (other.label === label || other.username === label),
  )
  if (isTaken)
    throw new AppError('account/label-taken', 'Another account has this label, or is of this username.')
}

const withoutDefault = (account: StoredAccount): StoredAccount => ({ ...account, isDefault: false })

const candidates = (accounts: readonly StoredAccount[]): string =>
  accounts.map(({ id, label, userPoolId }) => `${label} of ${userPoolId} (${id})`).join(', ') || 'none'
