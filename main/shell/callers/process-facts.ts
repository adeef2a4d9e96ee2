// What the rules of examine.ts ask of a platform about a process. One file per platform answers: linux.ts, mac.ts,
// windows.ts.
import type { ExecutableFacts } from '../../core/ports'
import type { FileHashes } from './executable-facts'

/** What of a process does not change by itself. */
export interface ProcessStat {
  readonly parentPid: number
  /** The controlling terminal's device number; 0 for none. */
  readonly terminalDevice: number
  /** As text, in the platform's own unit: with the pid it names one process for ever. */
  readonly startTime: string
  /** Start time, and what moves with every `execve`, even of the same file. */
  readonly image: string
}

/** One reading of a process: what it runs, and in which incarnation. */
export interface Sighting {
  /** The same object from one reading to the next, as long as nothing in it changed. */
  readonly stat: ProcessStat
  /** As the kernel names it. */
  readonly executable: string
}

/** The process in question, as it was seen before the look. */
export interface Subject extends Sighting {
  readonly pid: number
}

export interface ExecutableReading {
  readonly facts: ExecutableFacts
  /** Whether the running image is what stands at its path. */
  readonly verifiable: boolean
}

export interface ProcessFacts {
  /** @returns undefined when there is no such process, it has ended, or it keeps its executable to itself. */
  see(pid: number): Sighting | undefined
  /** The command line; empty when it cannot be read. A claim: a process may write it anew. */
  arguments(pid: number): Promise<readonly string[]>
  /** Names of the variables that the process was started with; undefined when they cannot be read. */
  environmentNames(pid: number): Promise<ReadonlySet<string> | undefined>
  /** The current folder; undefined when it cannot be read. */
  folder(pid: number): Promise<string | undefined>
  /** The user of a process, in the platform's own form; undefined when it is gone. */
  owner(pid: number): Promise<number | string | undefined>
  /** The path of a terminal; undefined for none, or where it cannot be opened from here. */
  terminal(device: number): Promise<string | undefined>
  executable(subject: Subject, hashes: FileHashes): Promise<ExecutableReading>
}
