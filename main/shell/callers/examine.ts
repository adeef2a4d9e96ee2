// The long look at a process, taken once per incarnation: which of the three rules it falls under, and what to show.
import { realpath } from 'node:fs/promises'
import { isAbsolute, resolve } from 'node:path'
import { AppError } from '../../../shared/errors'
import type { Caller } from '../../core/ports'
import type { FileHashes } from './executable-facts'
import type { ProcessFacts, ProcessStat, Sighting, Subject } from './process-facts'
import { hasPreload, type ProgramKind, programKind, scriptArgument } from './programs'

export interface Means {
  readonly facts: ProcessFacts
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
    programOf(subject, means.facts),
    means.facts.executable(subject, means.hashes),
    means.facts.terminal(subject.stat.terminalDevice),
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

async function programOf(subject: Subject, facts: ProcessFacts): Promise<Program> {
  const byName = programKind(subject.executable)
  const [names, path] = await Promise.all([
    facts.environmentNames(subject.pid),
    byName === 'interpreter' ? scriptPath(subject, facts) : undefined,
  ])
  // An environment that may not be read may hold anything.
  if (names === undefined) return { kind: byName, scriptPath: path, hasPreload: true }
  if (byName !== 'program' || !names.has('ELECTRON_RUN_AS_NODE')) {
    return { kind: byName, scriptPath: path, hasPreload: hasPreload(names, byName) }
  }
  // An app built on Electron, told to be a plain Node: then it runs whatever script it is given.
  const hidden = await scriptPath(subject, facts)
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
  const [parents, own] = await Promise.all([means.facts.owner(pid), means.facts.owner(subject.pid)])
  if (parents !== own) return undefined
  const { caller } = await means.examination(pid)
  if (means.see(subject.pid).stat.parentPid !== pid) {
    throw new AppError('broker/untrusted-caller', 'The program that ran `signet` ended while it asked.')
  }
  return caller
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

/** The resolved path of the script on the command line; undefined where it names none. */
async function scriptPath({ pid, executable }: Subject, facts: ProcessFacts): Promise<string | undefined> {
  const [args, folder] = await Promise.all([facts.arguments(pid), facts.folder(pid)])
  const argument = scriptArgument(executable, args)
  if (argument === undefined) return undefined
  if (folder === undefined && !isAbsolute(argument)) return undefined
  return await realpath(resolve(folder ?? '', argument)).catch(() => undefined)
}

/** The script with its hash; undefined where no regular file can be read. */
async function scriptOf(path: string | undefined, hashes: FileHashes): Promise<Script | undefined> {
  const sha256 = path === undefined ? undefined : await hashes.ofScript(path)
  return path === undefined || sha256 === undefined ? undefined : { path, sha256 }
}
