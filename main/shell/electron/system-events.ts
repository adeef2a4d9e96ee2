// What happens to the computer, as Electron has it. Power comes as events; of the network main has the state alone.
import { net, powerMonitor } from 'electron'
import type { Clock, SystemEvent, SystemEvents } from '../../core/ports'
import { watchComputer } from '../computer-watch'

/** Any will do: the state says `locked` before it looks at how long. */
const anyIdleSeconds = 60

/** Sleep and wake, the screen's lock, another user, a network that is back. After `ready`. */
export function desktopEvents(clock: Clock): SystemEvents {
  const watch = watchComputer({
    clock,
    isOnline: () => net.isOnline(),
    // Elsewhere it is an event.
    ...(process.platform === 'linux' ? { isScreenLocked } : {}),
    idleMs: () => powerMonitor.getSystemIdleTime() * 1000,
  })
  return {
    look: () => watch.look(),
    idleMs: () => watch.idleMs(),
    onEvent: (listener) => {
      const ends = [watch.onEvent(listener), listenToPower(listener)]
      return () => ends.forEach((end) => end())
    },
  }
}

/** As far as the desktop tells: not every one does. */
function isScreenLocked(): boolean {
  return powerMonitor.getSystemIdleState(anyIdleSeconds) === 'locked'
}

function listenToPower(listener: (event: SystemEvent) => void): () => void {
  const suspending = (): void => listener('suspending')
  const resumed = (): void => listener('resumed')
  const locked = (): void => listener('screen-locked')
  const unlocked = (): void => listener('screen-unlocked')
  const switched = (): void => listener('user-switched')
  powerMonitor.on('suspend', suspending)
  powerMonitor.on('resume', resumed)
  powerMonitor.on('lock-screen', locked)
  powerMonitor.on('unlock-screen', unlocked)
  powerMonitor.on('user-did-resign-active', switched)
  return () => {
    powerMonitor.off('suspend', suspending)
    powerMonitor.off('resume', resumed)
    powerMonitor.off('lock-screen', locked)
    powerMonitor.off('unlock-screen', unlocked)
    powerMonitor.off('user-did-resign-active', switched)
  }
}
