// What a verb may touch of the process it runs in; the tests give another one.
import type { SocketFacts } from '../../shared/broker/socket-address'
import { AppError } from '../../shared/errors'

export interface World {
  readonly facts: SocketFacts
  readonly cwd: string
  /** The folder of the built programs, `out`. */
  readonly programs: string
  /** The Node that runs this. */
  readonly node: string
  readonly isOutTerminal: () => boolean
  readonly isErrTerminal: () => boolean
  /** The result, for `$(…)`. */
  readonly out: (text: string) => void
  /** Words for a person. */
  readonly err: (text: string) => void
  /** Standard input as bytes, for a verb that asks nothing. */
  readonly bytesIn: () => AsyncIterable<Uint8Array>
  /** Aborts, with an Interrupted as its reason, on Ctrl-C, SIGTERM and SIGHUP; for a verb that asks nothing. */
  readonly interruption: () => Promise<AbortSignal>
  /** Standard input, opened at the first question. */
  readonly openInput: () => Promise<Input>
}

/** Where answers come from. */
export interface Input {
  /** False: one answer a line, in the order asked. */
  readonly isTerminal: boolean
  /**
   * @param secrecy `hidden`: nothing is shown while typing.
   * @throws InputEnded when there is no further answer; Interrupted on Ctrl-C and where the terminal went away.
   */
  ask(label: string, secrecy: 'shown' | 'hidden'): Promise<string>
  /** Aborts, with an Interrupted as its reason, on Ctrl-C, SIGTERM and SIGHUP, also between questions. */
  readonly interruption: AbortSignal
  /** Gives the terminal back as it was. */
  close(): void
}

/** Nobody answers any more. Not only a sign-in asks, so it has words of its own. */
export class InputEnded extends AppError {
  constructor(cause?: Error) {
    super('auth/cancelled', '', { cause })
  }
}

/** The person or the system ended the command. */
export class Interrupted extends Error {
  /** 128 + the signal's number. */
  readonly exit: number

  constructor(signalNumber: number) {
    super('interrupted')
    this.name = 'Interrupted'
    this.exit = 128 + signalNumber
  }
}
