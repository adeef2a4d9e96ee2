// grants.json: which app may have which token of which account, by a person's word. `once` is never kept.
import { z } from 'zod'
import { AppKind, CredentialUse, type GrantView } from '../../../shared/model/consent'
import { AppError, toAppError } from '../../../shared/errors'
import type { Clock, Log, RecordStore } from '../ports'
import { JsonRecord } from '../records/json-record'
import { type App, standingView } from './app-key'

const StoredGrant = z.strictObject({
  appId: z.string().regex(/^[0-9a-f]{32}$/),
  place: z.string().regex(/^[0-9a-f]{32}$/),
  kind: AppKind,
  /** Empty for a script that a person allowed by its path. */
  executable: z.string(),
  /** Empty for an executable. */
  script: z.string(),
  accountId: z.string().regex(/^[0-9a-f]{16}$/),
  use: CredentialUse,
  end: z.enum(['lock', 'always', 'never']),
  grantedAtMs: z.int(),
  lastUsedAtMs: z.int().optional(),
  useCount: z.int(),
})
type StoredGrant = z.infer<typeof StoredGrant>
const GrantsFile = z.strictObject({ grants: z.array(StoredGrant) })
type GrantsFile = z.infer<typeof GrantsFile>

/** Uses are written at most this often: a request for a token must not wait for the disk. */
const flushAfterMs = 60_000
/** Grants of single processes end with them, unseen; beyond this many the oldest goes. */
const mostInMemory = 1000

/** What a grant says: `never` is an answer too. */
export type Decision = 'allow' | 'never'
/** How long an answer holds. `lock`: until Signet locks or ends, in memory alone. */
export type GrantEnd = StoredGrant['end']

interface Subject {
  readonly app: App
  readonly accountId: string
  readonly use: CredentialUse
}

/** State: the grants that stand, lasting ones as on disk, and the uses that are not written yet. */
export class Grants {
  readonly #clock: Clock
  readonly #log: Log
  readonly #record: JsonRecord<GrantsFile>
  readonly #standing = new Map<string, StoredGrant>()
  readonly #listeners = new Set<() => void>()
  #flushPending = false

  constructor({
    store,
    clock,
    log,
  }: {
    readonly store: RecordStore
    readonly clock: Clock
    readonly log: Log
  }) {
    this.#clock = clock
    this.#log = log
    this.#record = new JsonRecord({
      store,
      log,
      name: 'grants.json',
      version: 1,
      schema: GrantsFile,
      empty: { grants: [] },
    })
  }

  /** The name that a damaged file was given by `load`. */
  get setAside(): string | undefined {
    return this.#record.setAside
  }

  /** @throws `storage/newer-version` */
  async load(): Promise<void> {
    await this.#record.load()
    this.#standing.clear()
    for (const grant of this.#record.get().grants) this.#standing.set(keyOf(grant), grant)
  }

  /** What stands for this app, and counts it as a use; undefined: a person must be asked. */
  use({ app, accountId, use }: Subject): Decision | undefined {
    const grant = this.#find(app, accountId, use)
    if (grant === undefined) return undefined
    if (grant.end === 'never') return 'never'
    grant.useCount += 1
    grant.lastUsedAtMs = this.#clock.wallMs()
    if (grant.end === 'always') this.#flushLater()
    return 'allow'
  }

  /** Whether other bytes at the same path were allowed this: the question says so. */
  wasAllowedBefore({ app, accountId, use }: Subject): boolean {
    for (const grant of this.#standing.values())
      if (grant.end !== 'never' && isAbout(grant, { app, accountId, use })) return true
    return false
  }

  /**
   * Keeps an answer, in place of every earlier one for the same path.
   * @throws `storage/*`: the answer then does not stand, and what it replaced stands again after a restart.
   */
  async put(subject: Subject, end: GrantEnd): Promise<void> {
    const { app, accountId, use } = subject
    if (!app.mayStand || (end !== 'lock' && !app.mayLast))
      throw new AppError('internal', 'This app may not be given a lasting grant.')
    const grant: StoredGrant = {
      appId: app.id,
      place: app.place,
      kind: app.view.kind,
      executable: app.view.executable,
      script: app.view.script ?? '',
      accountId,
      use,
      end,
      grantedAtMs: this.#clock.wallMs(),
      useCount: 0,
    }
    for (const [key, other] of this.#standing) if (isAbout(other, subject)) this.#standing.delete(key)
    const key = keyOf(grant)
    this.#standing.set(key, grant)
    this.#boundMemory()
    try {
      if (end !== 'lock') await this.#write()
    } catch (error) {
      if (this.#standing.get(key) === grant) this.#standing.delete(key)
      throw error
    } finally {
      this.#changed()
    }
  }

  /** The grants of one app end at once, whatever the disk says. @returns whether there were any. */
  revoke(appId: string): Promise<boolean> {
    return this.#drop((grant) => grant.appId === appId)
  }

  /** For an account that is removed. */
  revokeAccount(accountId: string): Promise<boolean> {
    return this.#drop((grant) => grant.accountId === accountId)
  }

  /** For `signet reset`. */
  revokeAll(): Promise<boolean> {
    return this.#drop(() => true)
  }

  /** Forgets what was granted until Signet locks. */
  forgetUntilLock(): void {
    for (const [key, grant] of this.#standing) if (grant.end === 'lock') this.#standing.delete(key)
    this.#changed()
  }

  /** Every grant, newest first. @param labelOf what to call an account. */
  list(labelOf: (accountId: string) => string): GrantView[] {
    return [...this.#standing.values()].reverse().map((grant) => ({
      app: standingView({ ...grant, id: grant.appId }),
      accountId: grant.accountId,
      accountLabel: labelOf(grant.accountId),
      use: grant.use,
      end: grant.end,
      grantedAt: new Date(grant.grantedAtMs).toISOString(),
      ...(grant.lastUsedAtMs === undefined ? {} : { lastUsedAt: new Date(grant.lastUsedAtMs).toISOString() }),
      useCount: grant.useCount,
    }))
  }

  /** Calls `listener` after each change but a use. @returns the function that ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Writes the uses that are not written yet. */
  async flush(): Promise<void> {
    if (!this.#flushPending) return
    this.#flushPending = false
    await this.#write()
  }

  #find(app: App, accountId: string, use: CredentialUse): StoredGrant | undefined {
    if (!app.mayStand) return undefined
    const exact = this.#standing.get(`${app.id} ${accountId} ${use}`)
    if (exact !== undefined || app.byHandId === undefined) return exact
    return this.#standing.get(`${app.byHandId} ${accountId} ${use}`)
  }

  async #drop(isDropped: (grant: StoredGrant) => boolean): Promise<boolean> {
    if (![...this.#standing.values()].some(isDropped)) return false
    // Narrowing holds even where the disk is full: it is not undone when the write fails.
    for (const [key, grant] of this.#standing) if (isDropped(grant)) this.#standing.delete(key)
    this.#changed()
    await this.#write()
    return true
  }

  #write(): Promise<void> {
    return this.#record.update(() => ({
      grants: [...this.#standing.values()].filter(({ end }) => end !== 'lock').map((grant) => ({ ...grant })),
    }))
  }

  #flushLater(): void {
    if (this.#flushPending) return
    this.#flushPending = true
    this.#clock.after(flushAfterMs, () => {
      this.flush().catch((error: unknown) => {
        this.#log.write('warn', 'grants', `uses were not written: ${toAppError(error).code}`)
      })
    })
  }

  #boundMemory(): void {
    const untilLock = [...this.#standing].filter(([, { end }]) => end === 'lock')
    for (const [key] of untilLock.slice(0, Math.max(0, untilLock.length - mostInMemory)))
      this.#standing.delete(key)
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}

function keyOf({ appId, accountId, use }: StoredGrant): string {
  return `${appId} ${accountId} ${use}`
}

/** Whether a later answer about the subject says the last word on this grant as well. */
function isAbout(grant: StoredGrant, subject: Subject): boolean {
  if (grant.accountId !== subject.accountId || grant.use !== subject.use) return false
  return grant.appId === subject.app.id || isSamePlace(grant, subject.app)
}

/** One path, whatever bytes; each process is a place of its own. */
function isSamePlace(grant: StoredGrant, { place, view }: App): boolean {
  if (grant.kind === 'process' || view.kind === 'process') return false
  if (grant.place === place) return true
  const isByHand = grant.executable === '' || view.executable === ''
  return isByHand && view.script !== undefined && grant.script === view.script
}
