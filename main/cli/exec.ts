// `signet exec`: a command with credentials in its environment, and in no other place. The kernel shows that environment to
// the same user and root alone; a command line it shows to everybody.
// The command's files of Windows (.cmd, .bat) need a shell, and Signet starts none: such a command cannot be run.
import { closeSync, openSync } from 'node:fs'
import type { CredentialUse, TokenUse } from '../../shared/model/consent'
import type { SignetClient } from '../client/client'
import { cliExec } from '../../shared/text/cli-exec'
import { accountOf } from './account-choice'
import { awsRequest } from './aws-request'
import { runChild } from './child'
import { CommandFailure } from './command-failure'
import { awsEndings, awsProfiles, type Variable, variablesOf } from './exec-environment'
import { tokenRequest } from './token-request'
import type { Call, Verb } from './verb'

export const exec: Verb = {
  name: 'exec',
  operands: [],
  commandForm: cliExec.form,
  flags: {
    account: { value: 'A' },
    env: { value: 'NAME=USE', isRepeatable: true },
    role: { value: 'ARN' },
    'minimum-ttl': { value: 'SECONDS' },
    'no-interactive': {},
    wait: { value: 'SECONDS' },
    reason: { value: 'TEXT' },
  },
  async run(call) {
    const [command = '', ...args] = call.args.command
    const variables = variablesOf(call.args.values('env'))
    const env = { ...inherited(call, variables), ...(await valuesFor(call, variables)) }
    return runCommand(command, args, env)
  },
}

/** Of the command's own environment; a profile would stand in the way of credentials. */
function inherited({ world }: Call, variables: readonly Variable[]): NodeJS.ProcessEnv {
  const isForSdks = variables.some(({ name, use }) => use === 'aws' && name === 'AWS')
  const left = new Set<string>(isForSdks ? awsProfiles : [])
  return Object.fromEntries(Object.entries(world.facts.env).filter(([name]) => !left.has(name)))
}

/** One request for each kind: two variables with one kind hold the same. */
async function valuesFor(
  call: Call,
  variables: readonly Variable[],
): Promise<Readonly<Record<string, string>>> {
  const values = new Map<CredentialUse, readonly string[]>()
  const client = call.client()
  // One after the other: a person is asked one question at a time.
  for (const use of new Set(variables.map((variable) => variable.use)))
    values.set(use, await (use === 'aws' ? awsValues(call, client) : tokenValue(call, client, use)))
  return Object.fromEntries(
    variables.flatMap(({ name, use }) =>
      (values.get(use) ?? []).map((value, at) => [
        use === 'aws' ? `${name}${awsEndings[at] ?? ''}` : name,
        value,
      ]),
    ),
  )
}

async function tokenValue(call: Call, client: SignetClient, use: TokenUse): Promise<readonly string[]> {
  return [(await client.token(accountOf(call), tokenRequest(call.args, use))).token]
}

/** In the order of `awsEndings`. */
async function awsValues(call: Call, client: SignetClient): Promise<readonly string[]> {
  const { AwsClient } = await import('../client/aws')
  const given = await new AwsClient(client).credentials(accountOf(call), awsRequest(call.args))
  return [given.AccessKeyId, given.SecretAccessKey, given.SessionToken, given.Expiration]
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
