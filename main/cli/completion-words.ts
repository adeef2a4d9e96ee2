// What may come next on a command line: from the list of verbs and their flags, and from the host that runs. None is
// started for it, and what it does not say at once is not waited for.
import { flagHelp } from '../../shared/text/cli-flag-help'
import { verbHelp } from '../../shared/text/cli-help'
import { groupHelp, helpWords } from '../../shared/text/cli-help-words'
import { neutral } from '../../shared/text/neutral'
import type { SignetClient } from '../client/client'
import { type Flags, commonFlags } from './arguments'
import type { Call, Verb } from './verb'

export interface Candidate {
  readonly word: string
  readonly about?: string
}

/** A person waits for the Tab. */
const hostLimitMs = 1_500

/** @param typed the words after `signet`, the last of which is not finished. */
export async function candidatesFor(
  typed: readonly string[],
  call: Pick<Call, 'client' | 'verbs'>,
): Promise<readonly Candidate[]> {
  const words = typed.slice(0, -1)
  const current = typed.at(-1) ?? ''
  const all = await possible({ words, current }, call)
  return all.filter(({ word }) => word.startsWith(current))
}

interface Typed {
  /** Finished words. */
  readonly words: readonly string[]
  readonly current: string
}

async function possible(typed: Typed, call: Pick<Call, 'client' | 'verbs'>): Promise<readonly Candidate[]> {
  const [first, second] = typed.words
  if (first === undefined) return [...firstWords(call), { word: '--help' }, { word: '--version' }]
  if (first === 'help') return second === undefined ? firstWords(call) : nextWords(second, call)
  // In the place of the second word there may stand a verb of two words, and what follows the one of one.
  const next = typed.words.length === 1 ? nextWords(first, call) : []
  const found = await call.verbs.find(typed.words).catch(() => undefined)
  if (found === undefined) return next
  return [...next, ...(await afterVerb({ ...typed, words: found.rest }, found.verb, call))]
}

function firstWords({ verbs }: Pick<Call, 'verbs'>): readonly Candidate[] {
  const words = new Set(verbs.names.map((name) => name.split(' ')[0] ?? name))
  return [...words, 'help'].map((word) => ({
    word,
    about: Object.hasOwn(verbHelp, word)
      ? verbHelp[word as keyof typeof verbHelp].summary
      : (groupHelp[word] ?? ''),
  }))
}

function nextWords(first: string, { verbs }: Pick<Call, 'verbs'>): readonly Candidate[] {
  return verbs.names
    .filter((name) => name.startsWith(`${first} `))
    .map((name) => ({ word: name.slice(first.length + 1), about: verbHelp[name].summary }))
}

async function afterVerb(
  { words, current }: Typed,
  verb: Verb,
  call: Pick<Call, 'client' | 'verbs'>,
): Promise<readonly Candidate[]> {
  const flags: Flags = { ...verb.flags, ...commonFlags }
  // What follows is somebody else's command, or operands that look like flags.
  if (words.includes('--')) return []
  const before = valueFlag(words.at(-1), flags)
  if (before !== undefined) return flagValues(before, flags, call)
  const [written, value] = current.split('=')
  const inline = value === undefined ? undefined : valueFlag(written, flags)
  if (inline !== undefined)
    return (await flagValues(inline, flags, call)).map(({ word }) => ({ word: `--${inline}=${word}` }))
  if (current.startsWith('-')) return unusedFlags(words, flags, verb)
  return operandValues(verb, operandsIn(words, flags), call)
}

/** The flag that a word names, where its value comes next. */
function valueFlag(word: string | undefined, flags: Flags): string | undefined {
  const name = word?.startsWith('--') === true ? word.slice(2) : ''
  return Object.hasOwn(flags, name) && flags[name]?.value !== undefined ? name : undefined
}

function unusedFlags(words: readonly string[], flags: Flags, verb: Verb): readonly Candidate[] {
  const given = new Set(words.map((word) => word.split('=')[0]))
  const left = Object.entries(flags).filter(
    ([name, { isRepeatable }]) => isRepeatable === true || !given.has(`--${name}`),
  )
  return [
    ...left.map(([name]) => ({ word: `--${name}`, about: flagHelp[name] ?? '' })),
    ...(verb.commandForm === undefined ? [] : [{ word: '--', about: helpWords.commandFollows }]),
  ]
}

function flagValues(
  name: string,
  flags: Flags,
  call: Pick<Call, 'client' | 'verbs'>,
): Promise<readonly Candidate[]> {
  const { choices } = flags[name] ?? {}
  if (choices !== undefined) return Promise.resolve(choices.map((word) => ({ word })))
  if (name === 'account') return ofHost(call, accountNames)
  if (name === 'pool') return ofHost(call, poolNames)
  return Promise.resolve([])
}

/** How many operands there are before the word at hand. */
function operandsIn(words: readonly string[], flags: Flags): number {
  return words.filter(
    (word, index) => !word.startsWith('-') && valueFlag(words[index - 1], flags) === undefined,
  ).length
}

function operandValues(
  verb: Verb,
  index: number,
  call: Pick<Call, 'client' | 'verbs'>,
): Promise<readonly Candidate[]> {
  const operand = verb.operands[index]?.replace(/[[\]]/g, '')
  if (operand === 'ACCOUNT') return ofHost(call, accountNames)
  if (verb.name === 'pools remove') return ofHost(call, poolNames)
  if (verb.name === 'apps revoke') return ofHost(call, appIds)
  return Promise.resolve([])
}

const accountNames = async (client: SignetClient): Promise<readonly Candidate[]> =>
  (await client.accounts()).accounts.map(({ label, poolName }) => ({ word: label, about: poolName }))

const poolNames = async (client: SignetClient): Promise<readonly Candidate[]> =>
  (await client.pools()).pools.map(({ name, userPoolId }) => ({ word: name, about: userPoolId }))

const appIds = async (client: SignetClient): Promise<readonly Candidate[]> =>
  (await client.apps()).apps.map(({ app }) => ({ word: app.id, about: app.script ?? app.executable }))

async function ofHost(
  call: Pick<Call, 'client' | 'verbs'>,
  ask: (client: SignetClient) => Promise<readonly Candidate[]>,
): Promise<readonly Candidate[]> {
  const client = call.client({ start: 'never', signal: AbortSignal.timeout(hostLimitMs) })
  try {
    const found = await ask(client)
    // A name that a terminal cannot show cannot be typed either.
    return found
      .filter(({ word }) => word !== '' && neutral(word) === word)
      .map(({ word, about = '' }) => ({ word, about: neutral(about, 60) }))
  } catch {
    // Decided: no host, no names. A Tab is no place for an error.
    return []
  }
}
