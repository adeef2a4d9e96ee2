// Facts of a process from /proc. Synchronous where the kernel answers from memory of its own: these reads cost
// microseconds, while the same through the thread pool would queue behind a slow disk. What the kernel must fetch from
// the process itself (command line, environment) can hang with it, and is asynchronous.
import { closeSync, constants, openSync } from 'node:fs'
import { readFile, readlink } from 'node:fs/promises'
import { libc } from '../libc'
import type { ProcessStat, Sighting } from './process-facts'

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

/**
 * A process whose files are open, with what they said last. Open files of /proc belong to their process for ever: once
 * that has ended the kernel refuses to read them, whoever has its pid by then.
 */
interface Watched {
  readonly statFile: number
  /** The link `exe` itself, not what it leads to. */
  readonly link: number
  condensed: Buffer
  stat: ProcessStat
  target: Buffer
  executable: string
}

/** How many processes are watched at once; beyond it the one that came first is read anew. */
const mostWatched = 256

/** open(2) on Linux: the file's place in the tree alone, nothing of its content. */
const O_PATH = 0o10000000

const readlinkat: (...args: [folder: number, path: Buffer, target: Buffer, size: number]) => number = libc(
  'int64_t readlinkat(int folder, const uint8_t *path, uint8_t *target, uint64_t size)',
)
const pread: (...args: [descriptor: number, buffer: Buffer, size: number, offset: number]) => number = libc(
  'int64_t pread(int descriptor, uint8_t *buffer, uint64_t size, int64_t offset)',
)
/** An empty path is the open link itself. */
const itself = Buffer.from('\0')

/**
 * Reads processes as often as requests come. State: the open files of the processes read last; opening costs more than
 * reading, and comparing bytes less than making strings of them.
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
    const watched = this.#current(pid)
    if (watched === undefined) return undefined
    const length = readlinkat(watched.link, itself, this.#target, this.#target.length)
    if (length <= 0) return undefined
    if (!isSame(watched.target, this.#target, length)) {
      watched.target = Buffer.from(this.#target.subarray(0, length))
      watched.executable = watched.target.toString('utf8')
    }
    return { stat: watched.stat, executable: watched.executable }
  }

  #current(pid: number): Watched | undefined {
    const watched = this.#watched.get(pid)
    const length = watched === undefined ? 0 : this.#read(watched.statFile)
    if (watched === undefined || length === 0) return this.#begin(pid, watched)
    if (!isSame(watched.condensed, this.#condensed, length)) {
      watched.condensed = Buffer.from(this.#condensed.subarray(0, length))
      watched.stat = statOf(watched.condensed)
    }
    return watched
  }

  /** Opens a process's files, in place of those that can no longer be read. */
  #begin(pid: number, old: Watched | undefined): Watched | undefined {
    if (old !== undefined) this.#end(pid, old)
    const files = openFiles(pid)
    if (files === undefined) return undefined
    // Read after both were opened: whoever had the pid then had it all the while.
    const length = this.#read(files.statFile)
    const condensed = Buffer.from(this.#condensed.subarray(0, length))
    const watched = {
      ...files,
      condensed,
      stat: statOf(condensed),
      target: Buffer.alloc(0),
      executable: '',
    }
    this.#watched.set(pid, watched)
    const [oldest] = this.#watched
    if (this.#watched.size > mostWatched && oldest !== undefined) this.#end(...oldest)
    if (length > 0) return watched
    this.#end(pid, watched)
    return undefined
  }

  #end(pid: number, { statFile, link }: Watched): void {
    this.#watched.delete(pid)
    closeSync(statFile)
    closeSync(link)
  }

  /** Puts the lasting fields of a stat file into `#condensed`. @returns their length; 0 for a process that has ended. */
  #read(descriptor: number): number {
    const line = this.#line
    const length = pread(descriptor, line, line.length, 0)
    // ESRCH: it has ended.
    if (length <= 0) return 0
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

function openFiles(pid: number): { readonly statFile: number; readonly link: number } | undefined {
  let statFile
  try {
    statFile = openSync(`/proc/${pid}/stat`, 'r')
    return { statFile, link: openSync(`/proc/${pid}/exe`, O_PATH | constants.O_NOFOLLOW) }
  } catch {
    // ENOENT, ESRCH: there is no such process.
    if (statFile !== undefined) closeSync(statFile)
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
  return await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
}

/** Whether a path means the same to the process as to us. */
export async function sharesMountNamespace(pid: number): Promise<boolean> {
  const theirs = await readlink(`/proc/${pid}/ns/mnt`).catch(() => undefined)
  return theirs !== undefined && theirs === (await readlink('/proc/self/ns/mnt'))
}
