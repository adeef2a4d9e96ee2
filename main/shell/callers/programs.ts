// Which executables run other people's code, and which script a command line of theirs names (LOCAL-API.md, rules 2, 3).
// An unknown option may load code of its own, so only options known to be harmless may stand before a script: where
// one is not, no script is named and the approval holds for that one process.
import { basename } from 'node:path'

/** `process`: a shell or a supervisor, whose every child is another program. `program`: runs its own code alone. */
export type ProgramKind = 'program' | 'interpreter' | 'process'

interface Interpreter {
  /** File names of the executable, their version taken off. */
  readonly names: readonly string[]
  /** Options without a value, or with it attached, that load no code. */
  readonly flags?: RegExp
  /** The same, with the value as the next argument. */
  readonly valued?: RegExp
  /** Words that may stand before the script: `deno run x.ts`, `java -jar x.jar`. */
  readonly commands?: RegExp
}

const plainInterpreters =
  'lua luajit tclsh wish expect Rscript R julia guile gjs osascript dotnet mono groovy gawk mawk awk electron ts-node racket sbcl escript erl beam wscript cscript rundll32 regsvr32 mshta msbuild'

const interpreters: readonly Interpreter[] = [
  { names: ['python', 'pypy'], flags: /^-[bBdEIOPqRsSuvx]+$/, valued: /^-[WX]$/ },
  {
    names: ['node', 'nodejs'],
    flags:
      /^--(enable-source-maps|no-warnings|no-deprecation|trace-warnings|trace-deprecation|use-system-ca|max-old-space-size=\d+|unhandled-rejections=\w+)$/,
  },
  { names: ['ruby'], flags: /^-[wW]\d?$/ },
  { names: ['perl'], flags: /^-[wWTtX]+$/ },
  { names: ['php'], flags: /^-[fnq]$/ },
  {
    names: ['deno'],
    flags: /^(-A|-q|--quiet|--no-prompt|--allow-[a-z-]+|--allow-[a-z-]+=.*)$/,
    commands: /^run$/,
  },
  { names: ['bun'], commands: /^run$/ },
  { names: ['java'], flags: /^-Xm[nsx]\w+$/, commands: /^-jar$/ },
  { names: plainInterpreters.split(' ') },
]

/** The dynamic linker and the emulators run any program that they are given. */
const loader = /^(ld[\w-]*\.so|qemu-[\w-]+|wine[\w-]*)$/

/** Besides shells, what adopts or starts the processes of others: an orphan's parent says nothing about it. */
const anybody: ReadonlySet<string> = new Set(
  [
    'sh bash rbash dash ash zsh rzsh fish ksh mksh ksh93 tcsh csh busybox toybox nu elvish pwsh powershell xonsh',
    'cmd.exe explorer.exe wsl.exe services.exe svchost.exe taskhostw.exe',
    'systemd init tini dumb-init docker-init catatonit runsv s6-supervise supervisord launchd',
  ]
    .join(' ')
    .split(' '),
)

/** Judges by the executable's own file name: a renamed copy is a program by its hash, asked about like any other. */
export function programKind(executable: string): ProgramKind {
  const name = nameOf(executable)
  if (anybody.has(name)) return 'process'
  return loader.test(name) || rulesOf(name) !== noRules ? 'interpreter' : 'program'
}

/**
 * The script that an interpreter's command line names, as written there.
 * @returns undefined for none: code on the command line, a module, standard input, an option not known to be harmless.
 */
export function scriptArgument(executable: string, args: readonly string[]): string | undefined {
  const rules = rulesOf(nameOf(executable))
  const rest = args.slice(1)
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? ''
    if (matches(rules.valued, word)) at++
    else if (!matches(rules.flags, word) && !matches(rules.commands, word)) {
      return word === '' || word.startsWith('-') ? undefined : word
    }
  }
  return undefined
}

/** The variables through which code of others gets into every program, and into an interpreter. */
const preloads: ReadonlySet<string> = new Set([
  'LD_PRELOAD',
  'LD_AUDIT',
  'LD_LIBRARY_PATH',
  // dyld(1), the loader of macOS.
  'DYLD_INSERT_LIBRARIES',
  'DYLD_LIBRARY_PATH',
  'DYLD_FRAMEWORK_PATH',
  'DYLD_VERSIONED_LIBRARY_PATH',
  'DYLD_VERSIONED_FRAMEWORK_PATH',
])
const interpreterPreloads: ReadonlySet<string> = new Set([
  'NODE_OPTIONS',
  'NODE_PATH',
  'PYTHONPATH',
  'PYTHONHOME',
  'PERL5OPT',
  'PERL5LIB',
  'RUBYOPT',
  'RUBYLIB',
  'BASH_ENV',
  'JAVA_TOOL_OPTIONS',
  'JDK_JAVA_OPTIONS',
  'DOTNET_STARTUP_HOOKS',
])

/** Whether the environment that a program was started with may have put other code into it. */
export function hasPreload(names: ReadonlySet<string>, kind: ProgramKind): boolean {
  for (const name of names) {
    if (preloads.has(name) || (kind !== 'program' && interpreterPreloads.has(name))) return true
  }
  return false
}

/**
 * `python3.11-dbg` → `python`, `perl5.36.0` → `perl`, `ld-linux-x86-64.so.2` → `ld-linux-x86-64.so`, `Node.exe` → `node`:
 * Windows makes no difference between letters, and ends every program in `.exe`.
 */
function nameOf(executable: string): string {
  const file = basename(executable.replace(/ \(deleted\)$/, ''))
  const isWindows = /\.exe$/i.test(file)
  const written = isWindows ? file.toLowerCase() : file
  if (anybody.has(written)) return written
  const name = isWindows ? written.slice(0, -4) : written
  return name.replace(/-?\d[\d.]*(t|m|d|-dbg)*$/, '').replace(/\.$/, '')
}

const noRules: Interpreter = { names: [] }

function rulesOf(name: string): Interpreter {
  return interpreters.find(({ names }) => names.includes(name)) ?? noRules
}

function matches(pattern: RegExp | undefined, word: string): boolean {
  return pattern?.test(word) ?? false
}
