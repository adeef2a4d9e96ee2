// Which variables of the child hold which credential: the values of `--env`.
import type { CredentialUse } from '../../shared/model/consent'
import { cliExec } from '../../shared/text/cli-exec'
import { UsageError } from './usage-error'

/** One value of `--env`. */
export interface Variable {
  /** Of AWS credentials: what the names of their variables begin with. */
  readonly name: string
  readonly use: CredentialUse
}

/** Of AWS credentials, by what `AWS_` begins: the names that SDKs know, and that aws-vault sets. */
export const awsEndings = [
  '_ACCESS_KEY_ID',
  '_SECRET_ACCESS_KEY',
  '_SESSION_TOKEN',
  '_CREDENTIAL_EXPIRATION',
] as const

/** A profile of the person's would count for more with some SDKs than what is given here. */
export const awsProfiles = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'] as const

/** Where none is named. */
const usual: readonly Variable[] = [{ name: 'COGNITO_ACCESS_TOKEN', use: 'access' }]

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
export function variablesOf(written: readonly string[]): readonly Variable[] {
  if (written.length === 0) return usual
  const variables = written.map(variableOf)
  const names = variables.flatMap(namesOf)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new UsageError(cliExec.twice(twice))
  return variables
}

function namesOf({ name, use }: Variable): readonly string[] {
  return use === 'aws' ? awsEndings.map((ending) => `${name}${ending}`) : [name]
}

function variableOf(written: string): Variable {
  const [, name, use] = /^([A-Za-z_][A-Za-z0-9_]*)=(access|id|aws)$/.exec(written) ?? []
  if (name === undefined) throw new UsageError(cliExec.envForm)
  const variable: Variable = { name, use: use === 'aws' || use === 'id' ? use : 'access' }
  const reserved = namesOf(variable).find(isReserved)
  if (reserved !== undefined) throw new UsageError(cliExec.reserved(reserved))
  return variable
}

/** In any case of letters: Windows makes no difference, and some programs read both. */
function isReserved(name: string): boolean {
  const upper = name.toUpperCase()
  return reservedNames.has(upper) || reservedBeginnings.some((beginning) => upper.startsWith(beginning))
}
