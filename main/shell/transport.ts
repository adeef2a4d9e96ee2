// The way to HTTPS. Loaded at the first call: the SDK's handler costs tens of milliseconds that a start-up can do without.
import type { Transport } from '../core/ports'

/** Longest wait for a connection, and for an answer once connected. */
const connectionTimeoutMs = 5_000
const requestTimeoutMs = 15_000

/** Plain Node HTTPS with its bundled certificate authorities; sockets are kept alive between calls. */
export function nodeTransport(): Transport {
  let handler: ReturnType<Transport['load']> | undefined
  return {
    load: () => (handler ??= create()),
  }
}

async function create(): ReturnType<Transport['load']> {
  const [{ NodeHttpHandler }, { Agent: HttpsAgent }, { Agent: HttpAgent }] = await Promise.all([
    import('@smithy/node-http-handler'),
    import('node:https'),
    import('node:http'),
  ])
  const options = { keepAlive: true, maxSockets: 32, timeout: 60_000 }
  return new NodeHttpHandler({
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent(options),
    httpsAgent: new HttpsAgent(options),
  })
}
