// The same as peer-linux.ts by the means of macOS. Written after unix(4) and getpeereid(3); it has never run on a Mac.
import type { Socket } from 'node:net'
import koffi from 'koffi'
import { AppError } from '../../../shared/errors'
import type { Peer } from '../../core/ports'
import { descriptorOf } from './descriptor'

const SOL_LOCAL = 0
const LOCAL_PEERPID = 2

/**
 * Process and user of the peer.
 * @throws `broker/untrusted-caller` when the kernel does not say.
 */
export function peerOf(socket: Socket): Peer {
  // Looked up at each call: on other systems the second one does not exist, and its lookup would throw at import.
  const system = koffi.load(null)
  const getsockopt = system.func(
    'int getsockopt(int fd, int level, int name, uint8_t *value, uint8_t *length)',
  )
  const getpeereid = system.func('int getpeereid(int fd, uint8_t *uid, uint8_t *gid)')
  const descriptor = descriptorOf(socket)
  const [pid, length, uid, gid] = [Buffer.alloc(4), Buffer.alloc(4), Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32LE(pid.length)
  const failed =
    (getsockopt(descriptor, SOL_LOCAL, LOCAL_PEERPID, pid, length) as number) !== 0 ||
    (getpeereid(descriptor, uid, gid) as number) !== 0
  if (failed || pid.readInt32LE() <= 0) {
    throw new AppError('broker/untrusted-caller', 'The kernel does not name the process at the other end.')
  }
  return { pid: pid.readInt32LE(), uid: uid.readUInt32LE() }
}
