// Standard input as a source of answers: a terminal, or one answer a line.
import { closeGoneTerminalsAtExit } from './gone-terminals'
import { openLines } from './line-input'
import { openTerminal } from './terminal-input'
import type { Input } from './world'

/** Opens standard input. A terminal stays in raw mode until `close`, so that nothing typed early is shown. */
export function openInput(): Input {
  const { stdin, stderr } = process
  if (!stdin.isTTY) return openLines(stdin)
  // A terminal that went away is no error of ours: the sign-in must still be called off.
  stderr.on('error', () => undefined)
  closeGoneTerminalsAtExit()
  return openTerminal(stdin, stderr)
}
