// One run of the command: which verb, its arguments, its result or its failure. Loads no verb but the one at hand.
import { version } from '../../package.json'
import { SignetClient } from '../client/client'
import { namedAccount } from './account-choice'
import { type Arguments, asksForJson, parseArguments } from './arguments'
import type { Call, Verb } from './verb'
import { findVerb } from './verbs'
import type { World } from './world'

/** @returns the exit code. Never rejects. */
export async function run(words: readonly string[], world: World): Promise<number> {
  let isJson = asksForJson(words)
  let isAccountNamed = false
  try {
    if (isAboutItself(words[0])) return await aboutItself(words, world)
    const { verb, rest } = await findVerb(words)
    const args = parseArguments(rest, verb)
    isJson = args.has('json')
    isAccountNamed = verb.operands[0] === 'ACCOUNT' || namedAccount(args, world) !== undefined
    if (args.has('help')) return await explain(verb, world)
    return await verb.run(callOf(args, world))
  } catch (error) {
    const { failureOf } = await import('./failure')
    const { problem, words: said, exit } = failureOf(error, isAccountNamed)
    world.err(isJson ? `${JSON.stringify(problem)}\n` : said)
    return exit
  }
}

function isAboutItself(word: string | undefined): boolean {
  return word === undefined || word === 'help' || word === '--help' || word === '-h' || word === '--version'
}

async function aboutItself(words: readonly string[], world: World): Promise<number> {
  if (words[0] === '--version') {
    world.out(`signet ${version}\n`)
    return 0
  }
  const asked = words.slice(1).filter((word) => !word.startsWith('-'))
  const { groupPage, overview } = await import('./help')
  const isColored = world.isOutTerminal() && hasColor(world)
  const [first = '', second] = asked
  const group = second === undefined ? groupPage(first, isColored) : undefined
  if (group !== undefined) {
    world.out(group)
    return 0
  }
  if (asked.length > 0) return explain((await findVerb(asked)).verb, world)
  // Nothing asked is nothing understood: the help is then no result.
  if (words.length === 0) world.err(overview(world.isErrTerminal() && hasColor(world)))
  else world.out(overview(isColored))
  return words.length === 0 ? 2 : 0
}

async function explain(verb: Verb, world: World): Promise<number> {
  const { explanation } = await import('./help')
  world.out(explanation(verb, world.isOutTerminal() && hasColor(world)))
  return 0
}

/** https://no-color.org: any value but an empty one turns colours off. */
function hasColor(world: World): boolean {
  return !world.facts.env['NO_COLOR'] && world.facts.env['TERM'] !== 'dumb'
}

function callOf(args: Arguments, world: World): Call {
  const isJson = args.has('json')
  const isQuiet = args.has('no-interactive')
  return {
    args,
    world,
    client: ({ start, signal, mayAsk = true } = {}) =>
      new SignetClient({
        facts: world.facts,
        starting:
          start === 'never'
            ? null
            : { programs: world.programs, node: world.node, mayOpenWindow: mayAsk && !isQuiet },
        ...(signal === undefined ? {} : { signal }),
      }),
    result: (object, text) => {
      if (isJson) world.out(`${JSON.stringify(object)}\n`)
      else if (text !== undefined && text !== '') world.out(text.endsWith('\n') ? text : `${text}\n`)
    },
    say: (text) => {
      if (!isJson) world.err(`${text}\n`)
    },
  }
}
