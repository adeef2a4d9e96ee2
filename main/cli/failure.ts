// From an error to what the command says and its exit code (LOCAL-API.md "Errors").
import { type ProblemCode, problems } from '../../shared/broker/problems'
import type { ProblemReply } from '../../shared/broker/requests'
import { AppError, toAppError } from '../../shared/errors'
import { errorsEn } from '../../shared/text/errors.en'
import { cli } from '../../shared/text/cli'
import { neutral } from '../../shared/text/neutral'
import { sentences } from '../../shared/text/sentences'
import { ProblemError } from '../client/problem-error'
import { CommandFailure } from './command-failure'
import { UsageError } from './usage-error'
import { InputEnded, Interrupted } from './world'

export interface Failure {
  readonly problem: ProblemReply
  /** For a person, on standard error. */
  readonly words: string
  readonly exit: number
}

/**
 * Public codes that stand for several codes inside, with several exits: the one that a command can meet.
 * `account_not_found` without a name means that there is no account, or no pool, to choose.
 */
const settled: Partial<Record<ProblemCode, number>> = {
  bad_request: 2,
  account_not_found: 2,
  too_slow: 1,
  not_running: 3,
}
const noAccountExit = 4

/** Exit code of a public code that the host sent. */
export function exitOf(code: string, isAccountNamed: boolean): number {
  if (code === 'account_not_found' && !isAccountNamed) return noAccountExit
  const known = Object.values(problems).find((problem) => problem.code === code)
  // A code added by a later host: unexpected, and its detail says the rest.
  if (known === undefined) return problems.internal.exit
  return settled[known.code] ?? known.exit
}

/** What of the command line was understood before it failed. */
export interface Understood {
  /** Whether it chose an account. */
  readonly isAccountNamed: boolean
  /** The verb, for the help that explains it. */
  readonly verb?: string | undefined
}

export function failureOf(error: unknown, { isAccountNamed, verb }: Understood): Failure {
  if (error instanceof ProblemError) {
    const { problem } = error
    return { problem, words: wordsOf(problem), exit: exitOf(problem.code, isAccountNamed) }
  }
  if (error instanceof UsageError) return usageFailure(error, verb)
  if (error instanceof CommandFailure) return commandFailure(error)
  if (error instanceof Interrupted)
    return { ...localFailure(new AppError('auth/cancelled', '')), words: '', exit: error.exit }
  if (error instanceof InputEnded) return inputEndedFailure(error)
  return localFailure(toAppError(error))
}

function usageFailure(error: UsageError, verb: string | undefined): Failure {
  const help = verb === undefined ? cli.seeHelp : cli.seeHelpOf(verb)
  const hint = error.suggestion === undefined ? help : cli.didYouMean(error.suggestion)
  const detail = sentences(error.message, hint)
  const problem = { type: 'about:blank', title: cli.usage, status: 400, detail, code: 'bad_request' }
  return { problem, words: `signet: ${detail}\n`, exit: 2 }
}

const commandProblems = {
  3: { status: 503, code: 'not_running' },
  126: { status: 403, code: 'command_not_runnable' },
  127: { status: 404, code: 'command_not_found' },
} as const

/** No refusal of the host's. Codes of a command that did not start are the command's alone: the local API has none. */
function commandFailure({ message, exit }: CommandFailure): Failure {
  const problem = { type: 'about:blank', title: message, detail: message, ...commandProblems[exit] }
  return { problem, words: wordsOf(problem), exit }
}

function inputEndedFailure(error: InputEnded): Failure {
  const { problem, exit } = localFailure(error)
  const told = { ...problem, title: cli.inputEnded, detail: cli.inputEndedAdvice }
  return { problem: told, words: wordsOf(told), exit }
}

function localFailure(error: AppError): Failure {
  const { status, code, exit } = problems[error.code]
  const { title, advice } = errorsEn[error.code]
  const { message } = error
  // The host's own words, handed on, hold the advice already.
  const isAdvised = message.includes(advice)
  const said = message === '' || message === title ? advice : isAdvised ? message : sentences(message, advice)
  const problem = { type: `urn:signet:problem:${code}`, title, status, detail: said, code }
  return { problem, words: wordsOf(problem), exit }
}

function wordsOf({ title, detail }: ProblemReply): string {
  const lines = detail === title || detail === '' ? [title] : [title, detail]
  return lines.map((line, index) => `${index === 0 ? 'signet: ' : '  '}${neutral(line, 1000)}\n`).join('')
}
