// Against a real bus, on which a logind stands that does as it is told.
import { Message, type MessageBus, sessionBus, Variant } from 'dbus-next'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { type PrivateKeyring, startPrivateKeyring } from '../../e2e/fixtures/private-keyring'
import { fakeSystemEvents } from '../core/fake-system-events'
import { fakeLog } from '../core/fakes'
import type { SystemEvent } from '../core/ports'
import { withLoginSession } from './login-session'

const path = '/org/freedesktop/login1/session/_32'
let keyring: PrivateKeyring
let bus: MessageBus | undefined
let end: () => void = () => undefined

beforeAll(async () => {
  keyring = await startPrivateKeyring({ keyring: 'none' })
}, 30_000)
afterAll(() => keyring.stop())
afterEach(() => {
  end()
  bus?.disconnect()
  bus = undefined
})

/** A logind with one session; `change` says what is new in the words of the interface. */
async function aLogind() {
  const facts: Record<string, boolean> = { Active: true, LockedHint: false }
  const served = sessionBus({ busAddress: keyring.busAddress })
  bus = served
  let asked = 0
  served.addMethodHandler((message: Message) => {
    const { member, body } = message
    const name = String((body as unknown[])[1])
    if (member === 'GetSession') served.send(Message.newMethodReturn(message, 'o', [path]))
    else if (member === 'Get') {
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

function listen(address: string | undefined) {
  const heard: SystemEvent[] = []
  const log = fakeLog()
  const env = address === undefined ? {} : { DBUS_SYSTEM_BUS_ADDRESS: address }
  const events = fakeSystemEvents()
  end = withLoginSession(events, { env, platform: 'linux', log }).onEvent((event) => heard.push(event))
  return { heard, log, events }
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
