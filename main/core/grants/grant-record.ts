// A grant as memory has it and as grants.json keeps it.
import { z } from 'zod'
import { AppKind, CredentialUse, type GrantView } from '../../../shared/model/consent'
import { deadlineAt, type Deadline } from '../deadline'
import type { Clock } from '../ports'
import type { Migration } from '../records/json-record'
import { type App, standingView } from './app-key'

const stored = {
  appId: z.string().regex(/^[0-9a-f]{32}$/),
  place: z.string().regex(/^[0-9a-f]{32}$/),
  kind: AppKind,
  /** Empty for a script that a person allowed by its path. */
  executable: z.string(),
  /** Empty for an executable. */
  script: z.string(),
  accountId: z.string().regex(/^[0-9a-f]{16}$/),
  use: CredentialUse,
  grantedAtMs: z.int(),
  lastUsedAtMs: z.int().optional(),
  useCount: z.int(),
}
const StoredGrant = z.strictObject({
  ...stored,
  end: z.union([z.enum(['always', 'never']), z.strictObject({ untilMs: z.int() })]),
})
type StoredGrant = z.infer<typeof StoredGrant>
export const GrantsFile = z.strictObject({ grants: z.array(StoredGrant) })
export type GrantsFile = z.infer<typeof GrantsFile>

export const grantsVersion = 2
/** Version 1 knew no grant that ends by itself: what it holds is said in version 2 in the same words. */
export const grantMigrations: Readonly<Record<number, Migration>> = { 1: (content) => ({ ...content }) }

/** How long an answer holds. `lock`: until Signet locks or ends, in memory alone. A deadline: until that has come. */
export type GrantEnd = 'lock' | 'always' | 'never' | Deadline

/** A grant that stands. */
export interface Grant extends Omit<StoredGrant, 'end'> {
  readonly end: GrantEnd
  /** Whether it rests on the disk as well. */
  readonly isKept: boolean
}

/** What a grant is about. */
export interface Subject {
  readonly app: App
  readonly accountId: string
  readonly use: CredentialUse
}

export function newGrant(
  { app, accountId, use }: Subject,
  given: Pick<Grant, 'end' | 'isKept' | 'grantedAtMs'>,
): Grant {
  return {
    appId: app.id,
    place: app.place,
    kind: app.view.kind,
    executable: app.view.executable,
    script: app.view.script ?? '',
    accountId,
    use,
    ...given,
    useCount: 0,
  }
}

/** As the disk has it. */
export function toStored({ isKept: _isKept, end, ...grant }: Grant): StoredGrant {
  return { ...grant, end: typeof end === 'string' ? lasting(end) : { untilMs: end.untilMs } }
}

function lasting(end: 'lock' | 'always' | 'never'): 'always' | 'never' {
  if (end === 'lock') throw new TypeError('what holds until a lock is never written')
  return end
}

export function fromStored(clock: Clock, { end, ...grant }: StoredGrant): Grant {
  if (typeof end === 'string') return { ...grant, end, isKept: true }
  const { untilMs } = end
  // The grant began when it was given: no clock gives it more than that.
  const wholeMs = Math.max(0, untilMs - grant.grantedAtMs)
  return { ...grant, end: deadlineAt(clock, { untilMs, wholeMs }), isKept: true }
}

export function keyOf({ appId, accountId, use }: Grant): string {
  return `${appId} ${accountId} ${use}`
}

/** Whether a later answer about the subject says the last word on this grant as well. */
export function isAbout(grant: Grant, subject: Subject): boolean {
  if (grant.accountId !== subject.accountId || grant.use !== subject.use) return false
  return grant.appId === subject.app.id || isSamePlace(grant, subject.app)
}

/** One path, whatever bytes; each process is a place of its own. */
function isSamePlace(grant: Grant, { place, view }: App): boolean {
  if (grant.kind === 'process' || view.kind === 'process') return false
  if (grant.place === place) return true
  const isByHand = grant.executable === '' || view.executable === ''
  return isByHand && view.script !== undefined && grant.script === view.script
}

/** As it is shown. */
export function grantView(grant: Grant, accountLabel: string): GrantView {
  const { end, grantedAtMs, lastUsedAtMs } = grant
  return {
    app: standingView({ ...grant, id: grant.appId }),
    accountId: grant.accountId,
    accountLabel,
    use: grant.use,
    end: typeof end === 'string' ? end : { until: new Date(end.untilMs).toISOString() },
    grantedAt: new Date(grantedAtMs).toISOString(),
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAt: new Date(lastUsedAtMs).toISOString() }),
    useCount: grant.useCount,
  }
}
