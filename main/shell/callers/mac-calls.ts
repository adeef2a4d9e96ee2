// The calls of macOS that say what a process is: libproc.h and sysctl(3), bound at their first use.
// Written after xnu's headers; not yet run on macOS.
import { libc } from '../libc'
import {
  type MacProcess,
  type MappedFile,
  type StartedWith,
  currentFolder,
  mappedFile,
  processInfo,
  processInfoBytes,
  regionInfoBytes,
  startedWith,
  vnodePathInfoBytes,
} from './mac-structs'

/** Kinds of information, bsd/sys/proc_info.h and proc_info_private.h. */
const PROC_PIDVNODEPATHINFO = 9
const PROC_PIDT_BSDINFOWITHUNIQID = 18
const PROC_PIDREGIONPATHINFO2 = 22
/** `PROC_PIDPATHINFO_MAXSIZE`: four times MAXPATHLEN. */
const longestPath = 4096
/** bsd/sys/sysctl.h. */
const CTL_KERN = 1
const KERN_PROCARGS2 = 49
/** `ARG_MAX`: no process has more. */
const mostArgumentBytes = 1024 * 1024

const proc_pidinfo: (
  ...args: [pid: number, flavor: number, arg: number, buffer: Buffer, size: number]
) => number = libc('int proc_pidinfo(int pid, int flavor, uint64_t arg, uint8_t *buffer, int size)')
const proc_pidpath: (...args: [pid: number, buffer: Buffer, size: number]) => number = libc(
  'int proc_pidpath(int pid, uint8_t *buffer, uint32_t size)',
)
const sysctl: (
  ...args: [name: Buffer, names: number, old: Buffer, oldLength: Buffer, none: null, noLength: number]
) => number = libc(
  'int sysctl(uint8_t *name, unsigned int names, uint8_t *old, uint8_t *oldLength, uint8_t *none, size_t noLength)',
)

/** @returns undefined when there is no such process, or not one of ours. */
export function readProcess(pid: number): MacProcess | undefined {
  const info = pidInfo(pid, PROC_PIDT_BSDINFOWITHUNIQID, processInfoBytes)
  return info === undefined ? undefined : processInfo(info)
}

/** @returns undefined when it cannot be read. */
export function readExecutable(pid: number): string | undefined {
  const path = Buffer.alloc(longestPath)
  const length = proc_pidpath(pid, path, path.length)
  return length <= 0 ? undefined : path.toString('utf8', 0, length)
}

/** The file that is mapped lowest: the executable's own image. */
export function readImage(pid: number): MappedFile | undefined {
  const info = pidInfo(pid, PROC_PIDREGIONPATHINFO2, regionInfoBytes)
  return info === undefined ? undefined : mappedFile(info)
}

export function readFolder(pid: number): string | undefined {
  const info = pidInfo(pid, PROC_PIDVNODEPATHINFO, vnodePathInfoBytes)
  return info === undefined ? undefined : currentFolder(info) || undefined
}

export function readStart(pid: number): StartedWith {
  const name = Buffer.alloc(12)
  for (const [index, word] of [CTL_KERN, KERN_PROCARGS2, pid].entries()) name.writeInt32LE(word, index * 4)
  const buffer = Buffer.alloc(mostArgumentBytes)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(buffer.length))
  const failed = sysctl(name, 3, buffer, length, null, 0) !== 0
  return startedWith(failed ? Buffer.alloc(0) : buffer.subarray(0, Number(length.readBigUInt64LE())))
}

/** Less than was asked for is a structure of another system: then nothing of it is believed. */
function pidInfo(pid: number, flavor: number, size: number): Buffer | undefined {
  const info = Buffer.alloc(size)
  return proc_pidinfo(pid, flavor, 0, info, size) === size ? info : undefined
}
