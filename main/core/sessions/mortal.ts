// For tests: a process that is killed at a step of its work. Whatever it does then never happens, and never ends.

import type { RecordStore, SecretStore } from '../ports'

/** At which step, counted from 1, and whether that step still has its effect. */
export interface Death {
  readonly step: number
  readonly moment: 'before' | 'after'
}

/** Does one thing outside the process, if it still lives; its result arrives only if it lives then, too. */
export type Step = <Result>(action: () => Promise<Result>) => Promise<Result>

export interface Mortal {
  readonly step: Step
  /**
   * Does the work, unless death comes first, and is gone after it in any case: one that lived on would try again by
   * itself, beside the next host on the same keychain. @returns whether death came first.
   */
  readonly isKilledAt: (work: () => Promise<unknown>) => Promise<boolean>
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
    isKilledAt: async (work) => {
      const isKilled = await Promise.race([work().then(() => false), died.then(() => true)])
      void end()
      return isKilled
    },
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

/** The keychain as that process reaches it. */
export const mortalStore = <Store extends SecretStore>(store: Store, step: Step): Store => ({
  ...store,
  get: (name: string) => step(() => store.get(name)),
  set: (name: string, value: string) => step(() => store.set(name, value)),
  delete: (name: string) => step(() => store.delete(name)),
})

/** The disk as that process reaches it. */
export const mortalFiles = <Store extends RecordStore>(files: Store, step: Step): Store => ({
  ...files,
  read: (name: string) => step(() => files.read(name)),
  write: (name: string, text: string) => step(() => files.write(name, text)),
  remove: (name: string) => step(() => files.remove(name)),
  list: (folder: string) => step(() => files.list(folder)),
})
