// What git says to a credential helper, as bytes: `name=value`, each on a line that LF ends and nothing else does.
// A line that another reader would split is refused whole: of such splits others' helpers gave away passwords.
// https://git-scm.com/docs/git-credential#IOFMT
import { type GitFault, cliGit } from '../../shared/text/cli-dialects'
import { UsageError } from './usage-error'

/** Of a line with its end, as git has it. */
const maxLineBytes = 65_535
const maxRequestBytes = 1_048_576
const [nul, lineFeed, carriageReturn, equalsSign] = [0x00, 0x0a, 0x0d, 0x3d]

/** Those that are read here. Every other name is left alone, as git asks of its helpers. */
const single = ['protocol', 'host', 'username', 'password', 'credential'] as const
const several = ['capability[]', 'wwwauth[]'] as const

export interface Attributes {
  /** Values as they came. */
  readonly single: ReadonlyMap<(typeof single)[number], Buffer>
  readonly several: Readonly<Record<(typeof several)[number], readonly string[]>>
}

/** Reads up to the empty line that ends a request, or to the end. @throws UsageError for more than git would send. */
export async function readRequest(input: AsyncIterable<Uint8Array>): Promise<Buffer> {
  let read = Buffer.alloc(0)
  for await (const chunk of input) {
    read = Buffer.concat([read, chunk])
    if (read[0] === lineFeed || read.includes('\n\n')) break
    if (read.length > maxRequestBytes) throw requestFault('large')
  }
  return read
}

/** @throws UsageError, which repeats nothing of what was read. */
export function parseAttributes(bytes: Buffer): Attributes {
  const found = new Map<(typeof single)[number], Buffer>()
  const lists: Record<(typeof several)[number], string[]> = { 'capability[]': [], 'wwwauth[]': [] }
  for (const line of linesOf(bytes)) {
    const [name, value] = splitLine(line)
    const one = single.find((known) => known === name)
    const list = several.find((known) => known === name)
    if (one !== undefined) {
      // Git takes the last; somebody who could add a line would then choose the host.
      if (found.has(one)) throw requestFault('twice')
      found.set(one, value)
    }
    // An empty value takes back those before it.
    if (list !== undefined) {
      const text = value.toString('latin1')
      lists[list] = text === '' ? [] : [...lists[list], text]
    }
  }
  return { single: found, several: lists }
}

/** An answer to git. @throws UsageError for a value that git would read as more than one line. */
export function gitLines(attributes: readonly (readonly [name: string, value: string])[]): string {
  const lines = attributes.map(([name, value]) => `${name}=${value}`)
  if (lines.some((line) => /[\n\r\0]/.test(line))) throw requestFault('byte')
  return lines.map((line) => `${line}\n`).join('')
}

export function requestFault(fault: GitFault): UsageError {
  return new UsageError(`${cliGit.notGit} ${cliGit.faults[fault]}.`)
}

function* linesOf(bytes: Buffer): Generator<Buffer> {
  let start = 0
  while (start < bytes.length) {
    const end = bytes.indexOf(lineFeed, start)
    // What was cut off may have said another host.
    if (end === -1) throw requestFault('unended')
    if (end === start) return
    if (end + 1 - start > maxLineBytes) throw requestFault('long')
    yield bytes.subarray(start, end)
    start = end + 1
  }
}

function splitLine(line: Buffer): readonly [name: string, value: Buffer] {
  if (line.includes(carriageReturn) || line.includes(nul)) throw requestFault('byte')
  const at = line.indexOf(equalsSign)
  if (at < 1) throw requestFault('form')
  return [line.subarray(0, at).toString('latin1'), line.subarray(at + 1)]
}
