// What a person does to the host as a whole: pools come and go, accounts go, everything goes.
// One place, because each of these touches keychain, files and grants in an order that a crash must survive.
import { AppError, toAppError } from '../../../shared/errors'
import type { NewPool, Pool } from '../../../shared/model/pool'
import type { Grants } from '../grants/grants'
import type { RecordStore } from '../ports'
import type { Accounts } from '../records/accounts'
import type { Pools } from '../records/pools'
import type { SettingsFile } from '../records/settings'
import type { Sessions } from '../sessions/session-store'
import type { Vault } from '../vault/account-record'

export interface UpkeepDeps {
  readonly pools: Pools
  readonly accounts: Accounts
  readonly grants: Grants
  readonly settings: SettingsFile
  readonly sessions: Sessions
  readonly vault: Vault
  readonly config: RecordStore
  readonly state: RecordStore
}

/** What `reset` did: names of accounts, keychain items and files. */
export interface ResetOutcome {
  readonly removed: readonly string[]
  /** What could not be removed, each with the reason. */
  readonly left: readonly string[]
}

/** Folders of the state that hold nothing but files of Signet. */
const stateFolders = ['audit', 'refresh'] as const

/** The host's own housekeeping. State: none; it works on the records it was given. */
export class Upkeep {
  readonly #deps: UpkeepDeps

  constructor(deps: UpkeepDeps) {
    this.#deps = deps
  }

  /**
   * Adds a pool; its client secret is in the keychain before the pool is in the file.
   * @throws `pool/invalid`, `pool/exists`, `keychain/*`, `storage/write-failed`; nothing is left behind then.
   */
  async addPool(newPool: NewPool): Promise<Pool> {
    const { pools, vault } = this.#deps
    const { userPoolId, clientId, clientSecret } = newPool
    if (clientSecret === undefined) return pools.add(newPool)
    if (pools.get(userPoolId, clientId) !== undefined) return pools.add(newPool)
    await vault.writeClientSecret(userPoolId, clientId, clientSecret)
    try {
      return await pools.add(newPool)
    } catch (error) {
      await vault.removeClientSecret(userPoolId, clientId)
      throw error
    }
  }

  /**
   * Signs out the pool's accounts, forgets them, and the pool last: what fails in between can be asked for again.
   * @throws `pool/unknown`, `keychain/*`, `storage/write-failed`.
   */
  async removePool(name: string): Promise<void> {
    const { pools, accounts, vault } = this.#deps
    const pool = pools.byName(name)
    if (pool === undefined) return pools.remove(name)
    const { userPoolId, clientId } = pool
    const ofPool = accounts
      .list()
      .filter((account) => account.userPoolId === userPoolId && account.clientId === clientId)
    for (const { id } of ofPool) await this.removeAccount(id)
    if (pool.hasClientSecret) await vault.removeClientSecret(userPoolId, clientId)
    await pools.remove(name)
  }

  /**
   * Signs out, forgets this device and every decision about the account.
   * @returns what Cognito did not confirm, as sentences.
   * @throws `account/unknown`, `keychain/*`, `storage/write-failed`.
   */
  async removeAccount(accountId: string): Promise<readonly string[]> {
    const { accounts, grants, sessions, vault } = this.#deps
    if (accounts.get(accountId) === undefined)
      throw new AppError('account/unknown', 'There is no such account any more.')
    const warnings = await sessions.signOut(accountId, { everywhere: false, forgetDevice: true })
    await vault.remove(accountId)
    await grants.revokeAccount(accountId)
    await accounts.remove(accountId)
    return warnings
  }

  /** Everything goes: accounts, keychain items, files. What fails is told, and the rest goes all the same. */
  async reset(): Promise<ResetOutcome> {
    const removed: string[] = []
    const left: string[] = []
    const attempt = async (what: string, action: () => Promise<unknown>) => {
      try {
        await action()
        removed.push(what)
      } catch (error) {
        const { code, message } = toAppError(error)
        left.push(`${what}: ${message} (${code})`)
      }
    }
    for (const { id, label } of this.#deps.accounts.list()) {
      await attempt(`account ${label}`, () => this.removeAccount(id))
    }
    for (const { name } of this.#deps.pools.list()) await attempt(`pool ${name}`, () => this.removePool(name))
    await this.#removeFiles(attempt)
    return { removed, left }
  }

  async #removeFiles(
    attempt: (what: string, action: () => Promise<unknown>) => Promise<void>,
  ): Promise<void> {
    const { config, state, settings, grants, accounts, pools } = this.#deps
    // An account or pool that could not go keeps its file: it is the only way back to what is left of it.
    const isEmpty = accounts.list().length === 0 && pools.list().length === 0
    if (isEmpty) {
      for (const name of ['accounts.json', 'grants.json']) await attempt(name, () => state.remove(name))
      for (const name of ['pools.json', 'settings.json']) await attempt(name, () => config.remove(name))
      for (const record of [accounts, grants, pools, settings]) await record.load()
    }
    for (const folder of stateFolders) {
      for (const file of await state.list(folder)) {
        await attempt(`${folder}/${file}`, () => state.remove(`${folder}/${file}`))
      }
    }
  }
}
