// Looks things up in the audit log, newest first, and no further back than it must.
import { AuditLine } from '../../../shared/model/audit'
import { parseJson } from '../../../shared/parse-json'
import type { RecordStore } from '../ports'
import { auditFiles } from './audit-files'

/** What to look for; what is absent is not looked at. */
export interface AuditFilter {
  /** Times since the Unix epoch, in milliseconds. */
  readonly sinceMs?: number | undefined
  readonly untilMs?: number | undefined
  /** A part of a path, or an app's id. */
  readonly app?: string | undefined
  readonly accountId?: string | undefined
  readonly what?: string | undefined
  readonly decision?: string | undefined
  readonly limit: number
}

/** @returns the newest that fit, oldest first, and whether there are more. @throws `storage/*` */
export async function readAudit(
  store: RecordStore,
  filter: AuditFilter,
): Promise<{ readonly events: readonly AuditLine[]; readonly more: boolean }> {
  const found: AuditLine[] = []
  const seen = new Set<number>()
  for (const file of (await auditFiles(store)).toReversed()) {
    const events = linesOf((await store.read(file)) ?? '')
    for (const event of events) {
      // What a full disk had taken after all stands there twice: [Note: What a cut-off line is].
      if (seen.has(event.seq)) continue
      seen.add(event.seq)
      if (!fits(event, filter)) continue
      if (found.length === filter.limit) return { events: found.toReversed(), more: true }
      found.push(event)
    }
    if (isOlder(events, filter.sinceMs)) break
  }
  return { events: found.toReversed(), more: false }
}

function fits(event: AuditLine, filter: AuditFilter): boolean {
  const { sinceMs = -Infinity, untilMs = Infinity, app } = filter
  const atMs = Date.parse(event.at)
  if (atMs < sinceMs || atMs > untilMs) return false
  const wanted = [
    [filter.what, event.what],
    [filter.decision, event.decision],
    [filter.accountId, event.account],
  ]
  if (wanted.some(([word, has]) => word !== undefined && word !== has)) return false
  return app === undefined || isOf(event, app)
}

function isOf({ app }: AuditLine, word: string): boolean {
  if (app === undefined) return false
  return app.id === word || [app.executable, app.script ?? ''].some((path) => path.includes(word))
}

/** The lines of a file, newest first; what is no line is passed over. */
function linesOf(text: string): readonly AuditLine[] {
  const lines = text.split('\n').toReversed()
  return lines.flatMap((line) => AuditLine.safeParse(parseJson(line)).data ?? [])
}

/** The clock of a computer may have been set back: a file is older only as a whole. */
function isOlder(events: readonly AuditLine[], sinceMs: number | undefined): boolean {
  if (sinceMs === undefined || events.length === 0) return false
  return events.every(({ at }) => Date.parse(at) < sinceMs)
}
