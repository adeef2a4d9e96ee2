// The callers of macOS: the rules of process-callers.ts over libproc. Written, not yet run on macOS; what is pure of it
// (mac-structs.ts) is tried here. There is no link to the running image, as Linux has: whether the file at its path is
// that image is told by device and inode, before and after the file is read.
import { stat } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { AppError } from '../../../shared/errors'
import { type FileHashes, isProtected } from './executable-facts'
import { readExecutable, readFolder, readImage, readProcess, readStart } from './mac-calls'
import { peerOf } from './mac-peer'
import { type MacProcess, terminalName } from './mac-structs'
import { type Accepted, ProcessCallers, type ProcessCallersOptions } from './process-callers'
import type { ExecutableReading, ProcessFacts, ProcessStat, Subject } from './process-facts'
import { Incarnations } from './incarnations'

export function createCallers(options: ProcessCallersOptions): ProcessCallers {
  const processes = new Incarnations(statOf)
  const accept = (socket: Socket): Accepted => {
    const { pid, uid, pidVersion } = peerOf(socket)
    const now = readProcess(pid)
    if (pidVersion !== undefined && now !== undefined && now.pidVersion !== pidVersion) {
      throw new AppError('broker/untrusted-caller', `Process ${pid} became another program as it connected.`)
    }
    return {
      peer: { pid, uid },
      stat: now === undefined ? undefined : processes.same(pid, statOfProcess(now)),
    }
  }
  return new ProcessCallers({ accept, facts: factsOf(processes) }, options)
}

function factsOf(processes: Incarnations): ProcessFacts {
  return {
    see: (pid) => {
      const now = processes.stat(pid)
      const executable = now === undefined ? undefined : readExecutable(pid)
      return now === undefined || executable === undefined ? undefined : { stat: now, executable }
    },
    arguments: (pid) => Promise.resolve(readStart(pid).arguments),
    environmentNames: (pid) => Promise.resolve(readStart(pid).environmentNames),
    folder: (pid) => Promise.resolve(readFolder(pid)),
    owner: (pid) => Promise.resolve(readProcess(pid)?.uid),
    terminal: terminalPath,
    executable: executableFacts,
  }
}

function statOf(pid: number): ProcessStat | undefined {
  const now = readProcess(pid)
  return now === undefined ? undefined : statOfProcess(now)
}

function statOfProcess({ parentPid, terminalDevice, startTime, pidVersion }: MacProcess): ProcessStat {
  return { parentPid, terminalDevice, startTime, image: `${startTime} ${pidVersion}` }
}

async function terminalPath(device: number): Promise<string | undefined> {
  const path = device === 0 ? undefined : terminalName(device)
  if (path === undefined) return undefined
  const found = await stat(path).catch(() => undefined)
  return found?.isCharacterDevice() === true && found.rdev >>> 0 === device ? path : undefined
}

async function executableFacts({ pid, executable }: Subject, hashes: FileHashes): Promise<ExecutableReading> {
  const unverifiable = { facts: { path: executable, protected: false }, verifiable: false } as const
  if (!(await isRunningImage(pid, executable))) return unverifiable
  if (await isProtected(executable)) return { facts: { path: executable, protected: true }, verifiable: true }
  const sha256 = await hashes.ofExecutable(executable)
  // Between the look and the reading another file may have been put there.
  if (sha256 === undefined || !(await isRunningImage(pid, executable))) return unverifiable
  return { facts: { path: executable, protected: false, sha256 }, verifiable: true }
}

async function isRunningImage(pid: number, path: string): Promise<boolean> {
  const image = readImage(pid)
  const named = await stat(path, { bigint: true }).catch(() => undefined)
  if (image === undefined || named === undefined) return false
  return BigInt.asUintN(32, named.dev) === BigInt(image.device) && named.ino === image.inode
}
