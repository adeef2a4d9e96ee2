// How the host talks to the process that calls keytar: Node's `fork` and Electron's `utilityProcess` alike.
import { z } from 'zod'

/** A process that runs `keychain-child.ts`. */
export interface KeychainProcess {
  /** Hands over a message, once the process takes messages; to one that has ended, nothing. Never throws. */
  send(message: KeychainRequest): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, when the process has ended or could not be started. */
  onExit(listener: () => void): void
  /** Ends it at once, even where its threads hang (SIGKILL). */
  kill(): void
}

/** Starts one such process. */
export type KeychainFork = () => KeychainProcess

/** What keytar shall do. `load`: only see whether it can be loaded. */
export type KeychainOperation =
  | { readonly operation: 'load' }
  | { readonly operation: 'get'; readonly name: string }
  | { readonly operation: 'set'; readonly name: string; readonly value: string }
  | { readonly operation: 'delete'; readonly name: string }

export type KeychainRequest = KeychainOperation & { readonly id: number }

/** What the process answers. `value`: of `get` the secret or null, of `delete` whether there was one. */
export const KeychainReply = z.discriminatedUnion('outcome', [
  z.strictObject({
    id: z.int(),
    outcome: z.literal('done'),
    value: z.union([z.string(), z.boolean(), z.null()]),
  }),
  z.strictObject({ id: z.int(), outcome: z.literal('not-loaded'), message: z.string() }),
  z.strictObject({ id: z.int(), outcome: z.literal('failed'), message: z.string() }),
])
export type KeychainReply = z.infer<typeof KeychainReply>
