// What locks by itself: what happens to the computer, and that nobody touches it.
import type { Settings } from '../../../shared/ipc/contract'
import type { Clock, SystemEvent, SystemEvents } from '../ports'
import type { SettingsFile } from '../records/settings'
import type { Lock } from './lock'

/** As the audit log names it. */
export type LockReason = 'screen' | 'sleep' | 'idle' | 'user'

/** @returns undefined where the event locks nothing under these settings. */
export function lockReason(
  event: SystemEvent,
  settings: Pick<Settings, 'lockAtScreenLock' | 'lockAtSleep'>,
): LockReason | undefined {
  switch (event) {
    case 'user-switched':
      return 'user'
    case 'screen-locked':
      return settings.lockAtScreenLock ? 'screen' : undefined
    // Not every computer says beforehand that it will sleep.
    case 'suspending':
    case 'resumed':
      return settings.lockAtSleep ? 'sleep' : undefined
    case 'screen-unlocked':
    case 'network-back':
      return undefined
  }
}

export interface LockRulesDeps {
  readonly clock: Clock
  readonly events: SystemEvents
  readonly settings: Pick<SettingsFile, 'get' | 'onChange'>
  readonly lock: Lock
  /** Called when a rule has locked what was open. */
  readonly onLocked: (reason: LockReason) => void
}

/** State: when a person was last certain to be there, and the timer of the next look for idleness. */
export class LockRules {
  readonly #deps: LockRulesDeps
  #touchedAtBootMs: number
  #callOff: () => void = () => undefined
  #ends: readonly (() => void)[] = []

  constructor(deps: LockRulesDeps) {
    this.#deps = deps
    this.#touchedAtBootMs = deps.clock.sinceBootMs()
  }

  /** Listens before whoever takes up work at these events: a computer that wakes locked does none. */
  start(): void {
    const { events, settings, lock } = this.#deps
    this.#ends = [
      lock.lookFirst(() => events.look()),
      lock.onChange((isLocked) => this.#changed(isLocked)),
      settings.onChange(() => this.#lookForIdleness()),
      events.onEvent((event) => this.#happened(event)),
    ]
    this.#lookForIdleness()
  }

  stop(): void {
    for (const end of this.#ends) end()
    this.#callOff()
  }

  #happened(event: SystemEvent): void {
    const reason = lockReason(event, this.#deps.settings.get())
    if (reason !== undefined) this.#lock(reason)
    // A timer stands still while the computer sleeps.
    if (event === 'resumed') this.#lookForIdleness()
  }

  #changed(isLocked: boolean): void {
    // Whoever unlocks may sit at another computer's keyboard, of which this one's idle time knows nothing.
    if (!isLocked) this.#touchedAtBootMs = this.#deps.clock.sinceBootMs()
    this.#lookForIdleness()
  }

  #lookForIdleness(): void {
    this.#callOff()
    const { clock, events, settings, lock } = this.#deps
    const minutes = settings.get().lockAfterIdleMinutes
    const idleMs = events.idleMs()
    if (minutes === 'never' || idleMs === undefined || lock.isLocked) return
    const leftMs = minutes * 60_000 - Math.min(idleMs, clock.sinceBootMs() - this.#touchedAtBootMs)
    if (leftMs <= 0) this.#lock('idle')
    else this.#callOff = clock.after(leftMs, () => this.#lookForIdleness())
  }

  #lock(reason: LockReason): void {
    const { lock, onLocked } = this.#deps
    const wasLocked = lock.isLocked
    // Also where it is locked: somebody may be unlocking at this moment.
    void lock.lock()
    if (!wasLocked) onLocked(reason)
  }
}
