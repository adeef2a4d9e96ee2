// `signet exec`: a command with tokens in its environment, and in no other place. The kernel shows that environment to
// the same user and root alone; a command line it shows to everybody.
// The command's files of Windows (.cmd, .bat) need a shell, and Signet starts none: such a command cannot be run.
import { closeSync, openSync } from 'node:fs'
import type { TokenRequest } from '../../shared/broker/requests'
import { cliExec } from '../../shared/text/cli-exec'
import { accountOf } from './account-choice'
import { runChild } from './child'
import { CommandFailure } from './command-failure'
import { type TokenVariable, tokenVariables } from './exec-environment'
import { tokenRequest } from './token-request'
import type { Call, Verb } from './verb'

export const exec: Verb = {
  name: 'exec',
  operands: [],
  commandForm: cliExec.form,
  flags: {
    account: { value: 'A' },
    env: { value: 'NAME=USE', isRepeatable: true },
    'minimum-ttl': { value: 'SECONDS' },
    'no-interactive': {},
    wait: { value: 'SECONDS' },
    reason: { value: 'TEXT' },
  },
  async run(call) {
    const [command = '', ...args] = call.args.command
    const variables = tokenVariables(call.args.values('env'))
    const env = { ...call.world.facts.env, ...(await tokensFor(call, variables)) }
    return runCommand(command, args, env)
  },
}

/** One request for each kind: two variables with one kind hold the same token. */
async function tokensFor(
  call: Call,
  variables: readonly TokenVariable[],
): Promise<Readonly<Record<string, string>>> {
  const tokens = new Map<TokenRequest['use'], string>()
  const client = call.client()
  // One after the other: a person is asked one question at a time.
  for (const use of new Set(variables.map((variable) => variable.use))) {
    const { token } = await client.token(accountOf(call), tokenRequest(call.args, use))
    tokens.set(use, token)
  }
  return Object.fromEntries(variables.map(({ name, use }) => [name, tokens.get(use) ?? '']))
}

/** @throws CommandFailure where it did not start. */
async function runCommand(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const keys: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT']
  const isByTerminal = hasTerminal()
  try {
    return await runChild({
      command,
      args,
      env,
      isDetached: false,
      // SIGUSR1 would open Node's debugger in a process that had a token.
      handedOn: ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', ...(isByTerminal ? [] : keys)],
      waitedOut: isByTerminal ? keys : [],
    })
  } catch (error) {
    throw notStarted(command, error)
  }
}

/** With a terminal, its keys reach every process in the foreground, the child too: sent on, they would come twice. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false
  }
}

function notStarted(command: string, error: unknown): CommandFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return code === 'ENOENT'
    ? new CommandFailure(cliExec.notFound(command), 127)
    : new CommandFailure(cliExec.notRunnable(command, code), 126)
}
