import { describe, expect, it } from 'vitest'
import {
  auditToken,
  auditTokenBytes,
  currentFolder,
  mappedFile,
  processInfo,
  processInfoBytes,
  regionInfoBytes,
  startedWith,
  terminalName,
  vnodePathInfoBytes,
} from './mac-structs'

/** As xnu fills it: every other field carries what must not be read instead. */
function anInfo({ status = 2, terminal = 0x10000003 } = {}): Buffer {
  const info = Buffer.alloc(processInfoBytes, 0xee)
  for (const [at, value] of [
    [4, status],
    [12, 4242],
    [16, 77],
    [20, 501],
    [24, 0],
    [28, 502],
    [108, terminal],
  ] as const)
    info.writeUInt32LE(value, at)
  info.writeBigUInt64LE(1_796_000_000n, 120)
  info.writeBigUInt64LE(1234n, 128)
  info.writeInt32LE(99_001, 168)
  return info
}

describe('proc_bsdinfowithuniqid', () => {
  it('is as long as the header says', () => {
    expect(processInfoBytes).toBe(136 + 56)
    expect(regionInfoBytes).toBe(1272)
    expect(vnodePathInfoBytes).toBe(2352)
  })

  it('gives parent, user, terminal, start and pid version', () => {
    expect(processInfo(anInfo())).toEqual({
      pid: 4242,
      parentPid: 77,
      uid: 501,
      terminalDevice: 0x10000003,
      startTime: '1796000000.001234',
      pidVersion: 99_001,
    })
  })

  it('has no terminal where the kernel says NODEV', () => {
    expect(processInfo(anInfo({ terminal: 0xffffffff }))?.terminalDevice).toBe(0)
  })

  it('is nobody once the process is a zombie', () => {
    expect(processInfo(anInfo({ status: 5 }))).toBeUndefined()
  })
})

it('reads user, process and pid version of an audit token', () => {
  const token = Buffer.alloc(auditTokenBytes)
  for (const [word, value] of [501, 502, 20, 503, 21, 4242, 100_005, 7].entries())
    token.writeUInt32LE(value, word * 4)
  expect(auditToken(token)).toEqual({ uid: 502, pid: 4242, pidVersion: 7 })
})

describe('the files of a process', () => {
  it('are its current folder, up to the first NUL', () => {
    const info = Buffer.alloc(vnodePathInfoBytes, 0x41)
    info.write('/Users/a/work\0', 152)
    info.write('/root\0', 152 + 1024 + 152)
    expect(currentFolder(info)).toBe('/Users/a/work')
  })

  it('are the image mapped lowest, by device and inode', () => {
    const info = Buffer.alloc(regionInfoBytes, 0x41)
    info.writeUInt32LE(0x01000004, 96)
    info.writeBigUInt64LE(8_600_123_456n, 104)
    info.write('/usr/local/bin/tool\0', 248)
    expect(mappedFile(info)).toEqual({
      device: 0x01000004,
      inode: 8_600_123_456n,
      path: '/usr/local/bin/tool',
    })
  })
})

function procArgs(count: number, strings: string): Buffer {
  const head = Buffer.alloc(4)
  head.writeInt32LE(count)
  return Buffer.concat([head, Buffer.from(strings)])
}

describe('KERN_PROCARGS2', () => {
  it('gives the arguments and the names of the environment, and nothing of the kernel’s own strings', () => {
    const buffer = procArgs(
      3,
      '/usr/bin/python3\0\0\0\0\0\0python3\0-u\0a script.py\0HOME=/Users/a\0DYLD_INSERT_LIBRARIES=/x=y\0\0ptr_munge=\0main_stack=\0',
    )
    const { arguments: args, environmentNames } = startedWith(buffer)
    expect(args).toEqual(['python3', '-u', 'a script.py'])
    expect([...(environmentNames ?? [])]).toEqual(['HOME', 'DYLD_INSERT_LIBRARIES'])
  })

  it('keeps an empty argument in its place', () => {
    expect(startedWith(procArgs(3, '/bin/x\0\0x\0\0last\0A=1\0\0')).arguments).toEqual(['x', '', 'last'])
  })

  it('does not know an environment that the system withholds', () => {
    expect(startedWith(procArgs(1, '/bin/ls\0\0ls\0')).environmentNames).toBeUndefined()
    expect(startedWith(procArgs(1, '/bin/ls\0\0ls\0\0ptr_munge=\0')).environmentNames).toBeUndefined()
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a count alone', procArgs(5, '')],
    ['a count below zero', procArgs(-1, '/bin/x\0x\0')],
    ['no end', procArgs(2, '/bin/x')],
  ])('survives %s', (_what, buffer) => {
    expect(startedWith(buffer).arguments.length).toBeLessThanOrEqual(5)
  })
})

it('names the terminal of a shell and no other device', () => {
  expect(terminalName(0x10000003)).toBe('/dev/ttys003')
  expect(terminalName((16 << 24) | 1234)).toBe('/dev/ttys1234')
  expect(terminalName(0x02000000)).toBeUndefined()
})
