// The sockets of shares: the same transport as the host's own, and the same rules about its place.
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { toAppError } from '../../shared/errors'
import type { ShareSockets } from '../core/broker/protocol'
import type { Log } from '../core/ports'
import { type BrokerLimits, localApiLimits } from './broker-limits'
import { type BrokerServerOptions, startBrokerServer } from './broker-server'
import { removeStaleSocket } from './socket-place'

/** Fewer connections than Signet's own socket: whoever floods a share leaves the host its descriptors. */
const shareLimits: BrokerLimits = { ...localApiLimits, connections: 128, connectionsPerProcess: 128 }

const shareName = /^share-[0-9a-f]{16}\.sock$/

/** @param options.address of the host's own socket: shares stand beside it. */
export function shareSockets({
  address,
  ...serving
}: Pick<BrokerServerOptions, 'address' | 'callers' | 'log'>): ShareSockets {
  return {
    addressOf: (id) => join(dirname(address), `share-${id}.sock`),
    open: (at, broker) => startBrokerServer({ ...serving, address: at, broker, limits: shareLimits }),
  }
}

/**
 * Removes the sockets of shares whose host was killed. Call it when the host's own socket is in its place: then the
 * folder is known to be ours.
 */
export async function removeStaleShares(address: string, log: Log): Promise<void> {
  const folder = dirname(address)
  try {
    for (const name of readdirSync(folder))
      if (shareName.test(name)) await removeStaleSocket(join(folder, name))
  } catch (error) {
    // Nobody listens there: what is left is in nobody's way.
    log.write('warn', 'shares', `stale sockets were left: ${toAppError(error).message}`)
  }
}
