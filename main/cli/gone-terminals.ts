// A terminal that is closed under the command: it still ends as it should.
import { closeSync } from 'node:fs'
import { isatty } from 'node:tty'

/**
 * At its very end Node gives each standard descriptor that was a terminal the settings it began with, and aborts with a
 * dump where the terminal has gone (ResetStdio in src/node.cc). A descriptor that is closed it leaves alone.
 */
export function closeGoneTerminalsAtExit(): void {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor))
  process.once('exit', () => {
    for (const descriptor of terminals) if (!isatty(descriptor)) closeSync(descriptor)
  })
}
