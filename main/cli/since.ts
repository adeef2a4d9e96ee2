// A point in time as a person types it: a while back from now, a date, or RFC 3339.
import { auditWords } from '../../shared/text/cli-audit'
import { lengthMs } from './length-of-time'
import { UsageError } from './usage-error'

/**
 * @param text `30m`, `2h`, `7d`, `1w`; `2026-11-27` or `2026-11-27 14:05` by this computer's clock; RFC 3339.
 * @throws UsageError
 */
export function sinceOf(text: string, nowMs: number): Date {
  const ms = lengthMs(text)
  const time = new Date(ms === undefined ? withTime(text) : nowMs - ms)
  if (Number.isNaN(time.getTime())) throw new UsageError(auditWords.since)
  return time
}

/** Without a zone, a date and a time are read in this computer's; what has another form is no time. */
function withTime(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `${text}T00:00:00`
  if (/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}$/.test(text)) return `${text.replace(' ', 'T')}:00`
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+[Z\d:+-]+$/.test(text) ? text : ''
}
