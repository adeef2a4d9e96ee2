// Linux: what logind says of the session that this process belongs to. Another user who has the screen makes it inactive;
// a desktop that locks says so in `LockedHint`, or is told by the signal `Lock` (loginctl lock-session).
// https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html
import { existsSync } from 'node:fs'
import type { Clock, Log, SystemEvent, SystemEvents } from '../core/ports'
import { busSocketPath, DBusConnection, type DBusSignal } from './keychain/dbus'
import type { DBusCall } from './keychain/dbus-message'

const usualSocket = '/run/dbus/system_bus_socket'
const logind = { destination: 'org.freedesktop.login1' } as const
const theBus = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const
const properties = 'org.freedesktop.DBus.Properties'
const sessionInterface = 'org.freedesktop.login1.Session'
/** How long after a bus was lost it is tried again: doubled each time, up to the longest. */
const firstWaitMs = 1000
const longestWaitMs = 300_000

export interface LoginSessionOptions {
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  readonly clock: Clock
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
  const watch = new SessionWatch(socketPath, options, tell)
  watch.connect()
  return () => watch.end()
}

/** @returns undefined where there is none, as in a container. */
function systemBus({ env, platform }: LoginSessionOptions): string | undefined {
  if (platform !== 'linux') return undefined
  const address = env['DBUS_SYSTEM_BUS_ADDRESS']
  if (address !== undefined && address !== '') return busSocketPath(address)
  return existsSync(usualSocket) ? usualSocket : undefined
}

/** State: the connection, what is known of the session over all of them, and the try that is to come. */
class SessionWatch {
  readonly #socketPath: string
  readonly #options: LoginSessionOptions
  readonly #session: LoginSession
  #bus: DBusConnection | undefined
  #hasBegun = false
  #isLost = false
  #waitMs = firstWaitMs
  #callOff: () => void = () => undefined

  constructor(socketPath: string, options: LoginSessionOptions, tell: (event: SystemEvent) => void) {
    this.#socketPath = socketPath
    this.#options = options
    this.#session = new LoginSession(tell)
  }

  connect(): void {
    const bus = new DBusConnection(this.#socketPath)
    this.#bus = bus
    bus.onLost(({ message }) => this.#lost(message))
    this.#session.begin(bus).then(
      () => this.#began(),
      (error: unknown) => {
        // A connection that failed has said so itself.
        if (bus.isClosed) return
        bus.close()
        this.#refused(error instanceof Error ? error.message : String(error))
      },
    )
  }

  end(): void {
    this.#callOff()
    this.#bus?.close()
  }

  #began(): void {
    if (this.#isLost) this.#options.log.write('info', 'session', 'logind is heard again')
    this.#hasBegun = true
    this.#isLost = false
    this.#waitMs = firstWaitMs
  }

  /** Where there was never a logind, or a session of this user's, there will be none. */
  #refused(why: string): void {
    if (this.#hasBegun) this.#lost(why)
    else this.#options.log.write('info', 'session', `logind tells nothing here: ${why}`)
  }

  #lost(why: string): void {
    const { log, clock } = this.#options
    // Once for all the tries that follow.
    if (!this.#isLost) log.write('warn', 'session', `logind is not heard, the system bus was lost: ${why}`)
    this.#isLost = true
    this.#callOff = clock.after(this.#waitMs, () => this.connect())
    this.#waitMs = Math.min(this.#waitMs * 2, longestWaitMs)
  }
}

/** State: the session's path, logind's own name on this bus, and whether it was active and its screen locked when logind was asked last. */
class LoginSession {
  readonly #tell: (event: SystemEvent) => void
  #bus: DBusConnection | undefined
  #path = ''
  #logindName: unknown
  #wasActive = false
  #wasScreenLocked = false

  constructor(tell: (event: SystemEvent) => void) {
    this.#tell = tell
  }

  /** @throws Error where there is no logind, or no session of this user's. */
  async begin(bus: DBusConnection): Promise<void> {
    this.#bus = bus
    this.#logindName = undefined
    const manager = { path: '/org/freedesktop/login1', interface: 'org.freedesktop.login1.Manager' }
    // The session of this process, else that of its user's display (a service of the user has none of its own).
    this.#path = String(await this.#ask({ ...manager, member: 'GetSession', args: ['auto'] }))
    bus.onSignal((signal) => this.#heard(signal))
    await this.#subscribe(theBus.destination, `member='NameOwnerChanged',arg0='${logind.destination}'`)
    await this.#learnName()
    await this.#subscribe(logind.destination, `path='${this.#path}'`)
    await this.#subscribe(logind.destination, `path='${manager.path}',member='PrepareForSleep'`)
    await this.#look()
  }

  async #subscribe(sender: string, what: string): Promise<void> {
    await this.#ask({ ...theBus, member: 'AddMatch', args: [`type='signal',sender='${sender}',${what}`] })
  }

  /** Whoever sends from another name is not logind: the bus brings signals also without a subscription. */
  async #learnName(): Promise<void> {
    this.#logindName = await this.#ask({ ...theBus, member: 'GetNameOwner', args: [logind.destination] })
  }

  #heard(signal: DBusSignal): void {
    const { sender, member, value } = signal
    if (sender === theBus.destination && member === 'NameOwnerChanged' && value === logind.destination)
      this.#logindChanged()
    if (sender !== undefined && sender === this.#logindName) this.#heardLogind(signal)
  }

  /** It has ended, or another one has begun, which may have told of something before its name was known. */
  #logindChanged(): void {
    this.#logindName = undefined
    void this.#learnName()
      .then(() => this.#look())
      .catch(() => undefined)
  }

  #heardLogind({ path, member, value }: DBusSignal): void {
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

  async #ask(call: Omit<DBusCall, 'destination'>): Promise<unknown> {
    const answer = await this.#bus?.call({ ...logind, ...call })
    if (answer === undefined) throw new Error('there is no bus')
    if (answer.kind === 'error') throw new Error(answer.name)
    return answer.value
  }
}
