// For tests: a computer that nothing happens to until told.
import type { SystemEvent, SystemEvents } from './ports'

export interface FakeSystemEvents extends SystemEvents {
  happen(event: SystemEvent): void
  /** Has happened, and is told of at the next look alone. */
  happenUnseen(event: SystemEvent): void
  /** How long nobody touches it, from now on. */
  setIdleMs(idleMs: number | undefined): void
}

/** Events as told; no screen until `setIdleMs`. */
export function fakeSystemEvents(): FakeSystemEvents {
  const listeners = new Set<(event: SystemEvent) => void>()
  const unseen: SystemEvent[] = []
  let idle: number | undefined
  const happen = (event: SystemEvent) => {
    for (const listener of listeners) listener(event)
  }
  return {
    onEvent: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    look: () => {
      for (const event of unseen.splice(0)) happen(event)
    },
    idleMs: () => idle,
    happen,
    happenUnseen: (event) => void unseen.push(event),
    setIdleMs: (idleMs) => (idle = idleMs),
  }
}
