// Times for a person: the host sends them in UTC, a person reads the clock on the wall.

const two = (count: number): string => String(count).padStart(2, '0')

/** @param timestamp RFC 3339. @returns it in the zone of this computer, as 2026-11-27 14:05. */
export function localTime(timestamp: string): string {
  const time = new Date(timestamp)
  // What is no time came from a host that this command does not know: shown as it is.
  if (Number.isNaN(time.getTime())) return timestamp
  const date = [String(time.getFullYear()), two(time.getMonth() + 1), two(time.getDate())].join('-')
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}`
}
