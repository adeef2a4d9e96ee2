// What the broker's server asks of a platform: who is at the other end of a socket, and which program that is.
import type { Socket } from 'node:net'
import { AppError } from '../../../shared/errors'
import type { Callers, Peer } from '../../core/ports'
import { createCallers as createLinuxCallers } from './linux'
import { createCallers as createMacCallers } from './mac'
import type { ProcessCallersOptions } from './process-callers'
import { createCallers as createWindowsCallers } from './windows'

/** The port of core, and the moment a connection is accepted. */
export interface LocalCallers extends Callers {
  /**
   * The kernel's word on the peer. The same object goes into `identify`: what the process was when it was accepted is
   * remembered with it.
   * @throws `broker/untrusted-caller` when the kernel does not say.
   */
  peerOf(socket: Socket): Peer
}

/**
 * The callers of this platform: the one place where it is chosen. Those of macOS and Windows are written after their
 * headers and have not run there yet.
 */
export function localCallers(platform: NodeJS.Platform, options: ProcessCallersOptions): LocalCallers {
  switch (platform) {
    case 'linux':
      return createLinuxCallers(options)
    case 'darwin':
      return createMacCallers(options)
    case 'win32':
      return createWindowsCallers(options)
    default:
      return nobodyKnown(platform)
  }
}

/** Where nobody can be told from anybody, nobody is served. */
function nobodyKnown(platform: NodeJS.Platform): LocalCallers {
  const unknown = () =>
    new AppError('broker/untrusted-caller', `Signet cannot tell programs apart on ${platform}.`)
  return {
    peerOf: () => {
      throw unknown()
    },
    identify: () => Promise.reject(unknown()),
    describe: () => Promise.reject(unknown()),
  }
}
