// SECRET_BLOCK: the server's memory of one SRP step. Single-use, bound to client, claimant, A and b; ends in seconds.
import { randomBytes } from 'node:crypto'
import type { SignIn } from './challenge-sessions'
import type { RunningClient, User } from './directory'
import type { Claimant, ServerStep } from './srp'

// Cognito asks for an answer "within a few seconds" and publishes no number.
const lifeMs = 30_000

export type OpenStep = {
  readonly client: RunningClient
  readonly claimant: Claimant
  readonly step: ServerStep
} & (UserStep | { readonly kind: 'device'; readonly signIn: SignIn })

export interface UserStep {
  readonly kind: 'user'
  /** Undefined: a made-up challenge for a user who does not exist. */
  readonly user: User | undefined
  /** DEVICE_KEY of InitiateAuth. */
  readonly deviceKey: string | undefined
  /** What comes when the password is proved: CUSTOM_AUTH goes on by its triggers. */
  readonly next: 'second factor' | 'custom challenge'
}

/** State: the steps that wait for an answer. */
export class SecretBlocks {
  readonly #steps = new Map<string, { readonly step: OpenStep; readonly expiresAtMs: number }>()

  /** @returns the SECRET_BLOCK, base64. */
  open(step: OpenStep, nowMs: number): string {
    for (const [block, entry] of this.#steps) {
      if (entry.expiresAtMs <= nowMs) this.#steps.delete(block)
    }
    const block = randomBytes(1024).toString('base64')
    this.#steps.set(block, { step, expiresAtMs: nowMs + lifeMs })
    return block
  }

  /** Looks without spending: an answer refused for its DEVICE_KEY comes again without it (COGNITO.md §7.3). */
  find(block: string, nowMs: number): OpenStep | undefined {
    const entry = this.#steps.get(block)
    return entry === undefined || nowMs >= entry.expiresAtMs ? undefined : entry.step
  }

  spend(block: string): void {
    this.#steps.delete(block)
  }
}
