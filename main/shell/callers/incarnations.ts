// One object for one incarnation of a process, where the platform gives new facts at every reading.
import type { ProcessStat } from './process-facts'

/** How many processes are remembered; beyond it the one that came first is read anew. */
const mostKnown = 256

/** State: what each process was when it was read last. */
export class Incarnations {
  readonly #read: (pid: number) => ProcessStat | undefined
  readonly #known = new Map<number, ProcessStat>()

  /** @param read gives undefined for a process that there is not, or not any more. */
  constructor(read: (pid: number) => ProcessStat | undefined) {
    this.#read = read
  }

  /** What the process is now: the object of the reading before, if nothing in it changed. */
  stat(pid: number): ProcessStat | undefined {
    const now = this.#read(pid)
    if (now !== undefined) return this.same(pid, now)
    this.#known.delete(pid)
    return undefined
  }

  /** The object that stands for this reading of the process. */
  same(pid: number, now: ProcessStat): ProcessStat {
    const known = this.#known.get(pid)
    if (known !== undefined && isSame(known, now)) return known
    this.#known.delete(pid)
    this.#known.set(pid, now)
    const [oldest] = this.#known.keys()
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest)
    return now
  }
}

function isSame(one: ProcessStat, other: ProcessStat): boolean {
  return (
    one.image === other.image &&
    one.parentPid === other.parentPid &&
    one.terminalDevice === other.terminalDevice
  )
}
