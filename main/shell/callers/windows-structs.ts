// What Windows says of a process and its user, taken apart: pure functions over the buffers that the calls of
// windows-calls.ts fill. Layouts of 64-bit Windows. Tried on buffers made here by hand; written, not yet run on Windows.

/** `FILETIME` of minwinbase.h: tenths of a microsecond since 1601, as two words. With the pid it names one process for ever. */
export function fileTime(time: Buffer): string {
  return time.readBigUInt64LE().toString()
}

/** `PROCESS_BASIC_INFORMATION` of winternl.h. */
export const basicInformationBytes = 48
const parentPidAt = 40

export function parentPid(information: Buffer): number {
  return Number(information.readBigUInt64LE(parentPidAt))
}

/** `UNICODE_STRING` of winternl.h: length in bytes, capacity, a pointer; the text itself comes after it. */
const unicodeStringBytes = 16

/** What `ProcessCommandLineInformation` gives; empty where it says more than there is. */
export function commandLine(information: Buffer): string {
  if (information.length < unicodeStringBytes) return ''
  const end = unicodeStringBytes + information.readUInt16LE(0)
  return end > information.length ? '' : information.toString('utf16le', unicodeStringBytes, end)
}

/** `TOKEN_USER` of winnt.h: a pointer and attributes; the SID itself comes after them. */
const tokenUserBytes = 16
const subAuthoritiesAt = 8
const mostSubAuthorities = 15

/** The user of a token in the form `S-1-5-21-…`; undefined where the buffer holds no SID of the known revision. */
export function tokenUser(information: Buffer): string | undefined {
  const sid = information.subarray(tokenUserBytes)
  if (sid.length < subAuthoritiesAt || sid.readUInt8(0) !== 1) return undefined
  const count = sid.readUInt8(1)
  if (count === 0 || count > mostSubAuthorities || sid.length < subAuthoritiesAt + 4 * count) return undefined
  const authority = sid.readUIntBE(2, 6)
  const parts = Array.from({ length: count }, (_, index) => sid.readUInt32LE(subAuthoritiesAt + 4 * index))
  return ['S', 1, authority, ...parts].join('-')
}

/**
 * The arguments of a command line, as `CommandLineToArgvW` and the C runtime split it ("Parsing C command-line arguments"):
 * 2n backslashes before a quote are n and the quote, 2n+1 are n and a quote as a letter, others are themselves; two
 * quotes inside a quoted part are one. The program's own name knows no backslash.
 */
export function splitCommandLine(line: string): readonly string[] {
  const [program, rest] = programOf(line)
  const args = [program]
  let at = skipSpace(rest, 0)
  while (at < rest.length) {
    const [word, end] = wordAt(rest, at)
    args.push(word)
    at = skipSpace(rest, end)
  }
  return args
}

function programOf(line: string): readonly [string, string] {
  if (line.startsWith('"')) {
    const end = line.indexOf('"', 1)
    return end === -1 ? [line.slice(1), ''] : [line.slice(1, end), line.slice(end + 1)]
  }
  const end = line.search(/[ \t]/)
  return end === -1 ? [line, ''] : [line.slice(0, end), line.slice(end)]
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (isSpace(text[at])) at++
  return at
}

/** A run of backslashes, and the quote that gives them another meaning, if there is one. */
const slashesAndQuote = /(\\*)("?)/y

/** One word from `from`, and where it ends. */
function wordAt(text: string, from: number): readonly [string, number] {
  let [word, at, isQuoted] = ['', from, false]
  while (at < text.length && (isQuoted || !isSpace(text[at]))) {
    const piece = pieceAt(text, at, isQuoted)
    word += piece.text
    at = piece.end
    if (piece.isTurn) isQuoted = !isQuoted
  }
  return [word, at]
}

interface Piece {
  readonly text: string
  readonly end: number
  /** Whether a quoted part begins or ends with it. */
  readonly isTurn: boolean
}

/** A letter, or a run of backslashes with the quote that gives them another meaning. */
function pieceAt(text: string, at: number, isQuoted: boolean): Piece {
  slashesAndQuote.lastIndex = at
  const [run = '', slashes = '', quote] = slashesAndQuote.exec(text) ?? []
  const end = at + run.length
  if (run === '') return { text: text[at] ?? '', end: at + 1, isTurn: false }
  if (quote !== '"') return { text: slashes, end, isTurn: false }
  const half = slashes.slice(0, slashes.length / 2)
  if (slashes.length % 2 === 1) return { text: `${half}"`, end, isTurn: false }
  if (isQuoted && text[end] === '"') return { text: `${half}"`, end: end + 1, isTurn: false }
  return { text: half, end, isTurn: true }
}

const isSpace = (letter: string | undefined): boolean => letter === ' ' || letter === '\t'
