// How long the sign-ins of a pool seem to last, from one that Cognito said has expired. No client is told that figure
// (DESIGN.md "The session's end"), and the computer may have slept over the end: what is known is that the refresh token
// was good at one age and had expired at another. Administrators set whole days, or whole hours where it is short; only
// where one of them fits is there anything to offer, and a person decides.

const hourSeconds = 3600
const daySeconds = 24 * hourSeconds
/** What a pool has where nobody set anything. */
const usualSeconds = 30 * daySeconds
/** Whole hours are looked for up to here: in any hour of a longer life there is one. */
const longestInHoursSeconds = 3 * daySeconds
/** A session begins at Cognito before its tokens are here. */
const slackMs = 60_000

export interface ObservedEnd {
  readonly signedInAtMs: number
  /** When Cognito took the refresh token the last time. */
  readonly goodAtMs: number
  /** When it said that the token has expired. */
  readonly expiredAtMs: number
}

/** The one life that fits, in seconds; undefined where none does, or several. */
export function observedLifeSeconds({
  signedInAtMs,
  goodAtMs,
  expiredAtMs,
}: ObservedEnd): number | undefined {
  const after = Math.max(0, goodAtMs - signedInAtMs) / 1000
  const upTo = (expiredAtMs - signedInAtMs + slackMs) / 1000
  if (after < usualSeconds && usualSeconds <= upTo && upTo < 2 * usualSeconds) return usualSeconds
  const days = multiplesBetween(daySeconds, after, upTo)
  if (days.count > 0) return days.count === 1 ? days.last : undefined
  const hours = multiplesBetween(hourSeconds, after, upTo)
  return hours.count === 1 && hours.last <= longestInHoursSeconds ? hours.last : undefined
}

function multiplesBetween(unit: number, after: number, upTo: number) {
  const count = Math.floor(upTo / unit) - Math.floor(after / unit)
  return { count, last: Math.floor(upTo / unit) * unit }
}
