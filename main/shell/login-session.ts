// Linux: what logind says of the session that this process belongs to. Another user who has the screen makes it inactive;
// a desktop that locks says so in `LockedHint`, or is told by the signal `Lock` (loginctl lock-session).
// https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html
import { existsSync } from 'node:fs'
import type { Log, SystemEvent, SystemEvents } from '../core/ports'
import { busSocketPath, DBusConnection, type DBusSignal } from './keychain/dbus'

const usualSocket = '/run/dbus/system_bus_socket'
const logind = { destination: 'org.freedesktop.login1' } as const
const properties = 'org.freedesktop.DBus.Properties'
const sessionInterface = 'org.freedesktop.login1.Session'

export interface LoginSessionOptions {
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  readonly log: Log
}

/** `events`, and with them what logind tells; nothing is added where there is no system bus or no session. */
export function withLoginSession(events: SystemEvents, options: LoginSessionOptions): SystemEvents {
  return {
    look: () => events.look(),
    idleMs: () => events.idleMs(),
    onEvent: (listener) => {
      const ends = [events.onEvent(listener), listenToSession(options, listener)]
      return () => ends.forEach((end) => end())
    },
  }
}

function listenToSession(options: LoginSessionOptions, tell: (event: SystemEvent) => void): () => void {
  const socketPath = systemBus(options)
  if (socketPath === undefined) return () => undefined
  const bus = new DBusConnection(socketPath)
  const session = new LoginSession(bus, tell)
  session.begin().catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    options.log.write('info', 'session', `logind tells nothing here: ${why}`)
    bus.close()
  })
  return () => bus.close()
}

/** @returns undefined where there is none, as in a container. */
function systemBus({ env, platform }: LoginSessionOptions): string | undefined {
  if (platform !== 'linux') return undefined
  const address = env['DBUS_SYSTEM_BUS_ADDRESS']
  if (address !== undefined && address !== '') return busSocketPath(address)
  return existsSync(usualSocket) ? usualSocket : undefined
}

/** State: the session's path, and whether it was active and its screen locked when logind was asked last. */
class LoginSession {
  readonly #bus: DBusConnection
  readonly #tell: (event: SystemEvent) => void
  #path = ''
  #wasActive = false
  #wasScreenLocked = false

  constructor(bus: DBusConnection, tell: (event: SystemEvent) => void) {
    this.#bus = bus
    this.#tell = tell
  }

  /** @throws Error where there is no logind, or no session of this user's. */
  async begin(): Promise<void> {
    const manager = { path: '/org/freedesktop/login1', interface: 'org.freedesktop.login1.Manager' }
    // The session of this process, else that of its user's display (a service of the user has none of its own).
    this.#path = String(await this.#ask({ ...manager, member: 'GetSession', args: ['auto'] }))
    this.#bus.onSignal((signal) => this.#heard(signal))
    await this.#subscribe(`path='${this.#path}'`)
    await this.#subscribe(`path='${manager.path}',member='PrepareForSleep'`)
    await this.#look()
  }

  async #subscribe(what: string): Promise<void> {
    const bus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' }
    const rule = `type='signal',sender='${logind.destination}',${what}`
    await this.#ask({ ...bus, interface: 'org.freedesktop.DBus', member: 'AddMatch', args: [rule] })
  }

  #heard({ path, member, value }: DBusSignal): void {
    if (member === 'PrepareForSleep') this.#tell(value === true ? 'suspending' : 'resumed')
    if (path !== this.#path) return
    if (member === 'Lock') this.#tell('screen-locked')
    // What has changed stands in the signal; asking anew needs no more of the wire format.
    if (member === 'PropertiesChanged') void this.#look().catch(() => undefined)
  }

  /** One that cannot be asked any more has ended, and this process soon with it: nothing is told of that. */
  async #look(): Promise<void> {
    const isActive = (await this.#property('Active')) === true
    const isScreenLocked = (await this.#property('LockedHint')) === true
    const [wasActive, wasScreenLocked] = [this.#wasActive, this.#wasScreenLocked]
    this.#wasActive = isActive
    this.#wasScreenLocked = isScreenLocked
    if (wasActive && !isActive) this.#tell('user-switched')
    if (!wasScreenLocked && isScreenLocked) this.#tell('screen-locked')
    if (wasScreenLocked && !isScreenLocked) this.#tell('screen-unlocked')
  }

  #property(name: string): Promise<unknown> {
    const get = { path: this.#path, interface: properties, member: 'Get' }
    return this.#ask({ ...get, args: [sessionInterface, name] })
  }

  async #ask(call: Omit<Parameters<DBusConnection['call']>[0], 'destination'>): Promise<unknown> {
    const answer = await this.#bus.call({ ...logind, ...call })
    if (answer.kind === 'error') throw new Error(answer.name)
    return answer.value
  }
}
