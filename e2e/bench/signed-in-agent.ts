// What the benchmarks of tokens ask: the built agent with one signed-in account, on an embedded Cognito of its own.
import { fileURLToPath } from 'node:url'
import { aPool } from '../cognito/builders'
import { type HeadlessComputer, startHeadlessComputer } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'

/** The path of a program of this folder. */
export const benchProgram = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/**
 * Starts the agent without a keychain, which no warm token touches, signs in, allows the programs, and runs `measure`.
 * Everything is ended and removed after it.
 */
export async function withSignedInAgent(
  allowed: readonly string[],
  measure: (computer: HeadlessComputer) => Promise<void>,
): Promise<void> {
  const computer = await startHeadlessComputer({
    env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined },
    pool: { users: aPool().users },
  })
  try {
    computer.hasPools()
    await computer.agent('--session-only')
    await signInBob(computer)
    for (const program of allowed) {
      const { exit, err } = await computer.allow(program)
      if (exit !== 0) throw new Error(`${program} was not allowed: ${err}`)
    }
    await measure(computer)
  } finally {
    await computer.stop()
  }
}
