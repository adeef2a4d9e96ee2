// Facts of a process from /proc. Synchronous where the kernel answers from memory of its own: these reads cost
// microseconds, while the same through the thread pool would queue behind a slow disk. What the kernel must fetch from
// the process itself (command line, environment) can hang with it, and is asynchronous.
import { closeSync, openSync, readlinkSync, readSync } from 'node:fs'
import { readFile, readlink } from 'node:fs/promises'

/** One reading of /proc/<pid>/stat (proc(5)). */
export interface ProcessStat {
  readonly parentPid: number
  /** The controlling terminal's device number; 0 for none. */
  readonly terminalDevice: number
  /** Clock ticks since boot, as text: with the pid it names one process for ever. */
  readonly startTime: string
  /** Start time, and where stack and arguments lie: those move with every `execve`, even of the same file. */
  readonly image: string
}

// Positions in the part after the process's name, which may itself hold spaces and parentheses.
const field = {
  parentPid: 1,
  terminalDevice: 4,
  startTime: 19,
  startStack: 25,
  argStart: 45,
  environmentEnd: 48,
}

const buffer = Buffer.allocUnsafeSlow(4096)

/** @returns undefined when there is no such process, or it has ended. */
export function readStat(pid: number): ProcessStat | undefined {
  const text = readSmall(`/proc/${pid}/stat`)
  if (text === undefined) return undefined
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const startTime = fields[field.startTime]
  if (startTime === undefined || fields[0] === 'Z' || fields[0] === 'X') return undefined
  return {
    parentPid: Number(fields[field.parentPid]),
    terminalDevice: Number(fields[field.terminalDevice]),
    startTime,
    image: [
      startTime,
      fields[field.startStack],
      ...fields.slice(field.argStart, field.environmentEnd + 1),
    ].join(' '),
  }
}

/** The executable as the kernel names it, ` (deleted)` included. @returns undefined when it may not be known. */
export function readExecutable(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`)
  } catch {
    // ENOENT: gone, or a thread of the kernel. EACCES: another user's, or one that hides. No identity either way.
    return undefined
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

/** A file of /proc whose text fits in one page. */
function readSmall(path: string): string | undefined {
  let descriptor
  try {
    descriptor = openSync(path, 'r')
    return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, buffer.length, 0))
  } catch {
    // ENOENT or ESRCH: the process has ended.
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
