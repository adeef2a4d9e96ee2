// `electron.powerMonitor` and `electron.net`: nothing happens to a stand-in's computer until a spec emits an event.
import { EventEmitter } from 'node:events'
import { networkInterfaces } from 'node:os'
import type { Net, PowerMonitor, SystemPreferences } from 'electron'

/** What the app listens for; none carries anything. */
type PowerEvents = Record<
  'suspend' | 'resume' | 'lock-screen' | 'unlock-screen' | 'user-did-resign-active',
  []
>

type Idleness = Pick<PowerMonitor, 'getSystemIdleState' | 'getSystemIdleTime'>

/** Emits nothing by itself; somebody touches it all the time, until a spec replaces `getSystemIdleTime`. */
class StandInPowerMonitor extends EventEmitter<PowerEvents> implements Idleness {
  getSystemIdleTime(): number {
    return 0
  }

  getSystemIdleState(idleThreshold: number): ReturnType<Idleness['getSystemIdleState']> {
    if (!Number.isInteger(idleThreshold) || idleThreshold <= 0)
      throw new TypeError('Invalid idle threshold, must be greater than 0')
    return this.getSystemIdleTime() >= idleThreshold ? 'idle' : 'active'
  }
}

/** A computer without a sensor. */
export const standInSystemPreferences: Pick<SystemPreferences, 'canPromptTouchID' | 'promptTouchID'> = {
  canPromptTouchID: () => false,
  promptTouchID: () => Promise.reject(new Error('Touch ID is not available')),
}

export const standInPowerMonitor = () => new StandInPowerMonitor()

/** Chromium's own rule: an interface beside the loopback one is a network. */
export function standInNet(): Pick<Net, 'isOnline'> {
  return {
    isOnline: () =>
      Object.values(networkInterfaces())
        .flatMap((addresses) => addresses ?? [])
        .some(({ internal }) => !internal),
  }
}
