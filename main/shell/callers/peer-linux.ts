// The kernel's word on the other end of a Unix socket: Node has no call for it.
import type { Socket } from 'node:net'
import { AppError } from '../../../shared/errors'
import type { Peer } from '../../core/ports'
import { libc } from '../libc'
import { descriptorOf } from './descriptor'

const SOL_SOCKET = 1
const SO_PEERCRED = 17
/** struct ucred: pid, uid, gid, four bytes each (socket(7)). */
const credentials = Buffer.alloc(12)
const length = Buffer.alloc(4)

const getsockopt: (
  ...args: [fd: number, level: number, name: number, value: Buffer, length: Buffer]
) => number = libc('int getsockopt(int fd, int level, int name, uint8_t *value, uint8_t *length)')

/**
 * Process and user of the peer, as they were when it connected.
 * @throws `broker/untrusted-caller` when the kernel does not say, or the process is not visible from here.
 */
export function peerOf(socket: Socket): Peer {
  length.writeUInt32LE(credentials.length)
  const failed = getsockopt(descriptorOf(socket), SOL_SOCKET, SO_PEERCRED, credentials, length)
  const pid = credentials.readInt32LE(0)
  if (failed !== 0 || pid <= 0) {
    throw new AppError('broker/untrusted-caller', 'The kernel does not name the process at the other end.')
  }
  return { pid, uid: credentials.readUInt32LE(4) }
}
