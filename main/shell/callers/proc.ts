// Facts of a process from /proc. Synchronous where the kernel answers from memory of its own: these reads cost
// microseconds, while the same through the thread pool would queue behind a slow disk. What the kernel must fetch from
// the process itself (command line, environment) can hang with it, and is asynchronous.
import { closeSync, openSync, readSync } from 'node:fs'
import { readFile, readlink as readLink } from 'node:fs/promises'
import koffi from 'koffi'

/** What /proc/<pid>/stat says that does not change by itself (proc(5)). */
export interface ProcessStat {
  readonly parentPid: number
  /** The controlling terminal's device number; 0 for none. */
  readonly terminalDevice: number
  /** Clock ticks since boot, as text: with the pid it names one process for ever. */
  readonly startTime: string
  /** Start time, and where stack and arguments lie: those move with every `execve`, even of the same file. */
  readonly image: string
}

/** One reading of a process: what it runs, and in which incarnation. */
export interface Sighting {
  /** The same object from one reading to the next, as long as nothing in it changed. */
  readonly stat: ProcessStat
  /** As the kernel names it, ` (deleted)` included. */
  readonly executable: string
}

// Positions in the part after the process's name, which may itself hold spaces and parentheses.
const parentPid = 1
const terminalDevice = 4
const startTime = 19
const startStack = 25
const argStart = 45
const environmentEnd = 48
const isKept = Uint8Array.from({ length: environmentEnd + 1 }, (_, at) =>
  Number(
    (at >= parentPid && at <= terminalDevice) || at === startTime || at === startStack || at >= argStart,
  ),
)
/** The name has at most 64 bytes, the pid seven digits: the last parenthesis lies before this. */
const nameEnd = 96

const [space, closing, zombie, dead] = [' ', ')', 'Z', 'X'].map((character) => character.charCodeAt(0))

/** A process whose files were read, with what was read last. */
interface Watched {
  readonly descriptor: number
  /** The path of its `exe`, closed by NUL as the kernel takes it. */
  readonly link: Buffer
  condensed: Buffer
  stat: ProcessStat
  target: Buffer
  executable: string
}

/** How many processes are watched at once; beyond it the one that came first is read anew. */
const mostWatched = 256

const readlink = koffi
  .load(null)
  .func('int64_t readlink(const uint8_t *path, uint8_t *target, uint64_t size)') as (
  path: Buffer,
  target: Buffer,
  size: number,
) => number

/**
 * Reads processes as often as requests come. State: the stat files of the processes read last, kept open, and what they
 * said; opening costs more than reading, and comparing bytes less than making strings of them. An open file belongs
 * to its process for ever: once that has ended, the kernel refuses to read it, whoever has its pid by then.
 */
export class ProcessWatch {
  readonly #watched = new Map<number, Watched>()
  readonly #line = Buffer.allocUnsafeSlow(4096)
  readonly #condensed = Buffer.allocUnsafeSlow(4096)
  readonly #target = Buffer.allocUnsafeSlow(4096)

  /** @returns undefined when there is no such process, or it has ended. */
  stat(pid: number): ProcessStat | undefined {
    return this.#current(pid)?.stat
  }

  /** @returns undefined also for a process that keeps its executable to itself: another user's, or one that hides. */
  see(pid: number): Sighting | undefined {
    // The executable first: what can still be read after it is the same process as before.
    const watched = this.#watched.get(pid) ?? this.#current(pid)
    if (watched === undefined) return undefined
    const length = readlink(watched.link, this.#target, this.#target.length)
    const current = this.#current(pid)
    // Another process took the pid meanwhile: what was read is nobody's.
    if (current !== undefined && current !== watched) return this.see(pid)
    if (current === undefined || length <= 0) return undefined
    if (!isSame(current.target, this.#target, length)) {
      current.target = Buffer.from(this.#target.subarray(0, length))
      current.executable = current.target.toString('utf8')
    }
    return { stat: current.stat, executable: current.executable }
  }

  #current(pid: number): Watched | undefined {
    const watched = this.#watched.get(pid)
    const length = watched === undefined ? 0 : this.#read(watched.descriptor)
    if (watched === undefined || length === 0) return this.#begin(pid, watched)
    if (!isSame(watched.condensed, this.#condensed, length)) {
      watched.condensed = Buffer.from(this.#condensed.subarray(0, length))
      watched.stat = statOf(watched.condensed)
    }
    return watched
  }

  /** Opens a process's file, in place of one that can no longer be read. */
  #begin(pid: number, old: Watched | undefined): Watched | undefined {
    if (old !== undefined) this.#end(pid, old)
    const descriptor = openStat(pid)
    if (descriptor === undefined) return undefined
    const length = this.#read(descriptor)
    if (length === 0) {
      closeSync(descriptor)
      return undefined
    }
    const condensed = Buffer.from(this.#condensed.subarray(0, length))
    const watched = {
      descriptor,
      link: Buffer.from(`/proc/${pid}/exe\0`),
      condensed,
      stat: statOf(condensed),
      target: Buffer.alloc(0),
      executable: '',
    }
    this.#watched.set(pid, watched)
    const [oldest] = this.#watched
    if (this.#watched.size > mostWatched && oldest !== undefined) this.#end(...oldest)
    return watched
  }

  #end(pid: number, { descriptor }: Watched): void {
    this.#watched.delete(pid)
    closeSync(descriptor)
  }

  /** Puts the lasting fields of a stat file into `#condensed`. @returns their length; 0 for a process that has ended. */
  #read(descriptor: number): number {
    const line = this.#line
    let length
    try {
      length = readSync(descriptor, line, 0, line.length, 0)
    } catch {
      // ESRCH: it has ended.
      return 0
    }
    let at = Math.min(length, nameEnd)
    while (at > 0 && line[at] !== closing) at--
    at += 2
    if (line[at] === zombie || line[at] === dead) return 0
    return this.#condense(at, length)
  }

  #condense(start: number, end: number): number {
    const [line, condensed] = [this.#line, this.#condensed]
    let [field, length] = [0, 0]
    for (let at = start; at < end && field <= environmentEnd; at++) {
      const byte = line[at] ?? 0
      if (isKept[field] === 1) condensed[length++] = byte
      if (byte === space) field++
    }
    return length
  }
}

function openStat(pid: number): number | undefined {
  try {
    return openSync(`/proc/${pid}/stat`, 'r')
  } catch {
    // ENOENT: there is no such process.
    return undefined
  }
}

/** By hand: for so few bytes a call into native code costs more than the loop. */
function isSame(known: Buffer, found: Buffer, length: number): boolean {
  if (known.length !== length) return false
  for (let at = 0; at < length; at++) if (known[at] !== found[at]) return false
  return true
}

function statOf(condensed: Buffer): ProcessStat {
  const [parent, , , terminal, started = '', ...image] = condensed.toString('latin1').trim().split(' ')
  return {
    parentPid: Number(parent),
    terminalDevice: Number(terminal),
    startTime: started,
    image: [started, ...image].join(' '),
  }
}

/** The command line; empty when it cannot be read. A claim: a process may write it anew. */
export async function readArguments(pid: number): Promise<readonly string[]> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return text === '' ? [] : text.replace(/\0$/, '').split('\0')
}

/** Names of the variables that the process was started with; undefined when they cannot be read. */
export async function readEnvironmentNames(pid: number): Promise<ReadonlySet<string> | undefined> {
  const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  return new Set(text.split('\0').map((variable) => variable.slice(0, Math.max(0, variable.indexOf('=')))))
}

/** The current folder; undefined when it cannot be read. */
export async function readFolder(pid: number): Promise<string | undefined> {
  return await readLink(`/proc/${pid}/cwd`).catch(() => undefined)
}

/** Whether a path means the same to the process as to us. */
export async function sharesMountNamespace(pid: number): Promise<boolean> {
  const theirs = await readLink(`/proc/${pid}/ns/mnt`).catch(() => undefined)
  return theirs !== undefined && theirs === (await readLink('/proc/self/ns/mnt'))
}
