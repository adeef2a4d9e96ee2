// The long look at a process, taken once per incarnation: which of the three rules it falls under, and what to show.
import { realpath, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AppError } from '../../../shared/errors'
import type { Caller, ExecutableFacts } from '../../core/ports'
import { type FileHashes, isProtected } from './executable-facts'
import {
  type ProcessStat,
  type Sighting,
  readArguments,
  readEnvironmentNames,
  readFolder,
  sharesMountNamespace,
} from './proc'
import { hasPreload, type ProgramKind, programKind, scriptArgument } from './programs'
import { terminalPath } from './terminal'

/** The process in question, as it was seen before the look. */
export interface Subject extends Sighting {
  readonly pid: number
}

export interface Means {
  /** Resolved paths of the `signet` command's scripts. */
  readonly commands: ReadonlySet<string>
  readonly hashes: FileHashes
  /** @throws `broker/untrusted-caller` when the process is gone or hides. */
  readonly see: (pid: number) => Sighting
}

export interface Examination {
  readonly caller: Caller
  /** Whether the subject is the `signet` command and the caller its parent. */
  readonly isLookedThrough: boolean
}

const shownParents = 16

/**
 * Who a process is.
 * @throws `broker/untrusted-caller` when a parent that is to answer for the command changes meanwhile.
 */
export async function examine(subject: Subject, means: Means): Promise<Examination> {
  const { pid, stat: processStat, executable: link } = subject
  const [names, executable, terminal] = await Promise.all([
    readEnvironmentNames(pid),
    executableFacts(subject, means.hashes),
    terminalPath(processStat.terminalDevice),
  ])
  const kind = names?.has('ELECTRON_RUN_AS_NODE') === true ? 'interpreter' : programKind(link)
  const script =
    executable.verifiable && kind === 'interpreter' ? await scriptOf(subject, means.hashes) : undefined
  const isCommand = script !== undefined && means.commands.has(script.path)
  if (isCommand) {
    const parent = await parentOf(subject, means)
    if (parent !== undefined) return { caller: { ...parent, terminal }, isLookedThrough: true }
  }
  const common = {
    pid,
    startTime: processStat.startTime,
    executable: executable.facts,
    parents: parentsOf(processStat, means),
    terminal,
    verifiable: executable.verifiable,
    preloadEnvironment: names === undefined || hasPreload(names, kind),
  }
  return { caller: { ...common, ...ruled(kind, isCommand ? undefined : script) }, isLookedThrough: false }
}

type Ruled =
  | { readonly kind: 'executable' | 'process' }
  | { readonly kind: 'script'; readonly script: { readonly path: string; readonly sha256: string } }

/** Rules 1 to 3. A command whose parent is gone is one process: its own script would stand for everybody. */
function ruled(
  kind: ProgramKind,
  script: { readonly path: string; readonly sha256: string } | undefined,
): Ruled {
  if (kind === 'program') return { kind: 'executable' }
  return script === undefined ? { kind: 'process' } : { kind: 'script', script }
}

/** The program that started the command, examined like a caller; undefined where it is gone or not this user's. */
async function parentOf(subject: Subject, means: Means): Promise<Caller | undefined> {
  const pid = subject.stat.parentPid
  if (pid <= 1 || (await ownerOf(pid)) !== (await ownerOf(subject.pid))) return undefined
  const before = means.see(pid)
  const { caller } = await examine({ pid, ...before }, means)
  const after = means.see(pid)
  const isSame = after.stat.image === before.stat.image && after.executable === before.executable
  if (!isSame || means.see(subject.pid).stat.parentPid !== pid) {
    throw new AppError('broker/untrusted-caller', 'The program that ran `signet` changed while it asked.')
  }
  return caller
}

async function ownerOf(pid: number): Promise<number | undefined> {
  return (await stat(`/proc/${pid}`).catch(() => undefined))?.uid
}

/** Executables of the parents, nearest first, as far as they may be read. Shown and logged, never part of a key. */
function parentsOf(child: ProcessStat, { see }: Means): readonly string[] {
  const parents: string[] = []
  let pid = child.parentPid
  while (pid > 0 && parents.length < shownParents) {
    try {
      const parent = see(pid)
      parents.push(parent.executable)
      pid = parent.stat.parentPid
    } catch {
      // Another user's, or gone: what is above it stays unknown.
      break
    }
  }
  return parents
}

interface ExecutableReading {
  readonly facts: ExecutableFacts
  readonly verifiable: boolean
}

async function executableFacts({ pid, executable }: Subject, hashes: FileHashes): Promise<ExecutableReading> {
  const image = `/proc/${pid}/exe`
  const isFound = (await sharesMountNamespace(pid)) && (await isSameFile(image, executable))
  if (isFound && (await isProtected(executable))) {
    return { facts: { path: executable, protected: true }, verifiable: true }
  }
  const sha256 = await hashes.ofExecutable(image)
  if (sha256 === undefined) return { facts: { path: executable, protected: false }, verifiable: false }
  return { facts: { path: executable, protected: false, sha256 }, verifiable: isFound }
}

/** Whether the running image is what stands at its path: not so when deleted, replaced, or never in a folder (memfd). */
async function isSameFile(image: string, path: string): Promise<boolean> {
  try {
    const [running, named] = await Promise.all([stat(image), stat(path)])
    return running.dev === named.dev && running.ino === named.ino
  } catch {
    // Nothing at that path, or nothing that may be seen: not verifiable, which is the answer.
    return false
  }
}

/** The script on the command line with its hash; undefined where no regular file of that name can be read. */
async function scriptOf(
  { pid, executable }: Subject,
  hashes: FileHashes,
): Promise<{ path: string; sha256: string } | undefined> {
  const argument = scriptArgument(executable, await readArguments(pid))
  const folder = await readFolder(pid)
  if (argument === undefined || folder === undefined) return undefined
  const path = await realpath(resolve(folder, argument)).catch(() => undefined)
  const sha256 = path === undefined ? undefined : await hashes.ofScript(path)
  return path === undefined || sha256 === undefined ? undefined : { path, sha256 }
}
