// The host inside the desktop app: the lock that makes it the only one, the socket, and the switch to this session only.
import type { ErrorCode } from '../../../shared/errors'
import { AppError, toAppError } from '../../../shared/errors'
import type { Host } from '../../core/host'
import type { Log } from '../../core/ports'
import type { BrokerServer } from '../broker-server'
import { type HostLock, takeHostLock } from '../host-lock'
import { askToHandOver } from '../running-host'

/** An agent that is asked to go answers what it has within 5 s; one without a keychain then has its devices forgotten. */
const handOverLimitMs = 17_000
const lockPollMs = 100
/** What other programs asked for is answered within this time when the app ends. */
const closeGraceMs = 3_000
/** How long the switch to this session only waits for a host that may hang in its keychain. */
const switchLimitMs = 5_000

export interface DesktopParts {
  /** Address of the local API. */
  readonly address: string
  readonly compose: (how: { readonly isSessionOnly: boolean }) => Promise<Host>
  readonly serve: (host: Host) => Promise<BrokerServer>
  /** Called when another host runs, and when programs are served or are not any more. */
  readonly changed: () => void
  readonly log: Log
}

export interface Claim {
  readonly lockPath: string
  /** Of the local API, where another host would answer. */
  readonly address: string
  readonly platform: NodeJS.Platform
}

/**
 * Takes the lock, from an agent if need be.
 * @throws `host/already-running` when the other host does not go.
 */
export async function claimHost({ lockPath, address, platform }: Claim): Promise<HostLock> {
  // No agent runs there, there is no flock(2), and Electron keeps a second app of the same profile out.
  if (platform === 'win32') return { release: () => undefined }
  const endsAtMs = Date.now() + handOverLimitMs
  let answer: Awaited<ReturnType<typeof askToHandOver>> = 'unheard'
  for (;;) {
    try {
      return takeHostLock(lockPath)
    } catch (error) {
      const isHeld = toAppError(error).code === 'host/already-running'
      if (!isHeld || answer === 'refused' || Date.now() > endsAtMs) throw error
    }
    // One that has just taken the lock does not listen yet: it is asked until it hears.
    if (answer === 'unheard') answer = await askToHandOver(address)
    await new Promise((resolve) => setTimeout(resolve, lockPollMs))
  }
}

/** State: the host that runs now, the server that serves it to other programs, and the one switch there is. */
export class RunningDesktop {
  readonly #parts: DesktopParts
  readonly #listeners = new Set<(host: Host) => void>()
  #host: Host | undefined
  #server: BrokerServer | undefined
  #problem: ErrorCode | undefined
  #switching: Promise<void> | undefined

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
    const host = await this.#parts.compose(how)
    this.#host = host
    for (const listener of this.#listeners) listener(host)
    await this.#serve(host)
  }

  /**
   * From now on nothing rests anywhere: another host takes the place of this one. Asked again, it stays.
   * @throws what `compose` throws; the host from before then goes on.
   */
  startSessionOnly(): Promise<void> {
    this.#switching ??= this.#switch()
    return this.#switching
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#switching])
    await this.#closeServer()
    await this.#host?.close()
  }

  async #switch(): Promise<void> {
    const before = this.host
    await this.#closeServer()
    await inTime(before.close(), switchLimitMs)
    try {
      await this.start({ isSessionOnly: true })
    } catch (error) {
      this.#switching = undefined
      await this.#serve(before)
      throw error
    }
  }

  async #serve(host: Host): Promise<void> {
    const { serve, log, changed } = this.#parts
    try {
      this.#server = await serve(host)
      this.#problem = undefined
    } catch (error) {
      this.#problem = toAppError(error).code
      log.write('error', 'desktop', `other programs are not served: ${this.#problem}`)
    }
    changed()
  }

  async #closeServer(): Promise<void> {
    await this.#server?.close(closeGraceMs)
    this.#server = undefined
  }
}

/** Waits for `work`, which goes on when the time is over. */
async function inTime(work: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)))
  await Promise.race([Promise.allSettled([work]), limit])
  clearTimeout(timer)
}
