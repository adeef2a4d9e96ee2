import { describe, expect, it } from 'vitest'
import {
  basicInformationBytes,
  commandLine,
  fileTime,
  parentPid,
  splitCommandLine,
  tokenUser,
} from './windows-structs'

it('reads a FILETIME whole, beyond what a double holds', () => {
  const time = Buffer.alloc(8)
  time.writeUInt32LE(0x9abcdef1, 0)
  time.writeUInt32LE(0x01dd3344, 4)
  expect(fileTime(time)).toBe(0x01dd33449abcdef1n.toString())
})

it('finds the parent in PROCESS_BASIC_INFORMATION', () => {
  const information = Buffer.alloc(basicInformationBytes, 0xee)
  information.writeBigUInt64LE(5000n, 32)
  information.writeBigUInt64LE(1234n, 40)
  expect(parentPid(information)).toBe(1234)
})

describe('ProcessCommandLineInformation', () => {
  const information = (line: string, said = line.length * 2): Buffer => {
    const head = Buffer.alloc(16)
    head.writeUInt16LE(said, 0)
    return Buffer.concat([head, Buffer.from(line, 'utf16le'), Buffer.alloc(8, 0x41)])
  }

  it('is the text after the head, as long as the head says', () => {
    expect(commandLine(information('"C:\\Program Files\\x.exe" ä'))).toBe('"C:\\Program Files\\x.exe" ä')
  })

  it('is nothing where the head says more than there is', () => {
    expect(commandLine(information('x', 60_000))).toBe('')
    expect(commandLine(Buffer.alloc(3))).toBe('')
  })
})

describe('TOKEN_USER', () => {
  const sid = (revision: number, count: number, parts: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(16 + 8 + 4 * parts.length)
    bytes.writeUInt8(revision, 16)
    bytes.writeUInt8(count, 17)
    bytes.writeUIntBE(5, 18, 6)
    for (const [index, part] of parts.entries()) bytes.writeUInt32LE(part, 24 + 4 * index)
    return bytes
  }

  it('gives the SID of the user', () => {
    expect(tokenUser(sid(1, 5, [21, 3_623_811_015, 3_361_044_348, 30_300_820, 1013]))).toBe(
      'S-1-5-21-3623811015-3361044348-30300820-1013',
    )
    expect(tokenUser(sid(1, 1, [18]))).toBe('S-1-5-18')
  })

  it.each([
    ['another revision', sid(2, 1, [18])],
    ['more parts than there are', sid(1, 5, [21])],
    [
      'more parts than may be',
      sid(
        1,
        16,
        Array.from({ length: 16 }, () => 1),
      ),
    ],
    ['no part', sid(1, 0, [])],
    ['nothing after the head', Buffer.alloc(16)],
  ])('is nobody with %s', (_what, information) => {
    expect(tokenUser(information)).toBeUndefined()
  })
})

describe('CommandLineToArgvW', () => {
  // The table of "Parsing C command-line arguments", and what programs do with file names.
  it.each([
    ['x "abc" d e', ['x', 'abc', 'd', 'e']],
    ['x a\\\\b d"e f"g h', ['x', 'a\\\\b', 'de fg', 'h']],
    ['x a\\\\\\"b c d', ['x', 'a\\"b', 'c', 'd']],
    ['x a\\\\\\\\"b c" d e', ['x', 'a\\\\b c', 'd', 'e']],
    ['x a"b"" c d', ['x', 'ab" c d']],
    [
      '"C:\\Program Files\\node.exe" "C:\\my scripts\\a.js" ""',
      ['C:\\Program Files\\node.exe', 'C:\\my scripts\\a.js', ''],
    ],
    ['C:\\tools\\py.exe\t-u   "c:\\dir\\\\"', ['C:\\tools\\py.exe', '-u', 'c:\\dir\\']],
    ['x', ['x']],
    ['x  ', ['x']],
    ['', ['']],
  ])('splits %s', (line, words) => {
    expect(splitCommandLine(line)).toEqual(words)
  })
})
