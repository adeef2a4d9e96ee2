// The process that calls keytar: started when it is needed, killed when it hangs, ended when it is idle.
import type { Clock } from '../../core/ports'
import {
  type KeychainFork,
  type KeychainOperation,
  type KeychainProcess,
  KeychainReply,
} from './keychain-port'

/** How long the process outlives its last call. */
export const idleMs = 30_000

export type RunOutcome = KeychainReply | { readonly outcome: 'timed-out' | 'died' | 'cancelled' }

interface Pending {
  readonly id: number
  readonly settle: (outcome: RunOutcome) => void
}

/** State: the process where one runs, and the one call it is busy with. */
export class KeychainRunner {
  readonly #fork: KeychainFork
  readonly #clock: Clock
  readonly #onIdle: () => void
  #process: KeychainProcess | undefined
  #pending: Pending | undefined
  #callOffIdle: () => void = () => undefined
  #id = 0

  constructor(options: { readonly fork: KeychainFork; readonly clock: Clock; readonly onIdle: () => void }) {
    this.#fork = options.fork
    this.#clock = options.clock
    this.#onIdle = options.onIdle
  }

  /** One call at a time: the caller sees to that. After `deadlineMs` the process is killed. */
  async run(operation: KeychainOperation, deadlineMs: number): Promise<RunOutcome> {
    this.#callOffIdle()
    this.#id += 1
    const id = this.#id
    const outcome = new Promise<RunOutcome>((settle) => (this.#pending = { id, settle }))
    const callOff = this.#clock.after(deadlineMs, () => this.#abandon('timed-out'))
    try {
      this.#start().send({ ...operation, id })
    } catch {
      // Not even started: for the caller that is a process that ended.
      this.#abandon('died')
    }
    const settled = await outcome
    callOff()
    this.#callOffIdle = this.#clock.after(idleMs, () => {
      this.#kill()
      this.#onIdle()
    })
    return settled
  }

  /** Ends the call under way, and the process with it: there is no other way to take back a call of keytar. */
  cancel(): void {
    if (this.#pending !== undefined) this.#abandon('cancelled')
  }

  /** Ends the process; a call under way ends as cancelled. */
  close(): void {
    this.cancel()
    this.#callOffIdle()
    this.#kill()
  }

  #start(): KeychainProcess {
    if (this.#process !== undefined) return this.#process
    const process = this.#fork()
    this.#process = process
    process.onMessage((message) => {
      const reply = KeychainReply.safeParse(message)
      if (reply.success && reply.data.id === this.#pending?.id) this.#settle(reply.data)
    })
    process.onExit(() => {
      // A process that was killed and replaced ends later; its successor goes on.
      if (this.#process !== process) return
      this.#process = undefined
      this.#settle({ outcome: 'died' })
    })
    return process
  }

  #abandon(outcome: 'timed-out' | 'cancelled' | 'died'): void {
    this.#kill()
    this.#settle({ outcome })
  }

  #kill(): void {
    const process = this.#process
    this.#process = undefined
    process?.kill()
  }

  #settle(outcome: RunOutcome): void {
    const pending = this.#pending
    this.#pending = undefined
    pending?.settle(outcome)
  }
}
