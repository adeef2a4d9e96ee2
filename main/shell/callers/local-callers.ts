// What the broker's server asks of a platform: who is at the other end of a socket, and which program that is.
import type { Socket } from 'node:net'
import { AppError } from '../../../shared/errors'
import type { Callers, Peer } from '../../core/ports'
import { createCallers, type LinuxCallersOptions } from './linux'
import { peerOf as macPeerOf } from './mac-peer'

/** The port of core, and the moment a connection is accepted. */
export interface LocalCallers extends Callers {
  /**
   * The kernel's word on the peer. The same object goes into `identify`: what the process was when it was accepted is
   * remembered with it.
   * @throws `broker/untrusted-caller` when the kernel does not say.
   */
  peerOf(socket: Socket): Peer
}

/** The callers of this platform. On macOS peers are known and their programs are not yet: every `identify` refuses. */
export function localCallers(platform: NodeJS.Platform, options: LinuxCallersOptions): LocalCallers {
  if (platform === 'linux') return createCallers(options)
  const refuse = (): Promise<never> =>
    Promise.reject(
      new AppError('broker/untrusted-caller', `Signet cannot tell programs apart on ${platform} yet.`),
    )
  return { peerOf: macPeerOf, identify: refuse, describe: refuse }
}
