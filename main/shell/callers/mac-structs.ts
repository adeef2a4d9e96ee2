// What macOS says of a process, taken apart: pure functions over the buffers that the calls of mac-calls.ts fill.
// The layouts are those of xnu's headers, the same on Intel and Apple silicon. Tried on buffers made here by hand;
// written, not yet run on macOS.

/** `struct proc_bsdinfowithuniqid` of bsd/sys/proc_info_private.h: `proc_bsdinfo` (136 bytes), then 56 bytes of identifiers. */
export const processInfoBytes = 192
const at = { status: 4, pid: 12, parentPid: 16, uid: 20, terminal: 108, seconds: 120, microseconds: 128 }
/** `p_idversion`: the pid version, which every `execve` changes while pid and start time stay. */
const versionAt = 136 + 32
/** `SZOMB` of bsd/sys/proc.h. */
const zombie = 5
/** `NODEV` of bsd/sys/param.h. */
const noDevice = 0xffffffff

export interface MacProcess {
  readonly pid: number
  readonly parentPid: number
  readonly uid: number
  /** 0 for none. */
  readonly terminalDevice: number
  readonly startTime: string
  readonly pidVersion: number
}

/** @returns undefined for a process that has ended and is not yet collected. */
export function processInfo(info: Buffer): MacProcess | undefined {
  if (info.readUInt32LE(at.status) === zombie) return undefined
  const device = info.readUInt32LE(at.terminal)
  const microseconds = info.readBigUInt64LE(at.microseconds).toString().padStart(6, '0')
  return {
    pid: info.readUInt32LE(at.pid),
    parentPid: info.readUInt32LE(at.parentPid),
    uid: info.readUInt32LE(at.uid),
    terminalDevice: device === noDevice ? 0 : device,
    startTime: `${info.readBigUInt64LE(at.seconds)}.${microseconds}`,
    pidVersion: info.readInt32LE(versionAt),
  }
}

/** `audit_token_t` of osfmk/mach/message.h: eight words, of which bsm's audit_token_to_* read these. */
export const auditTokenBytes = 32
const tokenWord = { effectiveUid: 1, pid: 5, pidVersion: 7 }

export interface AuditToken {
  readonly uid: number
  readonly pid: number
  readonly pidVersion: number
}

export function auditToken(token: Buffer): AuditToken {
  return {
    uid: token.readUInt32LE(tokenWord.effectiveUid * 4),
    pid: token.readInt32LE(tokenWord.pid * 4),
    pidVersion: token.readInt32LE(tokenWord.pidVersion * 4),
  }
}

/** `struct vnode_info` of bsd/sys/proc_info.h: `vinfo_stat` (136 bytes), type, padding, file system id. */
const vnodeInfoBytes = 152
const pathBytes = 1024
/** `struct proc_vnodepathinfo`: current folder, then root folder. */
export const vnodePathInfoBytes = 2 * (vnodeInfoBytes + pathBytes)
/** `struct proc_regionwithpathinfo`: `proc_regioninfo` (96 bytes), then the file that is mapped there. */
export const regionInfoBytes = 96 + vnodeInfoBytes + pathBytes

/** The current folder; empty where the process has none any more. */
export function currentFolder(info: Buffer): string {
  return cString(info.subarray(vnodeInfoBytes, vnodeInfoBytes + pathBytes))
}

export interface MappedFile {
  readonly device: number
  readonly inode: bigint
  readonly path: string
}

export function mappedFile(info: Buffer): MappedFile {
  const vnode = info.subarray(96)
  return {
    device: vnode.readUInt32LE(0),
    inode: vnode.readBigUInt64LE(8),
    path: cString(vnode.subarray(vnodeInfoBytes, vnodeInfoBytes + pathBytes)),
  }
}

export interface StartedWith {
  readonly arguments: readonly string[]
  /** Undefined where the system keeps them to itself, as it does for programs of its own. */
  readonly environmentNames: ReadonlySet<string> | undefined
}

/**
 * What sysctl(3) `KERN_PROCARGS2` gives: the number of arguments, the executable's path, NULs up to the first argument,
 * the arguments, the environment, an empty string, and strings of the kernel's own.
 */
export function startedWith(buffer: Buffer): StartedWith {
  if (buffer.length < 4) return { arguments: [], environmentNames: undefined }
  const count = buffer.readInt32LE(0)
  let position = endOfString(buffer, 4)
  while (position < buffer.length && buffer[position] === 0) position++
  const strings = buffer.subarray(position).toString('utf8').split('\0')
  const given = strings.slice(0, Math.max(0, count))
  const environment = strings.slice(given.length)
  const end = environment.indexOf('')
  const variables = end === -1 ? environment : environment.slice(0, end)
  return {
    arguments: given,
    environmentNames:
      variables.length === 0
        ? undefined
        : new Set(variables.map((variable) => variable.slice(0, Math.max(0, variable.indexOf('='))))),
  }
}

/** Pseudo-terminals are what a shell has; their driver's major number and names, from bsd/kern/tty_ptmx.c. */
const terminalMajor = 16

/** Where the device of a controlling terminal stands, to be compared with what is there; undefined for another kind. */
export function terminalName(device: number): string | undefined {
  const [major, minor] = [device >>> 24, device & 0xffffff]
  return major === terminalMajor ? `/dev/ttys${String(minor).padStart(3, '0')}` : undefined
}

function endOfString(buffer: Buffer, start: number): number {
  const end = buffer.indexOf(0, start)
  return end === -1 ? buffer.length : end
}

function cString(bytes: Buffer): string {
  return bytes.subarray(0, endOfString(bytes, 0)).toString('utf8')
}
