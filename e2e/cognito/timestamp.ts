// TIMESTAMP of a password claim: `EEE MMM d HH:mm:ss z yyyy`, English, UTC (COGNITO.md §2.6, §14.3).
import { invalidParameter } from './errors'

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const form = new RegExp(
  `^(?:${days.join('|')}) (${months.join('|')}) (\\d{1,2}) (\\d{2}):(\\d{2}):(\\d{2}) (?:UTC|GMT) (\\d{4})$`,
)

/**
 * Reads leniently (a padded day, any weekday) and writes canonically: the signature is checked over the
 * canonical text, so that a lenient one is refused as a wrong password is.
 * @throws InvalidParameterException when it cannot be read at all.
 */
export function canonicalTimestamp(text: string): { readonly text: string; readonly atMs: number } {
  const match = form.exec(text)
  if (match === null) {
    throw invalidParameter('TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.')
  }
  const [month, day, hours, minutes, seconds, year] = match.slice(1) as [string, ...string[]]
  const monthIndex = months.findIndex((name) => name === month)
  const atMs = Date.UTC(
    Number(year),
    monthIndex,
    Number(day),
    Number(hours),
    Number(minutes),
    Number(seconds),
  )
  return { text: formatTimestamp(atMs), atMs }
}

export function formatTimestamp(atMs: number): string {
  const date = new Date(atMs)
  const time = date.toISOString().slice(11, 19)
  const day = days[date.getUTCDay()] ?? ''
  const month = months[date.getUTCMonth()] ?? ''
  return `${day} ${month} ${date.getUTCDate()} ${time} UTC ${date.getUTCFullYear()}`
}
