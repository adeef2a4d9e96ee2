// The device that this computer already has for a name, and how it is forgotten when the server has forgotten it.
import { type AppError, toAppError } from '../../../shared/errors'
import type { Pool } from '../../../shared/model/pool'
import type { Log } from '../ports'
import { accountIdOf, type Accounts } from '../records/accounts'
import type { AccountRecord, DeviceRecord, Vault } from '../vault/account-record'

export interface KnownDevice {
  readonly accountId: string
  readonly record: AccountRecord
  readonly device: DeviceRecord
}

export interface DeviceShelfDeps {
  readonly vault: Vault
  readonly accounts: Pick<Accounts, 'findByTypedName' | 'get' | 'put'>
  readonly log: Log
}

/** Reads and wipes the devices of one pool's accounts. */
export class DeviceShelf {
  readonly #deps: DeviceShelfDeps
  readonly #pool: Pool

  constructor(pool: Pool, deps: DeviceShelfDeps) {
    this.#pool = pool
    this.#deps = deps
  }

  /** The account that a typed name has led to, or would lead to were it the canonical one. */
  accountIdFor(typedName: string): string {
    const { userPoolId, clientId } = this.#pool
    const known = this.#deps.accounts.findByTypedName(userPoolId, clientId, typedName)
    return known?.id ?? accountIdOf(userPoolId, clientId, typedName)
  }

  /** Whether exactly this name has led to the account before. */
  hasTypedName(accountId: string, typedName: string): boolean {
    return this.#deps.accounts.get(accountId)?.typedNames.includes(typedName) ?? false
  }

  /** The account of a canonical name. */
  accountIdOf(username: string): string {
    return accountIdOf(this.#pool.userPoolId, this.#pool.clientId, username)
  }

  /** What the keychain has of an account. A damaged record is no record: signing in writes it anew. @throws `keychain/*` */
  async read(accountId: string): Promise<AccountRecord | undefined> {
    try {
      return await this.#deps.vault.read(accountId)
    } catch (error) {
      const problem: AppError = toAppError(error)
      if (problem.code !== 'keychain/damaged') throw problem
      this.#deps.log.write('warn', 'auth', 'a damaged keychain record is left aside')
      return undefined
    }
  }

  /**
   * The device to offer for an account; also a pending one, since the server may have confirmed it before a crash.
   * A record whose `sub` is not the account's belongs to a user who was deleted and made anew, and is not used.
   */
  async deviceOf(accountId: string): Promise<KnownDevice | undefined> {
    const record = await this.read(accountId)
    const account = this.#deps.accounts.get(accountId)
    if (record?.device === undefined) return undefined
    if (account !== undefined && account.sub !== record.sub) return undefined
    return { accountId, record, device: record.device }
  }

  /**
   * Wipes a device that the server does not know any more. The session stays: whether it has ended is for its next
   * refresh to learn. A keychain that refuses does not stop the sign-in, whose end writes the record anyway.
   */
  async wipe({ accountId, device }: KnownDevice): Promise<void> {
    const { vault, accounts, log } = this.#deps
    try {
      const found: (string | undefined)[] = []
      await vault.update(accountId, (record) => {
        found.push(record?.device?.deviceKey)
        if (record?.device?.deviceKey !== device.deviceKey) return record
        const { device: _forgotten, ...rest } = record
        return rest
      })
      const account = accounts.get(accountId)
      if (account !== undefined && found.includes(device.deviceKey))
        await accounts.put({ ...account, device: 'none' })
    } catch (error) {
      log.write('warn', 'auth', `a forgotten device could not be wiped: ${toAppError(error).code}`)
    }
  }
}
