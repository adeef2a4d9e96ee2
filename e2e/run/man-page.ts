// The manual page of `signet`, made of the words of its help: `npx tsx e2e/run/man-page.ts` writes it, and the
// completions of a package beside it; `--check` compares.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { version } from '../../package.json'
import { type Flags, commonFlags } from '../../main/cli/arguments'
import { completionScripts } from '../../main/cli/completion-scripts'
import type { Verb } from '../../main/cli/verb'
import { findVerb, verbNames } from '../../main/cli/verbs'
import { flagHelp } from '../../shared/text/cli-flag-help'
import { type VerbHelp, verbHelp } from '../../shared/text/cli-help'
import { manWords } from '../../shared/text/cli-man'

export const packageFolder = fileURLToPath(new URL('../../build/linux', import.meta.url))

/** The whole page in man(7). */
async function manPage(): Promise<string> {
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

/** What is checked in for a package and made of the command's own words, by path below build/linux. */
export async function packageFiles(): Promise<Readonly<Record<string, string>>> {
  return {
    'signet.1': await manPage(),
    'completion/signet.bash': completionScripts.bash,
    'completion/_signet': completionScripts.zsh,
    'completion/signet.fish': completionScripts.fish,
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, content] of Object.entries(await packageFiles())) {
    const path = join(packageFolder, name)
    if (!process.argv.includes('--check')) writeFileSync(path, content)
    else if (readFileSync(path, 'utf8') !== content) {
      console.log(`${path} is not what the command says: npx tsx e2e/run/man-page.ts`)
      process.exitCode = 1
    }
  }
}
