// Reads a file's characters: strings, numbers, words and marks of JSON and of JavaScript's literals. Nothing is run.
import { AppError } from '../errors'
import { neutral } from '../text/neutral'

/** What a backslash and a letter stand for; any other letter stands for itself. */
const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  // The line goes on.
  ['\n', ''],
])

/** State: how far the text was read. */
export class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  }

  /** The next character that is neither space nor comment; empty at the end. */
  peek(): string {
    this.#skip()
    return this.#text[this.#at] ?? ''
  }

  /** Goes past the mark where it comes next. @returns whether it did. */
  take(mark: string): boolean {
    if (this.peek() !== mark) return false
    this.#at += 1
    return true
  }

  /** A name or a keyword, where one comes next. */
  word(): string | undefined {
    return this.#match(/[\p{L}_$][\p{L}\p{N}_$]*/uy)
  }

  /** A decimal number, where one comes next. */
  number(): number | undefined {
    const digits = this.#match(/[-+]?\d+/y)
    if (digits === undefined) return undefined
    const rest = `${this.#here(/\.\d+/y)}${this.#here(/e[-+]?\d+/iy)}`
    return Number(`${digits}${rest}`)
  }

  /** The string that comes next, in double or single quotes. @throws `pool/invalid` naming the line. */
  string(): string {
    const quote = this.peek()
    this.#at += 1
    const parts: string[] = []
    for (;;) {
      const letter = this.#text[this.#at]
      if (letter === undefined || letter === '\n') throw this.fault('a string does not end on its line')
      this.#at += 1
      if (letter === quote) return parts.join('')
      parts.push(letter === '\\' ? this.#escape() : letter)
    }
  }

  /** What is wrong where the reading stands. Never holds a value of the file: it may be a secret. */
  fault(what: string): AppError {
    const line = this.#text.slice(0, this.#at).split('\n').length
    return new AppError('pool/invalid', `line ${line}: ${what}.`)
  }

  /** For something other than what belongs here. */
  unexpected(wanted: string): AppError {
    const found = this.peek()
    const shown = found === '' ? 'the file ends' : `"${neutral(found, 1)}" stands`
    return this.fault(
      `${shown} where ${wanted} belongs; expressions, calls, spreads and template literals are not read`,
    )
  }

  #skip(): void {
    for (;;) {
      this.#here(/\s+/y)
      if (this.#text.startsWith('//', this.#at)) this.#skipTo('\n')
      else if (this.#text.startsWith('/*', this.#at)) this.#skipTo('*/')
      else return
    }
  }

  #skipTo(end: string): void {
    const at = this.#text.indexOf(end, this.#at + 2)
    if (at === -1 && end !== '\n') throw this.fault('a comment does not end')
    this.#at = at === -1 ? this.#text.length : at + end.length
  }

  #match(pattern: RegExp): string | undefined {
    this.#skip()
    const found = this.#here(pattern)
    return found === '' ? undefined : found
  }

  #here(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }

  #escape(): string {
    const letter = this.#text[this.#at] ?? ''
    this.#at += 1
    if (letter === 'u' || letter === 'x') return this.#coded(letter)
    // NUL and the octal escapes, which no writer of such a file uses.
    if (/\d/.test(letter)) throw this.fault('a string holds an escape that is not read')
    return escapes.get(letter) ?? letter
  }

  #coded(letter: 'u' | 'x'): string {
    const digits = this.#here(letter === 'x' ? /[0-9a-f]{2}/iy : /[0-9a-f]{4}|\{[0-9a-f]{1,6}\}/iy)
    const code = Number.parseInt(digits.replace('{', ''), 16)
    if (Number.isNaN(code) || code > 0x10ffff) throw this.fault('a string holds an escape that is not read')
    return String.fromCodePoint(code)
  }
}
