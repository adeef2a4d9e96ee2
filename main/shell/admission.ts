// Who gets a connection: this user's processes, so many in all and so many of one process.
import type { Socket } from 'node:net'
import type { Log, Peer } from '../core/ports'
import type { LocalCallers } from './callers/local-callers'

export interface AdmissionLimits {
  /** Open connections in all. */
  readonly connections: number
  readonly connectionsPerProcess: number
}

/** `foreign`: not a byte is read or sent. `busy`: told so, and closed. */
export type Admission = Peer | 'foreign' | 'busy'

export interface DoorOptions {
  readonly callers: Pick<LocalCallers, 'peerOf'>
  readonly uid: number
  readonly limits: AdmissionLimits
  readonly log: Log
}

/** State: how many connections are open, in all and by process. */
export class Door {
  readonly #options: DoorOptions
  readonly #byProcess = new Map<number, number>()
  #open = 0
  #wasFull = false

  constructor(options: DoorOptions) {
    this.#options = options
  }

  /** Decides about a connection; an admitted one counts until it leaves. */
  admit(socket: Socket): Admission {
    const { callers, uid, limits, log } = this.#options
    let peer: Peer
    try {
      peer = callers.peerOf(socket)
    } catch {
      // Gone already, or from where the kernel cannot see: nobody to speak to.
      return 'foreign'
    }
    if (peer.uid !== uid) {
      log.write('warn', 'door', `closed a connection of user ${peer.uid}, process ${peer.pid}`)
      return 'foreign'
    }
    const ofProcess = this.#byProcess.get(peer.pid) ?? 0
    if (this.#open >= limits.connections || ofProcess >= limits.connectionsPerProcess) {
      this.#noteFull(peer)
      return 'busy'
    }
    this.#open++
    this.#byProcess.set(peer.pid, ofProcess + 1)
    return peer
  }

  /** An admitted connection has closed. */
  leave({ pid }: Peer): void {
    this.#open--
    this.#wasFull = false
    const left = (this.#byProcess.get(pid) ?? 1) - 1
    if (left === 0) this.#byProcess.delete(pid)
    else this.#byProcess.set(pid, left)
  }

  /** One line for a flood, not one for each of its connections. */
  #noteFull({ pid }: Peer): void {
    if (!this.#wasFull) {
      this.#options.log.write('warn', 'door', `too many connections; refused one of process ${pid}`)
    }
    this.#wasFull = true
  }
}
