import { EventEmitter } from 'node:events'
import { expect, it, vi } from 'vitest'
import { fakeClock } from '../../core/fakes'
import type { SystemEvent } from '../../core/ports'

const power = vi.hoisted(() => ({
  emitter: undefined as EventEmitter | undefined,
  state: 'active',
  idleSeconds: 0,
}))
vi.mock('electron', () => {
  const emitter = new EventEmitter()
  power.emitter = emitter
  const powerMonitor = Object.assign(emitter, {
    getSystemIdleState: () => power.state,
    getSystemIdleTime: () => power.idleSeconds,
  })
  return { net: { isOnline: () => true }, powerMonitor }
})
const { desktopEvents } = await import('./system-events')

it('tells what Electron tells, until nobody listens', () => {
  const heard: SystemEvent[] = []
  const stop = desktopEvents(fakeClock()).onEvent((event) => heard.push(event))
  const happening = ['suspend', 'resume', 'lock-screen', 'unlock-screen', 'user-did-resign-active']
  for (const name of happening) power.emitter?.emit(name)
  const told = ['suspending', 'resumed', 'screen-locked', 'screen-unlocked', 'user-switched']
  expect(heard).toEqual(told)
  stop()
  for (const name of happening) expect(power.emitter?.emit(name)).toBe(false)
  expect(heard).toEqual(told)
})

it.runIf(process.platform === 'linux')('sees on Linux that the screen was locked', () => {
  const clock = fakeClock()
  const heard: SystemEvent[] = []
  const stop = desktopEvents(clock).onEvent((event) => heard.push(event))
  power.state = 'locked'
  clock.advance(10_000)
  stop()
  expect(heard).toEqual(['screen-locked'])
})

it('counts idle time in milliseconds', () => {
  power.idleSeconds = 90
  expect(desktopEvents(fakeClock()).idleMs()).toBe(90_000)
})
