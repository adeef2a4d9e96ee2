// Linux: is the default keyring open? keytar answers "no such item" for a locked one, and may wait for a prompt for
// ever; the Secret Service itself says so without a prompt (org.freedesktop.Secret.Collection.Locked).
// https://specifications.freedesktop.org/secret-service-spec/latest/
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../core/ports'
import { busSocketPath, type DBusAnswer, DBusConnection } from './dbus'
import type { LockCheck, LockState } from './lock-check'

/** The whole check, both questions. Half of what a call may take, and 50 times what a busy keyring needs. */
const checkDeadlineMs = 2000
const service = { destination: 'org.freedesktop.secrets', path: '/org/freedesktop/secrets' } as const
const notThere: ReadonlySet<string> = new Set([
  'org.freedesktop.DBus.Error.UnknownMethod',
  'org.freedesktop.DBus.Error.UnknownObject',
  'org.freedesktop.DBus.Error.UnknownInterface',
  'org.freedesktop.DBus.Error.UnknownProperty',
  'org.freedesktop.Secret.Error.NoSuchObject',
])
const noAnswer: ReadonlySet<string> = new Set([
  'org.freedesktop.DBus.Error.NoReply',
  'org.freedesktop.DBus.Error.Timeout',
  'org.freedesktop.DBus.Error.TimedOut',
])

export interface SecretServiceOptions {
  readonly env: NodeJS.ProcessEnv
  readonly clock: Clock
}

/** The lock check of Linux; it keeps one connection to the session bus until `close`. */
export function secretService({ env, clock }: SecretServiceOptions): LockCheck {
  const canAsk = [env['DISPLAY'], env['WAYLAND_DISPLAY']].some(
    (display) => display !== undefined && display !== '',
  )
  let bus: DBusConnection | undefined
  const close = () => {
    bus?.close()
    bus = undefined
  }
  const ask = async (socketPath: string): Promise<LockState> => {
    if (bus === undefined || bus.isClosed) bus = new DBusConnection(socketPath)
    try {
      return await askKeyring(bus, canAsk)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return { kind: 'unavailable', detail: `the D-Bus session does not answer: ${why}` }
    }
  }
  return {
    backend: 'Secret Service',
    close,
    check: async () => {
      const address = busAddress(env)
      if (address === undefined) return noSession
      const socketPath = busSocketPath(address)
      if (socketPath === undefined)
        return { kind: 'unavailable', detail: 'DBUS_SESSION_BUS_ADDRESS names no Unix socket' }
      let callOff: () => void = () => undefined
      const silent = new Promise<LockState>((resolve) => {
        callOff = clock.after(checkDeadlineMs, () => {
          resolve({ kind: 'silent' })
          // What it still answers belongs to no question any more.
          close()
        })
      })
      return Promise.race([ask(socketPath), silent]).finally(callOff)
    },
  }
}

const noSession: LockState = {
  kind: 'unavailable',
  detail: 'there is no D-Bus session (DBUS_SESSION_BUS_ADDRESS is not set)',
}

/** As libdbus and GLib find it; GLib would also start a bus by X11, but then nothing waits on that bus. */
function busAddress(env: NodeJS.ProcessEnv): string | undefined {
  const address = env['DBUS_SESSION_BUS_ADDRESS']
  if (address !== undefined && address !== '') return address
  const runtimeFolder = env['XDG_RUNTIME_DIR']
  if (runtimeFolder === undefined || runtimeFolder === '') return undefined
  const socket = join(runtimeFolder, 'bus')
  return existsSync(socket) ? `unix:path=${socket}` : undefined
}

async function askKeyring(bus: DBusConnection, canAsk: boolean): Promise<LockState> {
  const alias = await bus.call({
    ...service,
    interface: 'org.freedesktop.Secret.Service',
    member: 'ReadAlias',
    args: ['default'],
  })
  if (alias.kind === 'error') return failed(alias.name)
  // The specification's word for "nothing has this alias".
  if (typeof alias.value !== 'string' || alias.value === '/') return { kind: 'no-keyring', canAsk }
  const locked = await bus.call({
    destination: service.destination,
    path: alias.value,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    args: ['org.freedesktop.Secret.Collection', 'Locked'],
  })
  return stateOf(locked, canAsk)
}

function stateOf(locked: DBusAnswer, canAsk: boolean): LockState {
  if (locked.kind === 'error')
    return notThere.has(locked.name) ? { kind: 'no-keyring', canAsk } : failed(locked.name)
  if (locked.value === false) return { kind: 'unlocked' }
  // Whatever else it says, nothing may be believed of it as if it were open.
  return { kind: 'locked', canAsk }
}

function failed(errorName: string): LockState {
  if (noAnswer.has(errorName)) return { kind: 'silent' }
  if (errorName === 'org.freedesktop.DBus.Error.ServiceUnknown')
    return { kind: 'unavailable', detail: 'no program offers the Secret Service (org.freedesktop.secrets)' }
  return { kind: 'unavailable', detail: `the Secret Service failed (${errorName})` }
}
