import type { Locale } from './text'

/** A length of time, to the second: *30 days*, *1 hour, 30 minutes*. */
export function durationWords(locale: Locale, seconds: number): string {
  const amounts = [
    ['day', Math.floor(seconds / 86_400)],
    ['hour', Math.floor(seconds / 3600) % 24],
    ['minute', Math.floor(seconds / 60) % 60],
    ['second', seconds % 60],
  ] as const
  const parts = amounts
    .filter(([, count]) => count > 0)
    .map(([unit, count]) =>
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count),
    )
  return new Intl.ListFormat(locale, { type: 'unit' }).format(parts)
}
