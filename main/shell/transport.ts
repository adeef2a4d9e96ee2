// The way to HTTPS. Loaded at the first call: the SDK's handler, TLS and the authorities cost tens of milliseconds that
// a start-up can do without.
import type { Log, Transport } from '../core/ports'

/** Longest wait for a connection, a proxy's part in it included; and for an answer once connected. */
const connectionTimeoutMs = 5_000
const requestTimeoutMs = 15_000

export interface TransportOptions {
  /** Proxies and files of authorities are named there (docs/network.md). */
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  readonly log: Log
}

/** Plain Node HTTPS, through a proxy where the environment names one; sockets are kept alive between calls. */
export function nodeTransport(options: TransportOptions): Transport {
  let handler: ReturnType<Transport['load']> | undefined
  return {
    load: () => {
      handler ??= create(options)
      // One that could not be loaded is tried again at the next call.
      handler.catch(() => (handler = undefined))
      return handler
    },
  }
}

async function create({ env, platform, log }: TransportOptions): ReturnType<Transport['load']> {
  const [{ NodeHttpHandler }, { outboundAgent }, { Agent: HttpAgent }] = await Promise.all([
    import('@smithy/node-http-handler'),
    import('../network/outbound-agent'),
    import('node:http'),
  ])
  const connections = { keepAlive: true, maxSockets: 32, timeout: 60_000 }
  const warn = (what: string) => log.write('warn', 'network', what)
  return new NodeHttpHandler({
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
    // An http endpoint is on this computer, or it is none (shared/model/pool-fields.ts).
    httpAgent: new HttpAgent(connections),
    httpsAgent: await outboundAgent({ env, platform, warn, connections }),
  })
}
