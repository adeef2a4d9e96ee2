// The callers of Windows: the rules of process-callers.ts over kernel32 and ntdll. Written, not yet run on Windows; what
// is pure of it (windows-structs.ts) is tried here. Nobody is served there yet (docs/local-api.md, "Windows").
import type { Socket } from 'node:net'
import { AppError } from '../../../shared/errors'
import { descriptorOf } from './descriptor'
import { Incarnations } from './incarnations'
import { type Accepted, ProcessCallers, type ProcessCallersOptions } from './process-callers'
import type { ProcessFacts, ProcessStat } from './process-facts'
import { type WindowsProcess, pipeClient, readArguments, readProcess } from './windows-calls'

export function createCallers(options: ProcessCallersOptions): ProcessCallers {
  const processes = new Incarnations((pid) => statOf(readProcess(pid)))
  return new ProcessCallers({ accept, facts: factsOf(processes) }, options)
}

/**
 * Users have no number here: who is not this user gets no peer at all. Node keeps the handle of a pipe to itself, so
 * nobody passes before Signet makes the pipe, and with it the connection's handle, by itself.
 */
function accept(socket: Socket): Accepted {
  const pid = pipeClient(descriptorOf(socket))
  const peer = pid === undefined ? undefined : readProcess(pid)
  const own = readProcess(process.pid)
  if (pid === undefined || peer === undefined || peer.user !== own?.user) {
    throw new AppError('broker/untrusted-caller', 'The process at the other end is not one of this user.')
  }
  return { peer: { pid, uid: 0 }, stat: statOf(peer) }
}

function factsOf(processes: Incarnations): ProcessFacts {
  return {
    see: (pid) => {
      const stat = processes.stat(pid)
      const executable = stat === undefined ? undefined : readProcess(pid)?.executable
      return stat === undefined || executable === undefined ? undefined : { stat, executable }
    },
    arguments: (pid) => Promise.resolve(readArguments(pid)),
    // Both are in the memory of the process itself, which is not read: any variable may be set, no script be found.
    environmentNames: () => Promise.resolve(undefined),
    folder: () => Promise.resolve(undefined),
    owner: (pid) => Promise.resolve(readProcess(pid)?.user),
    // Consoles have no path; a question is asked in the window.
    terminal: () => Promise.resolve(undefined),
    // A running program cannot be overwritten but renamed, and another file put in its place: its path proves nothing.
    executable: ({ executable }) =>
      Promise.resolve({ facts: { path: executable, protected: false }, verifiable: false }),
  }
}

/** A process runs one program all its life; a parent that is younger than its child is another one under its number. */
function statOf(found: WindowsProcess | undefined): ProcessStat | undefined {
  if (found === undefined) return undefined
  const { startTime, parentPid } = found
  const parent = readProcess(parentPid)
  const isParent = parent !== undefined && BigInt(parent.startTime) <= BigInt(startTime)
  return { parentPid: isParent ? parentPid : 0, terminalDevice: 0, startTime, image: startTime }
}
