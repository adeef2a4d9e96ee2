// `electron.powerMonitor` and `electron.net`: nothing happens to a stand-in's computer until a spec emits an event.
import { EventEmitter } from 'node:events'
import { networkInterfaces } from 'node:os'
import type { Net } from 'electron'

/** What the app listens for, and what comes before each; none carries anything. */
type PowerEvents = Record<'suspend' | 'resume' | 'lock-screen' | 'unlock-screen', []>

/** Emits nothing by itself. */
export const standInPowerMonitor = () => new EventEmitter<PowerEvents>()

/** Chromium's own rule: an interface beside the loopback one is a network. */
export function standInNet(): Pick<Net, 'isOnline'> {
  return {
    isOnline: () =>
      Object.values(networkInterfaces())
        .flatMap((addresses) => addresses ?? [])
        .some(({ internal }) => !internal),
  }
}
