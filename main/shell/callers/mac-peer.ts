// The kernel's word on the other end of a Unix socket of macOS: unix(4) and getpeereid(3). Written after xnu's bsd/sys/un.h;
// not yet run on macOS.
import type { Socket } from 'node:net'
import { AppError } from '../../../shared/errors'
import { libc } from '../libc'
import { descriptorOf } from './descriptor'
import { type AuditToken, auditToken, auditTokenBytes } from './mac-structs'

const SOL_LOCAL = 0
const LOCAL_PEERPID = 2
const LOCAL_PEERTOKEN = 6

const getsockopt: (
  ...args: [fd: number, level: number, name: number, value: Buffer, length: Buffer]
) => number = libc('int getsockopt(int fd, int level, int name, uint8_t *value, uint8_t *length)')
const getpeereid: (...args: [fd: number, uid: Buffer, gid: Buffer]) => number = libc(
  'int getpeereid(int fd, uint8_t *uid, uint8_t *gid)',
)

/** Who connected; without a pid version where the system gives no audit token. */
export type MacPeer = Omit<AuditToken, 'pidVersion'> & Partial<Pick<AuditToken, 'pidVersion'>>

/**
 * Process and user of the peer.
 * @throws `broker/untrusted-caller` when the kernel does not say.
 */
export function peerOf(socket: Socket): MacPeer {
  const descriptor = descriptorOf(socket)
  const uid = userOf(descriptor)
  // The token says it all in one answer, and names one program of a process that has run several.
  const token = option(descriptor, LOCAL_PEERTOKEN, auditTokenBytes)
  if (token !== undefined) {
    const peer = auditToken(token)
    if (peer.pid > 0 && peer.uid === uid) return peer
    throw unnamed()
  }
  const pid = option(descriptor, LOCAL_PEERPID, 4)?.readInt32LE() ?? 0
  if (pid <= 0) throw unnamed()
  return { pid, uid }
}

function userOf(descriptor: number): number {
  const [uid, gid] = [Buffer.alloc(4), Buffer.alloc(4)]
  if (getpeereid(descriptor, uid, gid) !== 0) throw unnamed()
  return uid.readUInt32LE()
}

function option(descriptor: number, name: number, size: number): Buffer | undefined {
  const [value, length] = [Buffer.alloc(size), Buffer.alloc(4)]
  length.writeUInt32LE(size)
  const failed = getsockopt(descriptor, SOL_LOCAL, name, value, length) !== 0
  return failed || length.readUInt32LE() !== size ? undefined : value
}

function unnamed(): AppError {
  return new AppError('broker/untrusted-caller', 'The kernel does not name the process at the other end.')
}
