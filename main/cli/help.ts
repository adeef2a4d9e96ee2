// `signet help`, generated from the list of verbs; every page fits a screen of 24 lines of 80 characters.
import { flagHelp } from '../../shared/text/cli-flag-help'
import { type HelpName, type VerbHelp, verbHelp } from '../../shared/text/cli-help'
import { everyDay, groupHelp, helpWords } from '../../shared/text/cli-help-words'
import { type Flags, commonFlags } from './arguments'
import type { Verb } from './verb'

const width = 80

/** A line for each verb of every day, and the names of the others. */
export function overview(isColored: boolean): string {
  const names = Object.keys(verbHelp) as readonly HelpName[]
  const first = [...new Set(names.map((name) => name.split(' ')[0] ?? name))]
  const daily = first.filter((word) => everyDay.has(word))
  const others = first.filter((word) => !everyDay.has(word))
  const widest = Math.max(...daily.map((word) => word.length))
  const lines = daily.map((word) => `  ${word.padEnd(widest)}  ${aboutWord(word, names)}`)
  return [
    helpWords.intro,
    `${bold(helpWords.usage, isColored)} signet VERB …`,
    ...lines,
    '',
    ...wrap(`${helpWords.others} ${others.join(', ')}`, ''),
    ...helpWords.more,
    '',
  ].join('\n')
}

/** A verb by what it does, or several by what they are about; and the second words that it may have. */
function aboutWord(word: string, names: readonly HelpName[]): string {
  const next = following(word).map((name) => name.slice(word.length + 1))
  const own = names.find((name) => name === word)
  if (own === undefined) return `${groupHelp[word] ?? ''}: ${next.join(', ')}`
  const { summary } = verbHelp[own]
  return next.length === 0 ? summary : `${summary}; ${helpWords.also}: ${next.join(', ')}`
}

/** The verbs that begin with this one word and have a second. */
function following(word: string): readonly HelpName[] {
  return (Object.keys(verbHelp) as readonly HelpName[]).filter((name) => name.startsWith(`${word} `))
}

/** The verbs that begin with a word that is none by itself; undefined for any other word. */
export function groupPage(word: string, isColored: boolean): string | undefined {
  if (!Object.hasOwn(groupHelp, word)) return undefined
  const names = following(word)
  const widest = Math.max(...names.map((name) => name.length))
  const lines = names.map((name) => `  ${name.padEnd(widest)}  ${verbHelp[name].summary}`)
  return [`${bold(helpWords.usage, isColored)} signet ${word} …`, '', ...lines, ''].join('\n')
}

/** One verb with its flags. */
export function explanation(verb: Verb, isColored: boolean): string {
  const help: VerbHelp = verbHelp[verb.name]
  const sentence = `${help.summary[0]?.toUpperCase() ?? ''}${help.summary.slice(1)}.`
  const about = [sentence, ...(help.more ?? [])].flatMap((line) => wrap(line, ''))
  const lines = [bold(helpWords.usage, isColored), ...usageLines(verb, help), '', ...about, '']
  const next = following(verb.name).map((name) => name.replaceAll(' ', '\u00A0'))
  const seeAlso = next.length === 0 ? [] : ['', ...wrap(`${helpWords.seeAlso} ${next.join(', ')}`, '')]
  return [...lines, ...flagLines({ ...verb.flags, ...commonFlags }), ...seeAlso, ''].join('\n')
}

/** A line for each form of the verb; a flag that makes a form of its own is no choice of the others. */
function usageLines(verb: Verb, { forms }: VerbHelp): readonly string[] {
  const after = verb.commandForm === undefined ? [] : ['--\u00A0COMMAND\u00A0…']
  const given = forms ?? [verb.operands.join(' ')]
  const flags = Object.entries(verb.flags).filter(([name]) => !given.includes(`--${name}`))
  return given.flatMap((form) => {
    const parts = ['signet', verb.name, ...(form === '' ? [] : [form]), ...flags.map(bracketed), ...after]
    return wrap(parts.join(' '), '    ')
  })
}

function bracketed([name, flag]: readonly [string, Flags[string]]): string {
  // A flag and its value stay on one line: the space between is none that wraps.
  if (flag.value === undefined) return `[--${name}]`
  return `[--${name}\u00A0${flag.value}]${flag.isRepeatable === true ? '…' : ''}`
}

function flagLines(flags: Flags): readonly string[] {
  const rows = Object.entries(flags).map(([name, flag]) => {
    const written = flag.value === undefined ? `--${name}` : `--${name} ${flag.value}`
    return { written, about: flagHelp[name] ?? '' }
  })
  const widest = Math.max(...rows.map(({ written }) => written.length))
  return rows.flatMap(({ written, about }) => {
    const [first = '', ...rest] = wrap(about, ' '.repeat(widest + 4))
    return [`  ${written.padEnd(widest)}  ${first.trimStart()}`, ...rest]
  })
}

/** Breaks at spaces so that no line is wider than the screen. */
function wrap(text: string, indent: string): string[] {
  const lines: string[] = []
  let line = indent
  for (const word of text.split(' ')) {
    if (line !== indent && line.length + 1 + word.length > width) {
      lines.push(line)
      line = indent
    }
    line += line === indent ? word : ` ${word}`
  }
  return [...lines, line].map((full) => full.replaceAll('\u00A0', ' '))
}

function bold(text: string, isColored: boolean): string {
  return isColored ? `\u001B[1m${text}\u001B[22m` : text
}
