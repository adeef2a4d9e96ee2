// The real world of a verb: this process.
import { writeTo } from './output'
import type { World } from './world'

/** The world of this process. @param programs the folder of the built programs. */
export async function nodeWorld(programs: string): Promise<World> {
  const { env, platform } = process
  // The user database is asked only where HOME is not set.
  const home = env['HOME'] ?? (await import('node:os')).userInfo().homedir
  return {
    facts: { env, platform, uid: process.getuid?.() ?? 0, home },
    cwd: process.cwd(),
    programs,
    node: process.execPath,
    isOutTerminal: () => process.stdout.isTTY,
    isErrTerminal: () => process.stderr.isTTY,
    out: (text) => writeTo(1, text),
    err: (text) => writeTo(2, text),
    interruption: async () => (await import('./interruption')).interruption(),
    bytesIn: () => process.stdin,
    openInput: async () => (await import('./input')).openInput(),
  }
}
