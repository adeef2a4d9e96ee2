// The calls of Windows that say what a process is, bound at their first use. Handles are numbers here and closed where
// they were opened. Written after processthreadsapi.h, winternl.h, winbase.h and securitybaseapi.h; not yet run on Windows.
import { libraryCall } from '../libc'
import {
  basicInformationBytes,
  commandLine,
  fileTime,
  parentPid,
  splitCommandLine,
  tokenUser,
} from './windows-structs'

const PROCESS_QUERY_LIMITED_INFORMATION = 0x1000
const TOKEN_QUERY = 0x0008
/** `TOKEN_INFORMATION_CLASS` and `PROCESSINFOCLASS`. */
const TokenUser = 1
const ProcessBasicInformation = 0
const ProcessCommandLineInformation = 60
/** `UNICODE_STRING` can hold no more, and its own 16 bytes. */
const mostCommandLineBytes = 65_536 + 16
/** `MAX_PATH` does not hold for long paths; this does. */
const mostPathLetters = 32_768
/** A SID with 15 parts, and what stands before it. */
const tokenUserBytes = 16 + 8 + 4 * 15

type Handle = number

const getNamedPipeClientProcessId: (...args: [pipe: Handle, pid: Buffer]) => number = libraryCall(
  'kernel32.dll',
  'int __stdcall GetNamedPipeClientProcessId(intptr_t pipe, uint8_t *pid)',
)
const openProcess: (...args: [access: number, inherit: number, pid: number]) => Handle = libraryCall(
  'kernel32.dll',
  'intptr_t __stdcall OpenProcess(uint32_t access, int inherit, uint32_t pid)',
)
const closeHandle: (...args: [handle: Handle]) => number = libraryCall(
  'kernel32.dll',
  'int __stdcall CloseHandle(intptr_t handle)',
)
const queryFullProcessImageName: (
  ...args: [process: Handle, flags: number, name: Buffer, letters: Buffer]
) => number = libraryCall(
  'kernel32.dll',
  'int __stdcall QueryFullProcessImageNameW(intptr_t process, uint32_t flags, uint8_t *name, uint8_t *letters)',
)
const getProcessTimes: (
  ...args: [process: Handle, created: Buffer, ended: Buffer, kernel: Buffer, user: Buffer]
) => number = libraryCall(
  'kernel32.dll',
  'int __stdcall GetProcessTimes(intptr_t process, uint8_t *created, uint8_t *ended, uint8_t *kernel, uint8_t *user)',
)
const openProcessToken: (...args: [process: Handle, access: number, token: Buffer]) => number = libraryCall(
  'advapi32.dll',
  'int __stdcall OpenProcessToken(intptr_t process, uint32_t access, uint8_t *token)',
)
const getTokenInformation: (
  ...args: [token: Handle, kind: number, information: Buffer, size: number, needed: Buffer]
) => number = libraryCall(
  'advapi32.dll',
  'int __stdcall GetTokenInformation(intptr_t token, int kind, uint8_t *information, uint32_t size, uint8_t *needed)',
)
const ntQueryInformationProcess: (
  ...args: [process: Handle, kind: number, information: Buffer, size: number, needed: Buffer]
) => number = libraryCall(
  'ntdll.dll',
  'int __stdcall NtQueryInformationProcess(intptr_t process, int kind, uint8_t *information, uint32_t size, uint8_t *needed)',
)

/** The process at the other end of a pipe that this process made; undefined when Windows does not say. */
export function pipeClient(pipe: Handle): number | undefined {
  const pid = Buffer.alloc(4)
  return getNamedPipeClientProcessId(pipe, pid) === 0 ? undefined : pid.readUInt32LE()
}

export interface WindowsProcess {
  readonly startTime: string
  readonly parentPid: number
  readonly executable: string
  /** SID of the user that it runs as. */
  readonly user: string
}

/** @returns undefined when there is no such process, it has ended, or it may not be asked. */
export function readProcess(pid: number): WindowsProcess | undefined {
  return ofProcess(pid, (process) => {
    const startTime = startTimeOf(process)
    const executable = executableOf(process)
    const user = userOf(process)
    const information = informationOf(process, ProcessBasicInformation, basicInformationBytes)
    if (
      startTime === undefined ||
      executable === undefined ||
      user === undefined ||
      information === undefined
    )
      return undefined
    return { startTime, executable, user, parentPid: parentPid(information) }
  })
}

/** The command line in words; empty when it cannot be read. */
export function readArguments(pid: number): readonly string[] {
  const information = ofProcess(pid, (process) =>
    informationOf(process, ProcessCommandLineInformation, mostCommandLineBytes),
  )
  const line = information === undefined ? '' : commandLine(information)
  return line === '' ? [] : splitCommandLine(line)
}

function ofProcess<Fact>(pid: number, read: (process: Handle) => Fact | undefined): Fact | undefined {
  const process = openProcess(PROCESS_QUERY_LIMITED_INFORMATION, 0, pid)
  if (process === 0) return undefined
  try {
    return read(process)
  } finally {
    closeHandle(process)
  }
}

/** A process that has ended keeps its entry while somebody holds a handle: then its end has a time. */
function startTimeOf(process: Handle): string | undefined {
  const [created, ended, kernel, user] = [Buffer.alloc(8), Buffer.alloc(8), Buffer.alloc(8), Buffer.alloc(8)]
  if (getProcessTimes(process, created, ended, kernel, user) === 0) return undefined
  return fileTime(ended) === '0' ? fileTime(created) : undefined
}

function executableOf(process: Handle): string | undefined {
  const [name, letters] = [Buffer.alloc(mostPathLetters * 2), Buffer.alloc(4)]
  letters.writeUInt32LE(mostPathLetters)
  if (queryFullProcessImageName(process, 0, name, letters) === 0) return undefined
  return name.toString('utf16le', 0, letters.readUInt32LE() * 2)
}

function userOf(process: Handle): string | undefined {
  const token = Buffer.alloc(8)
  if (openProcessToken(process, TOKEN_QUERY, token) === 0) return undefined
  const handle = Number(token.readBigUInt64LE())
  try {
    const [information, needed] = [Buffer.alloc(tokenUserBytes), Buffer.alloc(4)]
    const failed = getTokenInformation(handle, TokenUser, information, information.length, needed) === 0
    return failed ? undefined : tokenUser(information.subarray(0, needed.readUInt32LE()))
  } finally {
    closeHandle(handle)
  }
}

/** NTSTATUS 0 is success; anything else leaves nothing to believe. */
function informationOf(process: Handle, kind: number, size: number): Buffer | undefined {
  const [information, needed] = [Buffer.alloc(size), Buffer.alloc(4)]
  const status = ntQueryInformationProcess(process, kind, information, size, needed)
  return status === 0 ? information : undefined
}
