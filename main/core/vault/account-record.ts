// What the keychain holds for one account: everything that must outlive the process and must not be read from disk.
import { z } from 'zod'

/**
 * A device that Cognito gave a key to (COGNITO.md §7). `pending`: written before ConfirmDevice was sent. `undecided`:
 * confirmed in an opt-in pool, whose person has not said yet whether it is to be remembered.
 */
export const DeviceRecord = z.strictObject({
  deviceKey: z.string().min(1),
  deviceGroupKey: z.string().min(1),
  devicePassword: z.string().min(1),
  /** The name that Cognito shows in device lists. */
  name: z.string(),
  status: z.enum(['pending', 'undecided', 'confirmed', 'remembered']),
})
export type DeviceRecord = z.infer<typeof DeviceRecord>

export const SessionRecord = z.strictObject({
  refreshToken: z.string().min(1),
  /** The device key that this refresh token is bound to (`device_key` claim): a refresh without it is refused. */
  deviceKey: z.string().optional(),
  signedInAtMs: z.int(),
})
export type SessionRecord = z.infer<typeof SessionRecord>

export const AccountRecord = z.strictObject({
  v: z.literal(1),
  /** Canonical username (access token `username`), and `sub`: a re-created user has another one. */
  username: z.string().min(1),
  sub: z.string().min(1),
  device: DeviceRecord.optional(),
  session: SessionRecord.optional(),
})
export type AccountRecord = z.infer<typeof AccountRecord>

/** A record and the generation that its head names: every write of it is the next one. */
export interface StoredRecord {
  readonly record: AccountRecord
  readonly generation: number
}

/** Signet's secrets, each write a swap: the old record or the new one, never a mix (DESIGN.md "What rests where"). */
export interface Vault {
  /** @throws `keychain/*`; `keychain/damaged` when parts are missing or do not match the head. */
  read(accountId: string): Promise<AccountRecord | undefined>
  /** As `read`, with the generation: what else is kept about a record can say which one it means. */
  readStored(accountId: string): Promise<StoredRecord | undefined>
  write(accountId: string, record: AccountRecord): Promise<void>
  /**
   * Reads, changes and writes as one step, between which no other operation on the account comes. `change` gets
   * undefined where there is no record or a damaged one, and gives the next one: undefined removes it, the same one
   * leaves it.
   */
  update(
    accountId: string,
    change: (now: AccountRecord | undefined) => AccountRecord | undefined,
  ): Promise<void>
  remove(accountId: string): Promise<void>
  /** Deletes what a crash in the middle of a write or removal left over; the next of those would do so, too. */
  tidy(accountId: string): Promise<void>
  readClientSecret(userPoolId: string, clientId: string): Promise<string | undefined>
  writeClientSecret(userPoolId: string, clientId: string, clientSecret: string): Promise<void>
  removeClientSecret(userPoolId: string, clientId: string): Promise<void>
}
