// The callers of Linux: the rules of process-callers.ts over /proc.
import { stat } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { type FileHashes, isProtected } from './executable-facts'
import { peerOf } from './peer-linux'
import { ProcessWatch, readArguments, readEnvironmentNames, readFolder, sharesMountNamespace } from './proc'
import { type Accepted, ProcessCallers, type ProcessCallersOptions } from './process-callers'
import type { ExecutableReading, ProcessFacts, Subject } from './process-facts'
import { terminalPath } from './terminal'

export function createCallers(options: ProcessCallersOptions): ProcessCallers {
  const processes = new ProcessWatch()
  const accept = (socket: Socket): Accepted => {
    const peer = peerOf(socket)
    return { peer, stat: processes.stat(peer.pid) }
  }
  return new ProcessCallers({ accept, facts: factsOf(processes) }, options)
}

function factsOf(processes: ProcessWatch): ProcessFacts {
  return {
    see: (pid) => processes.see(pid),
    arguments: readArguments,
    environmentNames: readEnvironmentNames,
    folder: readFolder,
    owner: async (pid) => (await stat(`/proc/${pid}`).catch(() => undefined))?.uid,
    terminal: terminalPath,
    executable: executableFacts,
  }
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
