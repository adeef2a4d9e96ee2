// The same as peer-linux.ts by the means of macOS. Written after unix(4) and getpeereid(3); it has never run on a Mac.
import type { Socket } from 'node:net'
import { AppError } from '../../../shared/errors'
import type { Peer } from '../../core/ports'
import { libc } from '../libc'
import { descriptorOf } from './descriptor'

const SOL_LOCAL = 0
const LOCAL_PEERPID = 2

const getsockopt: (
  ...args: [fd: number, level: number, name: number, value: Buffer, length: Buffer]
) => number = libc('int getsockopt(int fd, int level, int name, uint8_t *value, uint8_t *length)')
const getpeereid: (...args: [fd: number, uid: Buffer, gid: Buffer]) => number = libc(
  'int getpeereid(int fd, uint8_t *uid, uint8_t *gid)',
)

/**
 * Process and user of the peer.
 * @throws `broker/untrusted-caller` when the kernel does not say.
 */
export function peerOf(socket: Socket): Peer {
  const descriptor = descriptorOf(socket)
  const [pid, length, uid, gid] = [Buffer.alloc(4), Buffer.alloc(4), Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32LE(pid.length)
  const failed =
    getsockopt(descriptor, SOL_LOCAL, LOCAL_PEERPID, pid, length) !== 0 ||
    getpeereid(descriptor, uid, gid) !== 0
  if (failed || pid.readInt32LE() <= 0) {
    throw new AppError('broker/untrusted-caller', 'The kernel does not name the process at the other end.')
  }
  return { pid: pid.readInt32LE(), uid: uid.readUInt32LE() }
}
