import type { Socket } from 'node:net'
import { AppError } from '../../../shared/errors'

/**
 * The file descriptor of an accepted socket; Node keeps it in a field without a type.
 * @throws `broker/untrusted-caller` when the socket is closed already.
 */
export function descriptorOf(socket: Socket): number {
  const { _handle: handle } = socket as unknown as { readonly _handle: { readonly fd?: number } | null }
  const descriptor = handle?.fd
  if (descriptor === undefined || descriptor < 0) {
    throw new AppError('broker/untrusted-caller', 'The connection ended before its peer was known.')
  }
  return descriptor
}
