// Who is asking, from the kernel's facts (LOCAL-API.md "Who is asking"). Every reading is taken before and after, so
// that a reused pid or an exchanged program cannot pass for what was looked at.
import { realpathSync } from 'node:fs'
import type { Socket } from 'node:net'
import { AppError } from '../../../shared/errors'
import type { Caller, Callers, Peer } from '../../core/ports'
import { type Described, describeFile } from './describe'
import { FileHashes } from './executable-facts'
import { type Examination, examine } from './examine'
import type { ProcessFacts, ProcessStat, Sighting } from './process-facts'

export interface ProcessCallersOptions {
  /** Paths of the `signet` command's own scripts: it is looked through, its parent asks. */
  readonly commands: readonly string[]
}

/** What a platform brings. */
export interface ProcessPlatform {
  /**
   * The kernel's word on the peer, and what its process is now; undefined where that has ended since.
   * @throws `broker/untrusted-caller` when the kernel does not say.
   */
  readonly accept: (socket: Socket) => Accepted
  readonly facts: ProcessFacts
}

export interface Accepted {
  readonly peer: Peer
  readonly stat: ProcessStat | undefined
}

/** An examination, and what the process ran when it was made. */
interface Known {
  readonly executable: string
  readonly examination: Promise<Examination>
}

/** State: what each open connection's process was when accepted, examinations by incarnation, hashes of files. */
export class ProcessCallers implements Callers {
  readonly #commands: ReadonlySet<string>
  readonly #hashes = new FileHashes()
  readonly #platform: ProcessPlatform
  readonly #accepted = new WeakMap<Peer, ProcessStat>()
  readonly #known = new WeakMap<ProcessStat, Known>()

  constructor(platform: ProcessPlatform, { commands }: ProcessCallersOptions) {
    this.#platform = platform
    this.#commands = new Set(commands.map((path) => resolved(path)))
  }

  peerOf(socket: Socket): Peer {
    const { peer, stat } = this.#platform.accept(socket)
    if (stat !== undefined) this.#accepted.set(peer, stat)
    return peer
  }

  async identify(peer: Peer): Promise<Caller> {
    const sighting = this.#see(peer.pid)
    const accepted = this.#accepted.get(peer)
    // A process that ends, or runs another program, after it connected is not who asked.
    if (accepted !== undefined && accepted !== sighting.stat && accepted.image !== sighting.stat.image) {
      throw changed(peer.pid)
    }
    return (await this.#examination(peer.pid, sighting)).caller
  }

  async describe(path: string): Promise<Described> {
    return await describeFile(path, this.#hashes)
  }

  /** Known as long as the process is what it was; but a command's parent may become another program meanwhile. */
  #examination(pid: number, sighting: Sighting): Promise<Examination> {
    const { stat, executable } = sighting
    const known = this.#known.get(stat)
    if (known?.executable === executable) return known.examination
    const examination = this.#examine(pid, sighting)
    this.#known.set(stat, { executable, examination })
    const forget = (): unknown => this.#known.delete(stat)
    examination.then(({ isLookedThrough }) => isLookedThrough && forget(), forget)
    return examination
  }

  async #examine(pid: number, before: Sighting): Promise<Examination> {
    const examination = await examine(
      { pid, ...before },
      {
        facts: this.#platform.facts,
        commands: this.#commands,
        hashes: this.#hashes,
        see: (other) => this.#see(other),
        examination: (other) => this.#examination(other, this.#see(other)),
      },
    )
    const after = this.#see(pid)
    if (after.stat.image !== before.stat.image || after.executable !== before.executable) throw changed(pid)
    return examination
  }

  /** @throws `broker/untrusted-caller` when the process has ended or keeps its executable to itself. */
  #see(pid: number): Sighting {
    const sighting = this.#platform.facts.see(pid)
    if (sighting !== undefined) return sighting
    throw new AppError('broker/untrusted-caller', `The executable of process ${pid} cannot be read.`)
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

function changed(pid: number): AppError {
  return new AppError(
    'broker/untrusted-caller',
    `Process ${pid} ended or became another program while it asked.`,
  )
}
