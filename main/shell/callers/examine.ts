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
  /** The examination of another process, made now or known from before. @throws as `see` */
  readonly examination: (pid: number) => Promise<Examination>
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
  const [program, executable, terminal] = await Promise.all([
    programOf(subject),
    executableFacts(subject, means.hashes),
    terminalPath(subject.stat.terminalDevice),
  ])
  const path = executable.verifiable ? program.scriptPath : undefined
  const isCommand = path !== undefined && means.commands.has(path)
  const parent = isCommand ? await parentOf(subject, means) : undefined
  if (parent !== undefined) return { caller: { ...parent, terminal }, isLookedThrough: true }
  // A command whose parent is gone is one process: its own script would stand for everybody.
  const script = isCommand ? undefined : await scriptOf(path, means.hashes)
  const caller = {
    pid: subject.pid,
    startTime: subject.stat.startTime,
    executable: executable.facts,
    parents: parentsOf(subject.stat, means),
    terminal,
    verifiable: executable.verifiable,
    preloadEnvironment: program.hasPreload,
    ...ruled(program.kind, script),
  }
  return { caller, isLookedThrough: false }
}

interface Program {
  readonly kind: ProgramKind
  /** The resolved path of the script that an interpreter's command line names. */
  readonly scriptPath: string | undefined
  readonly hasPreload: boolean
}

async function programOf(subject: Subject): Promise<Program> {
  const byName = programKind(subject.executable)
  const [names, path] = await Promise.all([
    readEnvironmentNames(subject.pid),
    byName === 'interpreter' ? scriptPath(subject) : undefined,
  ])
  // An environment that may not be read may hold anything.
  if (names === undefined) return { kind: byName, scriptPath: path, hasPreload: true }
  if (byName !== 'program' || !names.has('ELECTRON_RUN_AS_NODE')) {
    return { kind: byName, scriptPath: path, hasPreload: hasPreload(names, byName) }
  }
  // An app built on Electron, told to be a plain Node: then it runs whatever script it is given.
  const hidden = await scriptPath(subject)
  return { kind: 'interpreter', scriptPath: hidden, hasPreload: hasPreload(names, 'interpreter') }
}

interface Script {
  readonly path: string
  readonly sha256: string
}

/** Rules 1 to 3. */
function ruled(
  kind: ProgramKind,
  script: Script | undefined,
): { readonly kind: 'executable' | 'process' } | { readonly kind: 'script'; readonly script: Script } {
  if (kind === 'program') return { kind: 'executable' }
  return script === undefined ? { kind: 'process' } : { kind: 'script', script }
}

/** The program that started the command; undefined where it is gone or not this user's. */
async function parentOf(subject: Subject, means: Means): Promise<Caller | undefined> {
  const pid = subject.stat.parentPid
  if (pid <= 1) return undefined
  const [parents, own] = await Promise.all([ownerOf(pid), ownerOf(subject.pid)])
  if (parents !== own) return undefined
  const { caller } = await means.examination(pid)
  if (means.see(subject.pid).stat.parentPid !== pid) {
    throw new AppError('broker/untrusted-caller', 'The program that ran `signet` ended while it asked.')
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
  const [isOurs, isSame, isRoots] = await Promise.all([
    sharesMountNamespace(pid),
    isSameFile(image, executable),
    isProtected(executable),
  ])
  const isFound = isOurs && isSame
  if (isFound && isRoots) {
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

/** The resolved path of the script on the command line; undefined where it names none. */
async function scriptPath({ pid, executable }: Subject): Promise<string | undefined> {
  const [args, folder] = await Promise.all([readArguments(pid), readFolder(pid)])
  const argument = scriptArgument(executable, args)
  if (argument === undefined || folder === undefined) return undefined
  return await realpath(resolve(folder, argument)).catch(() => undefined)
}

/** The script with its hash; undefined where no regular file can be read. */
async function scriptOf(path: string | undefined, hashes: FileHashes): Promise<Script | undefined> {
  const sha256 = path === undefined ? undefined : await hashes.ofScript(path)
  return path === undefined || sha256 === undefined ? undefined : { path, sha256 }
}
