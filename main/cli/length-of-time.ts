// A length of time as a person types it.
import { UsageError } from './usage-error'

const unitMs: ReadonlyMap<string, number> = new Map([
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
])

/** @param text `30m`, `2h`, `7d`, `1w`. @returns milliseconds; undefined for what is no length. */
export function lengthMs(text: string): number | undefined {
  const unit = unitMs.get(text.slice(-1))
  return unit !== undefined && /^\d{1,5}.$/.test(text) ? Number(text.slice(0, -1)) * unit : undefined
}

/** The seconds that a flag names. @throws UsageError saying `usage` */
export function secondsOf(text: string, limit: { readonly most: number; readonly usage: string }): number {
  const seconds = (lengthMs(text) ?? 0) / 1000
  if (seconds < 60 || seconds > limit.most) throw new UsageError(limit.usage)
  return seconds
}
