// What the benchmarks share: medians of interleaved rounds, and ratios against a target. A ratio is printed, never
// asserted: a clock on a shared machine proves nothing by itself.

/** The value below which a share of the samples lies, 0 to 1; the samples in any order. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  if (value === undefined) throw new Error('no samples')
  return value
}

/** One thing to measure: runs it once and says how many milliseconds it took. */
export type Measured = () => Promise<number> | number

/**
 * Measures several things in turn, round by round, so that what slows the machine slows all of them alike.
 * @returns the median of each, in milliseconds.
 */
export async function medians<Name extends string>(
  rounds: number,
  things: Readonly<Record<Name, Measured>>,
): Promise<Readonly<Record<Name, number>>> {
  const entries = Object.entries(things) as [Name, Measured][]
  const samples = new Map<Name, number[]>(entries.map(([name]) => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const [name, measure] of entries) {
      const tookMs = await measure()
      // The first round warms caches and compilers up.
      if (round >= 0) samples.get(name)?.push(tookMs)
    }
  }
  const results = [...samples].map(([name, values]) => [name, percentile(values, 0.5)])
  return Object.fromEntries(results) as Record<Name, number>
}

/** One line: what was measured, in milliseconds. */
export function report(name: string, milliseconds: number): void {
  console.log(`  ${name.padEnd(58)} ${milliseconds.toFixed(3).padStart(10)} ms`)
}

/** One line: how often something was done in a second. */
export function reportRate(name: string, perSecond: number): void {
  console.log(`  ${name.padEnd(58)} ${perSecond.toFixed(0).padStart(10)} /s`)
}

/** One line: a ratio that is worth knowing and held against nothing. */
export function compare(name: string, ratio: number): void {
  console.log(`  ${name.padEnd(58)} ${ratio.toFixed(2).padStart(10)} ×`)
}

/** A ratio with the bound it is held against. */
export type Target = { readonly name: string; readonly ratio: number } & (
  { readonly atMost: number } | { readonly atLeast: number }
)

/** One line: the ratio, its target and whether it is met. */
export function judge(target: Target): void {
  const { name, ratio } = target
  const isMet = 'atMost' in target ? ratio <= target.atMost : ratio >= target.atLeast
  const bound = 'atMost' in target ? `at most ${target.atMost}` : `at least ${target.atLeast}`
  console.log(
    `  ${name.padEnd(58)} ${ratio.toFixed(2).padStart(10)} ×  ${bound}: target ${isMet ? 'met' : 'missed'}`,
  )
}
