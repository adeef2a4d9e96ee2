// Strict reading of a command line: what is not known is refused by name, before anything happens.
// Values are never repeated in a message: somebody may have typed a secret where none belongs.
import { UsageError } from './usage-error'

/** What a flag takes. */
export interface Flag {
  /** Placeholder of its value in help; absent: the flag stands alone. */
  readonly value?: string
  /** The values it may have, where they are few. */
  readonly choices?: readonly string[]
  /** It may be given several times. */
  readonly isRepeatable?: true
}

export type Flags = Readonly<Record<string, Flag>>

export interface ArgumentShape {
  readonly flags: Flags
  /** Names of what follows, in order; one in brackets may be absent. */
  readonly operands: readonly string[]
  /** What follows `--` is a command of somebody's, which nothing here reads. This says so where there is none. */
  readonly commandForm?: string
}

interface Parsed {
  /** Of each flag that was given, its values; one that stands alone has none. */
  readonly values: ReadonlyMap<string, readonly string[]>
  readonly operands: readonly string[]
  readonly command: readonly string[]
}

/** A parsed command line. */
export class Arguments {
  /** The command after `--` and its arguments, for a verb that takes one. */
  readonly command: readonly string[]
  readonly #values: ReadonlyMap<string, readonly string[]>
  readonly #operands: readonly string[]

  constructor({ values, operands, command }: Parsed) {
    this.command = command
    this.#values = values
    this.#operands = operands
  }

  has(flag: string): boolean {
    return this.#values.has(flag)
  }

  value(flag: string): string | undefined {
    return this.values(flag)[0]
  }

  /** All values of a flag that may be given several times, in order. */
  values(flag: string): readonly string[] {
    return this.#values.get(flag) ?? []
  }

  operand(index: number): string | undefined {
    return this.#operands[index]
  }

  /** A whole number of at least 0. @param unit what it counts. @throws UsageError */
  number(flag: string, max: number, unit = 'seconds'): number | undefined {
    const text = this.value(flag)
    if (text === undefined) return undefined
    if (/^\d{1,9}$/.test(text) && Number(text) <= max) return Number(text)
    throw new UsageError(`--${flag} takes a whole number of ${unit} up to ${max}.`)
  }
}

/** Flags of every verb. */
export const commonFlags: Flags = { json: {}, help: {} }

const neverInArguments: ReadonlySet<string> = new Set([
  'password',
  'code',
  'token',
  'secret',
  'client-secret',
  'otp',
])

/** @throws UsageError naming the flag or operand. */
export function parseArguments(words: readonly string[], shape: ArgumentShape): Arguments {
  const parsed = readWords(words, shape)
  if (!parsed.values.has('help')) checkParsed(parsed, shape)
  return new Arguments(parsed)
}

function readWords(words: readonly string[], shape: ArgumentShape): Parsed {
  const flags: Flags = { ...commonFlags, ...shape.flags }
  const values = new Map<string, readonly string[]>()
  const operands: string[] = []
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      if (shape.commandForm !== undefined) return { values, operands, command: rest }
      operands.push(...rest)
      break
    }
    if (word.startsWith('-') && word !== '-') {
      const [name, value] = readFlag(word, rest, flags)
      values.set(name, [...earlier(name, values, flags), ...value])
      continue
    }
    // The flags that follow are meant for a command that stands in the wrong place.
    if (shape.commandForm !== undefined) throw new UsageError(shape.commandForm)
    operands.push(word)
  }
  return { values, operands, command: [] }
}

/** The values that a flag has already. @throws UsageError where it may have no more. */
function earlier(name: string, values: Parsed['values'], flags: Flags): readonly string[] {
  const given = values.get(name)
  if (given !== undefined && !flags[name]?.isRepeatable) throw new UsageError(`--${name} is given twice.`)
  return given ?? []
}

/** Whether the words ask for JSON, also where they cannot be understood. What follows `--` is no flag. */
export function asksForJson(words: readonly string[]): boolean {
  const end = words.indexOf('--')
  return (end === -1 ? words : words.slice(0, end)).includes('--json')
}

function checkParsed({ operands, command }: Parsed, { operands: names, commandForm }: ArgumentShape): void {
  // An empty one may be a variable of a script that nobody has set.
  if (commandForm !== undefined && (command[0] ?? '') === '') throw new UsageError(commandForm)
  checkOperands(operands, names)
}

/** Reads one flag; its value stands in the word itself or is the next one. */
function readFlag(word: string, rest: string[], flags: Flags): readonly [string, readonly string[]] {
  const [written, inline] = splitOnce(word === '-h' ? '--help' : word)
  const name = written.slice(2)
  const flag = written.startsWith('--') && Object.hasOwn(flags, name) ? flags[name] : undefined
  if (flag === undefined) throw unknownFlag(written, flags)
  if (flag.value !== undefined) return [name, [checkedValue(name, flag, inline ?? rest.shift())]]
  if (inline !== undefined) throw new UsageError(`--${name} takes no value.`)
  return [name, []]
}

function checkedValue(name: string, flag: Flag, value: string | undefined): string {
  if (value === undefined || value === '') {
    throw new UsageError(`--${name} needs a value: --${name} ${flag.value ?? ''}.`)
  }
  if (flag.choices?.includes(value) === false)
    throw new UsageError(`--${name} is one of ${flag.choices.join(', ')}.`)
  return value
}

function splitOnce(word: string): readonly [string, string | undefined] {
  const at = word.indexOf('=')
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

function unknownFlag(written: string, flags: Flags): UsageError {
  const name = written.replace(/^-+/, '')
  if (neverInArguments.has(name)) {
    return new UsageError(
      `There is no ${written}: every user of this computer can read a command line. Signet asks.`,
    )
  }
  // `-pSECRET` is one word: only what has the form of a flag is repeated.
  const shown = /^--[a-z][a-z-]*$/.test(written) ? written : written.slice(0, 2)
  return new UsageError(`Unknown flag ${shown}.`, {
    given: written,
    known: Object.keys(flags).map((flag) => `--${flag}`),
  })
}

function checkOperands(given: readonly string[], shape: readonly string[]): void {
  const required = shape.filter((name) => !name.startsWith('['))
  const missing = required[given.length]
  if (missing !== undefined) throw new UsageError(`${missing} is missing.`)
  if (given.includes('')) throw emptyOperand(shape[given.indexOf('')] ?? 'An argument')
  if (given.length > shape.length) {
    const most = shape.length === 0 ? 'nothing' : shape.join(' ')
    throw new UsageError(`Too many arguments: this takes ${most} and flags.`)
  }
}

/** What may be absent is left out in writing: an empty one may be a variable of a script that nobody has set. */
function emptyOperand(name: string): UsageError {
  if (!name.startsWith('[')) return new UsageError(`${name} is empty.`)
  return new UsageError(`${name.slice(1, -1)} is empty: leave it out where you mean none.`)
}
