// A command line that cannot be understood: exit 2, and the nearest word that would have been.

/** What was typed, and what could have been. */
export interface Candidates {
  readonly given: string
  readonly known: readonly string[]
}

export class UsageError extends Error {
  /** The known word nearest to what was typed. */
  readonly suggestion: string | undefined

  constructor(message: string, candidates?: Candidates) {
    super(message)
    this.name = 'UsageError'
    this.suggestion = candidates === undefined ? undefined : nearest(candidates)
  }
}

/** How many letters may be wrong for a word to still be meant. */
const maxDistance = 2

function nearest({ given, known }: Candidates): string | undefined {
  const ranked = known
    .map((word) => ({
      word,
      distance: word.startsWith(given) && given.length > 2 ? 0 : distance(given, word),
    }))
    .filter(({ distance: letters }) => letters <= maxDistance)
    .sort((one, other) => one.distance - other.distance)
  return ranked[0]?.word
}

/** Letters to add, drop, change or swap between two words (optimal string alignment). */
function distance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > maxDistance) return maxDistance + 1
  let twoBack: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1]
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current.push(
        Math.min(
          at(current, column - 1) + 1,
          at(previous, column) + 1,
          at(previous, column - 1) + (isSame ? 0 : 1),
          isSwap ? at(twoBack, column - 2) + 1 : Infinity,
        ),
      )
    }
    twoBack = previous
    previous = current
  }
  return at(previous, to.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity
