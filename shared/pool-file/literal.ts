// A value that stands for itself: JSON, and JavaScript's literals with their looser quotes, commas and comments.
import type { Scanner } from './scanner'

/** Objects are maps: a key such as `__proto__` is a key like any other. */
export type Literal = string | number | boolean | null | readonly Literal[] | ReadonlyMap<string, Literal>
export type Fields = ReadonlyMap<string, Literal>

/** No configuration nests deeper; the reader's own stack is not for a file to use up. */
const maxDepth = 32

const named: ReadonlyMap<string, Literal> = new Map<string, Literal>([
  ['true', true],
  ['false', false],
  ['null', null],
])

/** Reads the value that comes next. @throws `pool/invalid` naming the line. */
export function readLiteral(scanner: Scanner, depth = 0): Literal {
  if (depth > maxDepth) throw scanner.fault(`nested deeper than ${maxDepth} levels`)
  const mark = scanner.peek()
  if (mark === '{') return readFields(scanner, depth)
  if (mark === '[') return readList(scanner, depth)
  if (mark === '"' || mark === "'") return scanner.string()
  return scanner.number() ?? readNamed(scanner)
}

/** true, false or null: any other name would have to be looked up, and nothing is. */
function readNamed(scanner: Scanner): Literal {
  const word = scanner.word()
  const value = word === undefined ? undefined : named.get(word)
  if (value !== undefined) return value
  if (word === undefined) throw scanner.unexpected('a value')
  throw scanner.fault('a name stands where a value belongs; only values that stand for themselves are read')
}

export function isFields(value: Literal | undefined): value is Fields {
  return value instanceof Map
}

export function isList(value: Literal | undefined): value is readonly Literal[] {
  return Array.isArray(value)
}

function readFields(scanner: Scanner, depth: number): Fields {
  scanner.take('{')
  const fields = new Map<string, Literal>()
  while (!scanner.take('}')) {
    const key = readKey(scanner)
    // A later one would win in JavaScript, and a reader's eye finds the first.
    if (fields.has(key)) throw scanner.fault('one key stands twice in one object')
    if (!scanner.take(':')) throw scanner.unexpected('a colon')
    fields.set(key, readLiteral(scanner, depth + 1))
    if (!scanner.take(',') && scanner.peek() !== '}') throw scanner.unexpected('a comma or }')
  }
  return fields
}

function readKey(scanner: Scanner): string {
  const mark = scanner.peek()
  if (mark === '"' || mark === "'") return scanner.string()
  const key = scanner.word() ?? scanner.number()?.toString()
  if (key === undefined) throw scanner.unexpected('a key')
  return key
}

function readList(scanner: Scanner, depth: number): readonly Literal[] {
  scanner.take('[')
  const list: Literal[] = []
  while (!scanner.take(']')) {
    list.push(readLiteral(scanner, depth + 1))
    if (!scanner.take(',') && scanner.peek() !== ']') throw scanner.unexpected('a comma or ]')
  }
  return list
}
