// The agent for everything that leaves this computer. Importing it loads node:https: do so at the first call.
import { Agent, type AgentOptions } from 'node:https'
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { toAppError } from '../../shared/errors'
import { trustedContext } from './authorities'
import type { Target } from './no-proxy'
import { type Environment, proxyOf, proxyVariableFor } from './proxy'
import { openTunnel } from './tunnel'

export interface OutboundOptions {
  readonly env: Environment
  readonly platform: string
  /** Told, without a secret, of a setting that is not followed. */
  readonly warn: (what: string) => void
  /** Of the agent: how long and how many connections are kept. */
  readonly connections: Pick<AgentOptions, 'keepAlive' | 'maxSockets' | 'timeout'>
}

/** An agent for `https` requests: by way of the proxy where one is set, held against bundled and system authorities. */
export async function outboundAgent(options: OutboundOptions): Promise<Agent> {
  const { env, warn, connections } = options
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0')
    warn('NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: certificates are checked')
  return new OutboundAgent(env, await trustedContext(options), connections)
}

type ConnectionOptions = Parameters<Agent['createConnection']>[0]
type Connected = NonNullable<Parameters<Agent['createConnection']>[1]>

/** State: the kept connections, in and out of tunnels. */
class OutboundAgent extends Agent {
  readonly #env: Environment
  readonly #secureContext: SecureContext

  constructor(env: Environment, secureContext: SecureContext, connections: OutboundOptions['connections']) {
    // Said in full: a variable of the environment turns the check off for whoever says nothing.
    super({ ...connections, secureContext, rejectUnauthorized: true })
    this.#env = env
    this.#secureContext = secureContext
  }

  override createConnection(
    options: ConnectionOptions,
    connected: Connected = () => undefined,
  ): ReturnType<Agent['createConnection']> {
    const target = { hostname: options.host ?? '', port: Number(options.port ?? 443) }
    const variable = proxyVariableFor(target, this.#env)
    if (variable === undefined) return super.createConnection(options, connected)
    this.#tunnel(variable, target).then(
      (socket) => {
        const inside: ConnectionOptions & { readonly socket: Socket } = { ...options, socket }
        const stream = super.createConnection(inside)
        if (stream) connected(null, stream)
      },
      // Node looks at no stream beside an error, but declares one.
      (error: unknown) => (connected as (error: Error) => void)(toAppError(error)),
    )
    return undefined
  }

  /** Its failures are rejections, also those of the settings. */
  async #tunnel(variable: string, target: Target): Promise<Socket> {
    return openTunnel(proxyOf(variable, this.#env), target, { secureContext: this.#secureContext })
  }
}
