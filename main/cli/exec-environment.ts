// Which variables of the child hold which token: the values of `--env`.
import type { TokenRequest } from '../../shared/broker/requests'
import { cliExec } from '../../shared/text/cli-exec'
import { UsageError } from './usage-error'

export interface TokenVariable {
  readonly name: string
  readonly use: TokenRequest['use']
}

/** Where none is named. */
const usual: readonly TokenVariable[] = [{ name: 'COGNITO_ACCESS_TOKEN', use: 'access' }]

/**
 * Names by which a shell, a loader, an interpreter, Git or Signet finds what it runs or where it looks. With a token in
 * one of them the child would not run as it should, or would take the token for a path and print it in an error.
 */
const reservedNames: ReadonlySet<string> = new Set([
  ...['PATH', 'HOME', 'SHELL', 'IFS', 'ENV', 'PWD', 'CDPATH', 'TMPDIR', 'PS4', 'SHELLOPTS', 'PROMPT_COMMAND'],
  ...['USER', 'LOGNAME', 'TERM', 'EDITOR', 'VISUAL', 'PAGER', 'BROWSER'],
  ...['NODE_OPTIONS', 'NODE_PATH', 'ELECTRON_RUN_AS_NODE', 'JAVA_TOOL_OPTIONS', 'CLASSPATH'],
  ...['RUBYOPT', 'RUBYLIB', 'PERL5OPT', 'PERL5LIB', 'PERL5DB'],
])
const reservedBeginnings = ['LD_', 'DYLD_', 'BASH', 'PYTHON', 'GIT_', 'SIGNET_']

/** @throws UsageError, which repeats a name but never a value. */
export function tokenVariables(written: readonly string[]): readonly TokenVariable[] {
  if (written.length === 0) return usual
  const variables = written.map(tokenVariable)
  const names = variables.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new UsageError(cliExec.twice(twice))
  return variables
}

function tokenVariable(written: string): TokenVariable {
  const [, name, use] = /^([A-Za-z_][A-Za-z0-9_]*)=(access|id|aws)$/.exec(written) ?? []
  if (name === undefined) throw new UsageError(cliExec.envForm)
  if (isReserved(name)) throw new UsageError(cliExec.reserved(name))
  if (use === 'aws') throw new UsageError(cliExec.noAwsYet)
  return { name, use: use === 'id' ? 'id' : 'access' }
}

/** In any case of letters: Windows makes no difference, and some programs read both. */
function isReserved(name: string): boolean {
  const upper = name.toUpperCase()
  return reservedNames.has(upper) || reservedBeginnings.some((beginning) => upper.startsWith(beginning))
}
