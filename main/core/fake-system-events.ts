// For tests: a computer that nothing happens to until told.
import type { SystemEvent, SystemEvents } from './ports'

export interface FakeSystemEvents extends SystemEvents {
  happen(event: SystemEvent): void
}

/** Events as told. */
export function fakeSystemEvents(): FakeSystemEvents {
  const listeners = new Set<(event: SystemEvent) => void>()
  return {
    onEvent: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    happen: (event) => {
      for (const listener of listeners) listener(event)
    },
  }
}
