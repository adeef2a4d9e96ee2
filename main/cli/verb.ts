// What a verb is, and what it gets to work with.
import type { SignetClient } from '../client/client'
import type { HelpName } from '../../shared/text/cli-help'
import type { Arguments, ArgumentShape } from './arguments'
import type { World } from './world'

export interface Verb extends ArgumentShape {
  readonly name: HelpName
  /** @returns the exit code. */
  run(call: Call): Promise<number>
}

/** One run of one verb. */
export interface Call {
  readonly args: Arguments
  readonly world: World
  /** A client that starts a host where none runs, unless the flags forbid it. */
  readonly client: (options?: ClientWish) => SignetClient
  /**
   * The result on standard output: the API's object under --json, else the words, if there are any.
   * Lines of words end where they end; a missing last line end is added.
   */
  readonly result: (object: object, words?: string) => void
  /** A sentence for a person, on standard error. Nothing under --json. */
  readonly say: (words: string) => void
}

export interface ClientWish {
  /** `never`: report that none runs instead of starting one. */
  readonly start?: 'never'
  /** False: a host that is started opens no window. */
  readonly mayAsk?: boolean
  readonly signal?: AbortSignal
}
