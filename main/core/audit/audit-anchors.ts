// [Note: Anchors] A hash chain alone can be written anew as a whole, or cut short. So the keychain keeps where it stood:
// at start, at the end, when a file is full, and every five minutes if there was something new. What came after the last
// anchor is not vouched for. Hosts with folders of their own (SIGNET_HOME) have logs of their own, and one keychain.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { toAppError } from '../../../shared/errors'
import { parseJson } from '../../../shared/parse-json'
import type { Lock } from '../lock/lock'
import type { Clock, Log, RecordStore, SecretStore } from '../ports'
import type { Link } from './audit-chain'
import type { AuditLog } from './audit-log'
import { hasLine } from './audit-verify'

const everyMs = 5 * 60_000

const StoredAnchor = z.strictObject({ seq: z.int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) })

export interface AuditAnchorsDeps {
  readonly clock: Clock
  readonly log: Log
  readonly secretStore: SecretStore
  readonly audit: Pick<AuditLog, 'written' | 'synced' | 'onFull' | 'record'>
  /** Where the audit log rests. */
  readonly state: RecordStore
  /** The absolute path of that. */
  readonly stateFolder: string
  readonly lock: Pick<Lock, 'isLocked'>
}

/** The keychain's item for the log of one folder. */
export function anchorName(stateFolder: string): string {
  return `audit.${createHash('sha256').update(stateFolder).digest('hex').slice(0, 16)}`
}

/** State: the last anchor that the keychain took, and the timer of the next one. */
export class AuditAnchors {
  readonly #deps: AuditAnchorsDeps
  readonly #itemName: string
  #kept: Link | undefined
  #found: 'sound' | 'broken' | undefined
  #writing: Promise<void> = Promise.resolve()
  #callOff: () => void = () => undefined

  constructor(deps: AuditAnchorsDeps) {
    this.#deps = deps
    this.#itemName = anchorName(deps.stateFolder)
    deps.audit.onFull(() => void this.keep())
  }

  start(): void {
    void this.keep()
    this.#tick()
  }

  /** Keeps where the chain stands now, if that is news. A keychain that cannot be had without a person is left in peace. */
  keep(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#keep())
    return this.#writing
  }

  /** The last one, at a clean end. */
  async stop(): Promise<void> {
    this.#callOff()
    await this.keep()
  }

  /** @returns undefined where there is none. @throws `keychain/*` */
  async read(): Promise<Link | undefined> {
    const text = await this.#deps.secretStore.get(this.#itemName)
    // An item that is no anchor vouches for nothing: as if there were none.
    return text === undefined ? undefined : StoredAnchor.safeParse(parseJson(text)).data
  }

  /** For `signet reset`. @throws `keychain/*` */
  async forget(): Promise<void> {
    await this.#writing
    this.#kept = undefined
    this.#found = 'sound'
    await this.#deps.secretStore.delete(this.#itemName)
  }

  #tick(): void {
    this.#callOff = this.#deps.clock.after(everyMs, () => {
      void this.keep()
      this.#tick()
    })
  }

  /**
   * Whether the log still has the line that was anchored last, looked at before the first new anchor: over a log that was
   * changed while no host ran, a new anchor would vouch for the change.
   */
  async #holds(): Promise<boolean> {
    const { audit, log, state } = this.#deps
    if (this.#found === undefined) {
      const anchor = await this.read()
      this.#found = anchor === undefined || (await hasLine(state, anchor)) ? 'sound' : 'broken'
      if (this.#found === 'broken') {
        log.write('error', 'audit', 'the log is not the one that the keychain vouches for')
        audit.record({ what: 'audit', decision: 'broken' })
      }
    }
    return this.#found === 'sound'
  }

  async #keep(): Promise<void> {
    const { audit, lock, log, secretStore } = this.#deps
    if (lock.isLocked || audit.written.seq === 0 || audit.written.hash === this.#kept?.hash) return
    try {
      if ((await secretStore.status()).state !== 'ready' || !(await this.#holds())) return
      const { seq, hash } = await audit.synced()
      await secretStore.set(this.#itemName, JSON.stringify({ seq, hash }))
      this.#kept = { seq, hash }
    } catch (error) {
      log.write('warn', 'audit', `no anchor was kept: ${toAppError(error).code}`)
    }
  }
}
