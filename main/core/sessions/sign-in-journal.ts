// [Note: The sign-in journal]
// A sign-in puts its device into the keychain before Cognito hears of it, and its account into accounts.json last of all.
// Whoever dies in between would leave an item that nothing leads to: no list shows it, no removal and no reset finds it.
// So `sign-in/<accountId>.json` says whose it is, from before the first write until accounts.json has the account. It holds
// what accounts.json would, no secret. Found later, it is finished: a session that is there makes the account a signed-in
// one; a device alone makes it one that is signed out, whose next sign-in uses that device and whose person can remove it.
import { z } from 'zod'
import { type AppError, toAppError } from '../../../shared/errors'
import { parseJson } from '../../../shared/parse-json'
import { AccountTurns } from '../account-turns'
import type { Lock } from '../lock/lock'
import type { Clock, Log, RecordStore } from '../ports'
import { type Accounts, accountIdOf, StoredAccount } from '../records/accounts'
import type { AccountRecord, Vault } from '../vault/account-record'
import { signedInAccount } from './account-states'
import type { GrantedSignIn } from './session-store'

const folder = 'sign-in'
const ownName = /^([0-9a-f]{16})\.json$/

const Entry = StoredAccount.pick({
  userPoolId: true,
  clientId: true,
  username: true,
  sub: true,
  method: true,
  firstFactor: true,
}).extend({ typedName: z.string().optional(), label: z.string().optional(), signedInAtMs: z.int() })

/** A keychain that is busy or locked at the start of a host may open a little later. */
const retryDelaysMs = [1_000, 10_000, 60_000] as const

export interface SignInJournalDeps {
  readonly clock: Clock
  readonly vault: Vault
  readonly accounts: Accounts
  /** Where the journal rests. */
  readonly state: RecordStore
  /** Locked, no keychain is read; whoever unlocks has it all finished. */
  readonly lock: Pick<Lock, 'isLocked'>
  readonly log: Log
}

/** State: which accounts have an operation under way, those of one account one after the other; and what is tried again. */
export class SignInJournal {
  readonly #deps: SignInJournalDeps
  readonly #turns = new AccountTurns()
  readonly #callOffs = new Map<string, () => void>()
  #isStopped = false
  /** Sign-ins of this host that write at this moment: nothing of theirs was left behind. */
  readonly #open = new Set<string>()

  constructor(deps: SignInJournalDeps) {
    this.#deps = deps
  }

  /** Resolves when the note would survive a power cut. @throws `storage/*`: accounts.json would not be taken either. */
  begin({ way, ...granted }: GrantedSignIn): Promise<void> {
    const { userPoolId, clientId, username } = granted
    const id = accountIdOf(userPoolId, clientId, username)
    const text = `${JSON.stringify({ ...granted, ...way } satisfies z.input<typeof Entry>)}\n`
    return this.#turns.take(id, async () => {
      await this.#deps.state.write(nameOf(id), text)
      this.#open.add(id)
    })
  }

  /** The keychain and accounts.json say the same. A note that stays on a failing disk does no harm. */
  end(accountId: string): Promise<void> {
    this.#open.delete(accountId)
    return this.#turns.take(accountId, () => this.#end(accountId))
  }

  /** The sign-in came to nothing: its note goes, unless it is the only way to what is left in the keychain. */
  async withdraw(accountId: string): Promise<void> {
    const { accounts, vault, lock } = this.#deps
    this.#open.delete(accountId)
    if (lock.isLocked) return
    await this.#tried(accountId, async () => {
      const isLedTo = accounts.get(accountId) !== undefined || (await vault.read(accountId)) === undefined
      if (isLedTo) await this.#end(accountId)
    })
  }

  /** Lists what sign-ins that did not come to their end have left in the keychain. What fails is in the log. */
  async finish(): Promise<void> {
    const { state, log } = this.#deps
    try {
      const ids = (await state.list(folder)).flatMap((name) => ownName.exec(name)?.[1] ?? [])
      await Promise.all(ids.map((id) => this.#finishOrRetry(id, 0)))
    } catch (error) {
      log.write('error', 'sessions', `the sign-in journals cannot be listed: ${toAppError(error).code}`)
    }
  }

  /** Nothing is tried again any more: the host ends, and the next one begins with what is left. */
  stop(): void {
    this.#isStopped = true
    for (const callOff of this.#callOffs.values()) callOff()
  }

  async #finishOrRetry(accountId: string, tries: number): Promise<void> {
    // One try at a time is waited for, and can be called off.
    this.#callOffs.get(accountId)?.()
    this.#callOffs.delete(accountId)
    if (this.#deps.lock.isLocked) return
    const isDone = await this.#tried(accountId, () => this.#finish(accountId))
    const delayMs = retryDelaysMs[tries]
    if (isDone || delayMs === undefined || this.#isStopped) return
    const again = () => void this.#finishOrRetry(accountId, tries + 1)
    this.#callOffs.set(accountId, this.#deps.clock.after(delayMs, again))
  }

  async #finish(accountId: string): Promise<void> {
    const { accounts, vault, state, log } = this.#deps
    if (this.#open.has(accountId)) return
    const text = await state.read(nameOf(accountId))
    if (text === undefined) return
    const entry = Entry.safeParse(parseJson(text))
    const isKnown = accounts.get(accountId) !== undefined
    if (!entry.success) {
      const aside = await state.setAside(nameOf(accountId))
      log.write('error', 'sessions', `a sign-in journal is damaged; kept as ${aside}`)
    }
    const record = await this.#soundRecord(accountId)
    if (entry.success && record !== undefined) await this.#list(accountId, entry.data, record)
    // Of an account that nobody can name any more, or of one whose item cannot be read: signing in makes it anew.
    else if (!isKnown) await vault.remove(accountId)
    await vault.tidy(accountId)
    await this.#end(accountId)
  }

  /** @returns undefined where there is none, or a damaged one. @throws `keychain/*`. */
  async #soundRecord(accountId: string): Promise<AccountRecord | undefined> {
    try {
      return await this.#deps.vault.read(accountId)
    } catch (error) {
      const problem: AppError = toAppError(error)
      if (problem.code === 'keychain/damaged') return undefined
      throw problem
    }
  }

  async #list(id: string, entry: z.infer<typeof Entry>, record: AccountRecord): Promise<void> {
    const { accounts } = this.#deps
    const { signedInAtMs, typedName, label, ...rest } = entry
    const isSignedIn = record.session?.signedInAtMs === signedInAtMs
    const { username, sub } = record
    const { method, firstFactor, userPoolId, clientId } = rest
    const way = { ...(method && { method }), ...(firstFactor && { firstFactor }) }
    const names = { ...(typedName !== undefined && { typedName }), ...(label !== undefined && { label }) }
    const granted = { userPoolId, clientId, username, sub, ...names, way, signedInAtMs }
    const account = signedInAccount(granted, { id, accounts, device: record.device })
    if (isSignedIn) await accounts.put(account)
    else if (accounts.get(id) === undefined) await accounts.put({ ...account, status: 'signed-out' })
  }

  async #end(accountId: string): Promise<void> {
    const { state, log } = this.#deps
    try {
      await state.remove(nameOf(accountId))
    } catch (error) {
      log.write('warn', 'sessions', `a sign-in journal was not removed: ${toAppError(error).code}`)
    }
  }

  /** @returns whether it succeeded. */
  async #tried(accountId: string, action: () => Promise<void>): Promise<boolean> {
    try {
      await this.#turns.take(accountId, action)
      return true
    } catch (error) {
      this.#deps.log.write('warn', 'sessions', `a sign-in journal stays: ${toAppError(error).code}`)
      return false
    }
  }
}

const nameOf = (accountId: string): string => `${folder}/${accountId}.json`
