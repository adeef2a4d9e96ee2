// A point in time as a person types it: a while back from now, a date, or RFC 3339.
import { auditWords } from '../../shared/text/cli-audit'
import { UsageError } from './usage-error'

const unitMs: ReadonlyMap<string, number> = new Map([
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
])

/**
 * @param text `30m`, `2h`, `7d`, `1w`; `2026-11-27` or `2026-11-27 14:05` by this computer's clock; RFC 3339.
 * @throws UsageError
 */
export function sinceOf(text: string, nowMs: number): Date {
  const ms = backMs(text)
  const time = new Date(ms === undefined ? withTime(text) : nowMs - ms)
  if (Number.isNaN(time.getTime())) throw new UsageError(auditWords.since)
  return time
}

function backMs(text: string): number | undefined {
  const unit = unitMs.get(text.slice(-1))
  return unit !== undefined && /^\d{1,5}.$/.test(text) ? Number(text.slice(0, -1)) * unit : undefined
}

/** Without a zone, a date and a time are read in this computer's; what has another form is no time. */
function withTime(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `${text}T00:00:00`
  if (/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}$/.test(text)) return `${text.replace(' ', 'T')}:00`
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+[Z\d:+-]+$/.test(text) ? text : ''
}
