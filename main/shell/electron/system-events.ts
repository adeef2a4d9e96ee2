// What happens to the computer, as Electron has it. Power comes as events; of the network main has the state alone.
import { net, powerMonitor } from 'electron'
import type { Clock, SystemEvents } from '../../core/ports'
import { watchComputer } from '../computer-watch'

/** Wake, unlock and a network that is back. After `ready`. */
export function desktopEvents(clock: Clock): SystemEvents {
  const watch = watchComputer({ clock, isOnline: () => net.isOnline() })
  return {
    onEvent: (listener) => {
      const resumed = (): void => listener('resumed')
      const stop = watch.onEvent(listener)
      powerMonitor.on('resume', resumed)
      // Whoever comes back to a computer that merely dozed unlocks it.
      powerMonitor.on('unlock-screen', resumed)
      return () => {
        stop()
        powerMonitor.off('resume', resumed)
        powerMonitor.off('unlock-screen', resumed)
      }
    },
  }
}
