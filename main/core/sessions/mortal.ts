// For tests: a process that is killed at a step of its work. Whatever it does then never happens, and never ends.

/** At which step, counted from 1, and whether that step still has its effect. */
export interface Death {
  readonly step: number
  readonly moment: 'before' | 'after'
}

export interface Mortal {
  /** Does one thing outside the process, if it still lives; its result arrives only if it lives then, too. */
  readonly step: <Result>(action: () => Promise<Result>) => Promise<Result>
  readonly died: Promise<void>
}

/** A process that lives until its last step. */
export function aMortal({ step: lastStep, moment }: Death): Mortal {
  let die: () => void = () => undefined
  const died = new Promise<void>((resolve) => (die = resolve))
  const never = new Promise<never>(() => undefined)
  let steps = 0
  let isDead = false
  /** Asked anew each time: another step may be the last one meanwhile. */
  const isOver = () => isDead
  const end = () => {
    isDead = true
    die()
    return never
  }
  return {
    died,
    step: async (action) => {
      if (isOver()) return never
      steps += 1
      const isLast = steps === lastStep
      if (isLast && moment === 'before') return end()
      const result = await action()
      return isLast || isOver() ? end() : result
    },
  }
}
