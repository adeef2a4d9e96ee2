// The host inside the desktop app: the lock that makes it the only one, the socket, and the switch to this session only.
import type { ErrorCode } from '../../../shared/errors'
import { AppError, toAppError } from '../../../shared/errors'
import type { Host } from '../../core/host'
import type { Log } from '../../core/ports'
import type { BrokerServer } from '../broker-server'
import { type HostLock, takeHostLock } from '../host-lock'
import { askToHandOver } from '../running-host'

/** An agent that is asked to go answers what it has within 5 s; then it ends. */
const handOverLimitMs = 8_000
const lockPollMs = 100
/** What other programs asked for is answered within this time when the app ends. */
const closeGraceMs = 3_000

export interface DesktopParts {
  /** Address of the local API. */
  readonly address: string
  readonly compose: (how: { readonly isSessionOnly: boolean }) => Promise<Host>
  readonly serve: (host: Host) => Promise<BrokerServer>
  readonly log: Log
}

/**
 * Takes the lock, from an agent if need be.
 * @throws `host/already-running` when the other host does not go.
 */
export async function claimHost(lockPath: string, address: string): Promise<HostLock> {
  const endsAtMs = Date.now() + handOverLimitMs
  let hasAsked = false
  for (;;) {
    try {
      return takeHostLock(lockPath)
    } catch (error) {
      if (toAppError(error).code !== 'host/already-running' || Date.now() > endsAtMs) throw error
    }
    if (!hasAsked) await askToHandOver(address)
    hasAsked = true
    await new Promise((resolve) => setTimeout(resolve, lockPollMs))
  }
}

/** State: the host that runs now and the server that serves it to other programs. */
export class RunningDesktop {
  readonly #parts: DesktopParts
  readonly #listeners = new Set<(host: Host) => void>()
  #host: Host | undefined
  #server: BrokerServer | undefined
  #problem: ErrorCode | undefined

  constructor(parts: DesktopParts) {
    this.#parts = parts
  }

  get host(): Host {
    if (this.#host === undefined) throw new AppError('internal', 'The host does not run yet.')
    return this.#host
  }

  /** Whether other programs are served, and why not. */
  localApi(): { readonly address: string; readonly problem: ErrorCode | undefined } {
    return { address: this.#parts.address, problem: this.#problem }
  }

  /** Calls `listener` with each host from its start on. */
  onHost(listener: (host: Host) => void): void {
    this.#listeners.add(listener)
  }

  /** @throws what `compose` throws. A socket that cannot be served is no reason not to serve the window. */
  async start(how: { readonly isSessionOnly: boolean }): Promise<void> {
    const { compose, serve, log } = this.#parts
    const host = await compose(how)
    this.#host = host
    for (const listener of this.#listeners) listener(host)
    try {
      this.#server = await serve(host)
      this.#problem = undefined
    } catch (error) {
      this.#problem = toAppError(error).code
      log.write('error', 'desktop', `other programs are not served: ${this.#problem}`)
    }
  }

  /** From now on nothing rests anywhere: another host takes the place of this one. */
  async startSessionOnly(): Promise<void> {
    await this.close()
    await this.start({ isSessionOnly: true })
  }

  async close(): Promise<void> {
    await this.#server?.close(closeGraceMs)
    this.#server = undefined
    await this.#host?.close()
  }
}
