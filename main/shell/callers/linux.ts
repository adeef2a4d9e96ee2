// Who is asking, from the kernel's facts (LOCAL-API.md "Who is asking"). Every reading is taken before and after, so
// that a reused pid or an exchanged program cannot pass for what was looked at.
import { realpathSync } from 'node:fs'
import type { Socket } from 'node:net'
import { AppError } from '../../../shared/errors'
import type { Caller, Callers, Peer } from '../../core/ports'
import { type Described, describeFile } from './describe'
import { FileHashes } from './executable-facts'
import { type Examination, examine } from './examine'
import { peerOf } from './peer-linux'
import { type ProcessStat, readExecutable, readStat } from './proc'

export interface LinuxCallersOptions {
  /** Paths of the `signet` command's own scripts: it is looked through, its parent asks. */
  readonly commands: readonly string[]
}

const keptIdentities = 512

/** One reading of a process: what it runs, and in which incarnation. */
interface Reading {
  readonly stat: ProcessStat
  readonly executable: string
}

/** The callers of Linux. */
export function createCallers(options: LinuxCallersOptions): Callers & { peerOf(socket: Socket): Peer } {
  return new LinuxCallers(options)
}

/** State: what each open connection's process was when accepted, identities by incarnation, hashes of files. */
class LinuxCallers implements Callers {
  readonly #commands: ReadonlySet<string>
  readonly #hashes = new FileHashes()
  readonly #accepted = new WeakMap<Peer, string>()
  readonly #identities = new Map<string, Promise<Caller>>()

  constructor({ commands }: LinuxCallersOptions) {
    this.#commands = new Set(commands.map((path) => resolved(path)))
  }

  peerOf(socket: Socket): Peer {
    const peer = peerOf(socket)
    const stat = readStat(peer.pid)
    if (stat !== undefined) this.#accepted.set(peer, stat.image)
    return peer
  }

  async identify(peer: Peer): Promise<Caller> {
    const reading = read(peer.pid)
    const accepted = this.#accepted.get(peer)
    // A process that ends, or runs another program, after it connected is not who asked.
    if (accepted !== undefined && accepted !== reading.stat.image) throw changed(peer.pid)
    const key = `${peer.pid} ${reading.stat.image} ${reading.executable}`
    const known = this.#identities.get(key)
    if (known !== undefined) return await known
    const examined = this.#examine(peer.pid, reading)
    const caller = examined.then((examination) => examination.caller)
    this.#keep(key, caller)
    // Its parent may become another program while the command still runs.
    if ((await examined).isLookedThrough) this.#identities.delete(key)
    return await caller
  }

  async describe(path: string): Promise<Described> {
    return await describeFile(path, this.#hashes)
  }

  async #examine(pid: number, before: Reading): Promise<Examination> {
    const examination = await examine(
      { pid, ...before },
      { commands: this.#commands, hashes: this.#hashes, read },
    )
    const after = read(pid)
    if (after.stat.image !== before.stat.image || after.executable !== before.executable) throw changed(pid)
    return examination
  }

  #keep(key: string, caller: Promise<Caller>): void {
    this.#identities.set(key, caller)
    caller.catch(() => this.#identities.delete(key))
    const [oldest] = this.#identities.keys()
    if (this.#identities.size > keptIdentities && oldest !== undefined) this.#identities.delete(oldest)
  }
}

/** The path without links; itself where nothing is there, as in a checkout that is not built. */
function resolved(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    // ENOENT: then nobody runs it either.
    return path
  }
}

/** @throws `broker/untrusted-caller` when the process has ended or keeps its executable to itself. */
function read(pid: number): Reading {
  const stat = readStat(pid)
  const executable = stat === undefined ? undefined : readExecutable(pid)
  if (stat === undefined || executable === undefined) {
    throw new AppError('broker/untrusted-caller', `The executable of process ${pid} cannot be read.`)
  }
  return { stat, executable }
}

function changed(pid: number): AppError {
  return new AppError(
    'broker/untrusted-caller',
    `Process ${pid} ended or became another program while it asked.`,
  )
}
