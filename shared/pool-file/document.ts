// The one value that a file is about: the whole of a JSON file, or what a module such as aws-exports.js exports.
import { type Literal, readLiteral } from './literal'
import { Scanner } from './scanner'

/** @throws `pool/invalid` naming the line. */
export function readDocument(text: string): Literal {
  const scanner = new Scanner(text)
  const mark = scanner.peek()
  if (mark === '') throw scanner.fault('the file is empty')
  if (mark !== '{' && mark !== '[') return new ModuleReader(scanner).read()
  const value = readLiteral(scanner)
  if (scanner.peek() !== '') throw scanner.unexpected('the end of the file')
  return value
}

/** State: what the statements so far declared and exported. */
class ModuleReader {
  readonly #scanner: Scanner
  readonly #declared = new Map<string, Literal>()
  #exported: Literal | undefined

  constructor(scanner: Scanner) {
    this.#scanner = scanner
  }

  read(): Literal {
    while (this.#scanner.peek() !== '') this.#statement()
    if (this.#exported !== undefined) return this.#exported
    const [value, ...others] = this.#declared.values()
    if (value === undefined) throw this.#scanner.fault('the file holds no object')
    if (others.length > 0)
      throw this.#scanner.fault('the file holds several objects and exports none of them')
    return value
  }

  #statement(): void {
    const scanner = this.#scanner
    const mark = scanner.peek()
    if (scanner.take(';')) return
    if (mark === '"' || mark === "'") {
      // A directive such as 'use strict'.
      scanner.string()
      return
    }
    const word = scanner.word()
    if (word === 'export') this.#export()
    else if (word === 'module') this.#moduleExports()
    else if (isDeclaring(word)) this.#declare()
    else throw scanner.fault('only objects that are declared or exported are read')
  }

  #declare(): void {
    const name = this.#scanner.word()
    if (name === undefined) throw this.#scanner.unexpected('a name')
    if (this.#declared.has(name)) throw this.#scanner.fault('one name is declared twice')
    if (!this.#scanner.take('=')) throw this.#scanner.unexpected('an equals sign')
    this.#declared.set(name, readLiteral(this.#scanner))
    this.#end()
  }

  #export(): void {
    const word = this.#scanner.word()
    if (isDeclaring(word)) this.#declare()
    else if (word === 'default') this.#exportValue()
    else throw this.#scanner.fault('only objects that are declared or exported are read')
  }

  #moduleExports(): void {
    const isWhole = this.#scanner.take('.') && this.#scanner.word() === 'exports' && this.#scanner.take('=')
    if (!isWhole) throw this.#scanner.unexpected('module.exports =')
    this.#exportValue()
  }

  /** A value, or the name of one that was declared. */
  #exportValue(): void {
    if (this.#exported !== undefined) throw this.#scanner.fault('two values are exported')
    const mark = this.#scanner.peek()
    const name = mark === '{' || mark === '[' ? undefined : this.#scanner.word()
    const value = name === undefined ? readLiteral(this.#scanner) : this.#declared.get(name)
    if (value === undefined) throw this.#scanner.fault('what is exported was not declared before')
    this.#exported = value
    this.#end()
  }

  /** A semicolon may be left out before the next statement's first word. */
  #end(): void {
    const mark = this.#scanner.peek()
    if (mark === ';' || mark === '' || /[\p{L}_$]/u.test(mark)) return
    throw this.#scanner.unexpected('the end of the statement')
  }
}

function isDeclaring(word: string | undefined): boolean {
  return word === 'const' || word === 'let' || word === 'var'
}
