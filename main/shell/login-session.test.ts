// Against a real bus, on which a logind stands that does as it is told.
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { Message, type MessageBus, sessionBus, Variant } from 'dbus-next'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { type PrivateKeyring, startPrivateKeyring } from '../../e2e/fixtures/private-keyring'
import { fakeSystemEvents } from '../core/fake-system-events'
import { fakeClock, fakeLog } from '../core/fakes'
import type { SystemEvent } from '../core/ports'
import { busSocketPath } from './keychain/dbus'
import { withLoginSession } from './login-session'

const path = '/org/freedesktop/login1/session/_32'
let keyring: PrivateKeyring
let bus: MessageBus | undefined
let stranger: MessageBus | undefined
let relay: Relay | undefined
let end: () => void = () => undefined

beforeAll(async () => {
  keyring = await startPrivateKeyring({ keyring: 'none' })
}, 30_000)
afterAll(() => keyring.stop())
afterEach(async () => {
  end()
  bus?.disconnect()
  bus = undefined
  stranger?.disconnect()
  stranger = undefined
  await relay?.close()
  relay = undefined
})

/** A logind with one session; `change` says what is new in the words of the interface. */
async function aLogind() {
  const facts: Record<string, boolean> = { Active: true, LockedHint: false }
  const served = sessionBus({ busAddress: keyring.busAddress })
  bus = served
  let asked = 0
  let client: string | undefined
  served.addMethodHandler((message: Message) => {
    const { member, body } = message
    const name = String((body as unknown[])[1])
    if (member === 'GetSession') {
      client = message.sender
      served.send(Message.newMethodReturn(message, 'o', [path]))
    } else if (member === 'Get') {
      asked += 1
      served.send(Message.newMethodReturn(message, 'v', [new Variant('b', facts[name])]))
    } else return false
    return true
  })
  await served.requestName('org.freedesktop.login1', 0)
  const signal = (from: string, [face, member]: readonly [string, string], args: [string, unknown[]]) =>
    served.send(Message.newSignal(from, face, member, ...args))
  return {
    asked: () => asked,
    /** The name of whoever listens here. */
    client: () => client,
    change: (next: Record<string, boolean>, from = path) => {
      Object.assign(facts, next)
      const body = ['org.freedesktop.login1.Session', {}, Object.keys(next)]
      signal(from, ['org.freedesktop.DBus.Properties', 'PropertiesChanged'], ['sa{sv}as', body])
    },
    lock: (from = path) => signal(from, ['org.freedesktop.login1.Session', 'Lock'], ['', []]),
    sleep: (isBefore: boolean) =>
      signal(
        '/org/freedesktop/login1',
        ['org.freedesktop.login1.Manager', 'PrepareForSleep'],
        ['b', [isBefore]],
      ),
  }
}

/** Somebody else on the bus, who sends signals straight to `client`. */
async function aStranger(client: string | undefined) {
  const sender = sessionBus({ busAddress: keyring.busAddress })
  stranger = sender
  // It has a name only when the bus has answered.
  await sender.requestName('org.example.Stranger', 0)
  const send = (at: string, [face, member]: readonly [string, string], args: [string, unknown[]]) => {
    const signal = Message.newSignal(at, face, member, ...args)
    if (client !== undefined) signal.destination = client
    sender.send(signal)
  }
  return {
    send,
    /** Resolves when the bus has taken everything that was sent before. */
    sent: () => sender.requestName('org.example.Stranger.Sent', 0),
  }
}

interface Relay {
  readonly address: string
  readonly connections: () => number
  readonly cut: () => void
  readonly close: () => Promise<void>
}

/** A way to the bus that can be cut. */
async function aRelay(): Promise<Relay> {
  const sockets: Socket[] = []
  let connections = 0
  const server: Server = createServer((socket) => {
    connections += 1
    const onward = connect(busSocketPath(keyring.busAddress) ?? '')
    for (const one of [socket, onward]) one.on('error', () => undefined)
    sockets.push(socket, onward)
    socket.pipe(onward).pipe(socket)
  })
  const path = join(keyring.home, 'relay')
  await new Promise<void>((resolve) => server.listen(path, resolve))
  const cut = () => sockets.splice(0).forEach((socket) => socket.destroy())
  return {
    address: `unix:path=${path}`,
    connections: () => connections,
    cut,
    close: () => {
      cut()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function listen(address: string | undefined) {
  const heard: SystemEvent[] = []
  const [log, clock] = [fakeLog(), fakeClock()]
  const env = address === undefined ? {} : { DBUS_SYSTEM_BUS_ADDRESS: address }
  const events = fakeSystemEvents()
  end = withLoginSession(events, { env, platform: 'linux', clock, log }).onEvent((event) => heard.push(event))
  return { heard, log, clock, events }
}

it('tells of another user who has the screen, once, and of a screen that is locked', async () => {
  const logind = await aLogind()
  const { heard } = listen(keyring.busAddress)
  await vi.waitFor(() => expect(logind.asked()).toBe(2))
  logind.change({ Active: false })
  await vi.waitFor(() => expect(heard).toEqual(['user-switched']))
  logind.change({ Active: true })
  logind.change({ LockedHint: true })
  await vi.waitFor(() => expect(heard).toEqual(['user-switched', 'screen-locked']))
  logind.change({ LockedHint: false })
  await vi.waitFor(() => expect(heard.at(-1)).toBe('screen-unlocked'))
})

it('tells of `loginctl lock-session` and of sleep, and not of what happens to the sessions of others', async () => {
  const logind = await aLogind()
  const { heard } = listen(keyring.busAddress)
  await vi.waitFor(() => expect(logind.asked()).toBe(2))
  logind.lock('/org/freedesktop/login1/session/_33')
  logind.lock()
  logind.sleep(true)
  logind.sleep(false)
  await vi.waitFor(() => expect(heard).toEqual(['screen-locked', 'suspending', 'resumed']))
})

it('hands on what is told by others, and tells nothing where nobody answers for logind', async () => {
  const { heard, events, log } = listen(keyring.busAddress)
  await vi.waitFor(() => expect(log.lines.join()).toContain('logind tells nothing here'))
  events.happen('network-back')
  expect(heard).toEqual(['network-back'])
})

it('tells nothing where there is no bus', async () => {
  const { heard, log } = listen('unix:path=/nowhere/bus')
  await vi.waitFor(() => expect(log.lines.join()).toContain('ENOENT'))
  expect(heard).toEqual([])
})

it('believes nobody who is not logind', async () => {
  const logind = await aLogind()
  const { heard } = listen(keyring.busAddress)
  await vi.waitFor(() => expect(logind.asked()).toBe(2))
  const { send, sent } = await aStranger(logind.client())
  send(path, ['org.freedesktop.login1.Session', 'Lock'], ['', []])
  send('/org/freedesktop/login1', ['org.freedesktop.login1.Manager', 'PrepareForSleep'], ['b', [true]])
  send(
    '/org/freedesktop/DBus',
    ['org.freedesktop.DBus', 'NameOwnerChanged'],
    ['sss', ['org.freedesktop.login1', '', '']],
  )
  await sent()
  logind.sleep(false)
  await vi.waitFor(() => expect(heard).toContain('resumed'))
  expect([heard, logind.asked()]).toEqual([['resumed'], 2])
})

it('hears on after a message that is too long', async () => {
  const logind = await aLogind()
  const { heard, log } = listen(keyring.busAddress)
  await vi.waitFor(() => expect(logind.asked()).toBe(2))
  const { send, sent } = await aStranger(logind.client())
  const long = ['s', ['x'.repeat(3_000_000)]] satisfies [string, unknown[]]
  send(path, ['org.freedesktop.login1.Session', 'Lock'], long)
  await sent()
  logind.lock()
  await vi.waitFor(() => expect(heard).toEqual(['screen-locked']))
  expect(log.lines).toEqual([])
})

it('hears the logind that takes the place of another', async () => {
  const logind = await aLogind()
  const { heard } = listen(keyring.busAddress)
  await vi.waitFor(() => expect(logind.asked()).toBe(2))
  bus?.disconnect()
  const next = await aLogind()
  await vi.waitFor(() => expect(next.asked()).toBe(2))
  next.lock()
  await vi.waitFor(() => expect(heard).toEqual(['screen-locked']))
})

it('tries a bus again that it has lost, later each time, and says so once', async () => {
  const logind = await aLogind()
  relay = await aRelay()
  const { heard, log, clock } = listen(relay.address)
  await vi.waitFor(() => expect(logind.asked()).toBe(2))
  relay.cut()
  await vi.waitFor(() => expect(log.lines.join()).toContain('the system bus was lost'))
  expect(relay.connections()).toBe(1)
  await relay.close()
  for (const waitMs of [1000, 2000, 4000]) {
    clock.advance(waitMs - 1)
    expect(clock.waiting).toBe(1)
    clock.advance(1)
    expect(clock.waiting).toBe(0)
    await vi.waitFor(() => expect(clock.waiting).toBe(1))
  }
  relay = await aRelay()
  clock.advance(8000)
  await vi.waitFor(() => expect(logind.asked()).toBe(4))
  await vi.waitFor(() => expect(log.lines.at(-1)).toContain('logind is heard again'))
  expect(log.lines).toHaveLength(2)
  logind.lock()
  await vi.waitFor(() => expect(heard).toEqual(['screen-locked']))
})

it('tries no bus any more once nobody listens', async () => {
  const logind = await aLogind()
  relay = await aRelay()
  const { clock, log } = listen(relay.address)
  await vi.waitFor(() => expect(logind.asked()).toBe(2))
  relay.cut()
  await vi.waitFor(() => expect(log.lines).toHaveLength(1))
  end()
  expect(clock.waiting).toBe(0)
})
