// The manual page of `signet`, made of the words of its help: `npx tsx e2e/run/man-page.ts` writes it, `--check` compares.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { version } from '../../package.json'
import { type Flags, commonFlags } from '../../main/cli/arguments'
import type { Verb } from '../../main/cli/verb'
import { findVerb, verbNames } from '../../main/cli/verbs'
import { type VerbHelp, flagHelp, verbHelp } from '../../shared/text/cli-help'
import { manWords } from '../../shared/text/cli-man'

export const manPagePath = fileURLToPath(new URL('../../build/linux/signet.1', import.meta.url))

/** The whole page in man(7). */
export async function manPage(): Promise<string> {
  const verbs = await Promise.all(verbNames.map(async (name) => (await findVerb(name.split(' '))).verb))
  const lines = [
    `.TH SIGNET 1 "" "Signet ${version}"`,
    ...section('NAME', [`signet \\- ${escaped(manWords.name)}`]),
    ...section('SYNOPSIS', ['.B signet', '.I VERB', '[\\fIFLAG\\fR ...]']),
    ...section('DESCRIPTION', paragraphs(manWords.description)),
    ...section('VERBS', verbs.flatMap(verbLines)),
    ...section('FLAGS', flagLines(verbs)),
    ...section(
      'EXIT STATUS',
      manWords.exits.flatMap(([code, about]) => tagged(code, about)),
    ),
    ...section(
      'ENVIRONMENT',
      manWords.environment.flatMap(([name, about]) => tagged(name, about)),
    ),
    ...section(
      'FILES',
      manWords.files.flatMap(([path, about]) => tagged(path, about)),
    ),
    ...section(
      'EXAMPLES',
      manWords.examples.flatMap(([command, about]) => tagged(command, about)),
    ),
    ...section('SEE ALSO', [escaped(manWords.seeAlso)]),
  ]
  return `${lines.join('\n')}\n`
}

function section(title: string, body: readonly string[]): readonly string[] {
  return [`.SH ${title}`, ...body]
}

function paragraphs(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text, index) => [...(index === 0 ? [] : ['.PP']), escaped(text)])
}

function verbLines(verb: Verb): readonly string[] {
  const help: VerbHelp = verbHelp[verb.name]
  const sentence = `${help.summary[0]?.toUpperCase() ?? ''}${help.summary.slice(1)}.`
  const [first = '', ...others] = synopses(verb, help)
  return [
    '.TP',
    first,
    ...others.flatMap((line) => ['.TQ', line]),
    escaped(sentence),
    ...(help.more ?? []).flatMap((text) => ['.IP', escaped(text)]),
  ]
}

/** A line for each form, as `signet help VERB` has them. */
function synopses(verb: Verb, { forms }: VerbHelp): readonly string[] {
  const given = forms ?? [verb.operands.join(' ')]
  const after = verb.commandForm === undefined ? '' : ' \\-\\- \\fICOMMAND\\fR ...'
  const flags = Object.entries(verb.flags)
    .filter(([name]) => !given.includes(`--${name}`))
    .map(([name, { value }]) => ` [${flagName(name, value)}]`)
  return given.map((form) => {
    const operands =
      form === '' ? '' : ` ${form.startsWith('-') ? escaped(form) : `\\fI${escaped(form)}\\fR`}`
    return `\\fBsignet ${escaped(verb.name)}\\fR${operands}${flags.join('')}${after}`
  })
}

function flagLines(verbs: readonly Verb[]): readonly string[] {
  const flags: Flags = Object.assign({}, ...verbs.map((verb) => verb.flags), commonFlags) as Flags
  return Object.entries(flags)
    .sort(([one], [other]) => one.localeCompare(other, 'en'))
    .flatMap(([name, { value }]) => ['.TP', flagName(name, value), escaped(flagHelp[name] ?? '')])
}

function flagName(name: string, value: string | undefined): string {
  return `\\fB\\-\\-${escaped(name)}\\fR${value === undefined ? '' : ` \\fI${escaped(value)}\\fR`}`
}

function tagged(term: string, about: string): readonly string[] {
  return ['.TP', `\\fB${escaped(term)}\\fR`, escaped(about)]
}

/** groff_man(7): a backslash, a hyphen that is to be copied, a line that begins like a request, and what ASCII lacks. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('\u00A0', '\\ ')
    .replaceAll('…', '...')
    .replaceAll('`', '"')
    .replaceAll('’', "'")
    .replace(/^(?=['.])/, '\\&')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const page = await manPage()
  if (!process.argv.includes('--check')) writeFileSync(manPagePath, page)
  else if (readFileSync(manPagePath, 'utf8') !== page) {
    console.log('build/linux/signet.1 is not what the help says: npx tsx e2e/run/man-page.ts')
    process.exitCode = 1
  }
}
