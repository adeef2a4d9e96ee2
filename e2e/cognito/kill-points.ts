// Holds a request at a named moment, so that a test can end the client exactly there.
import { randomUUID } from 'node:crypto'
import type { ArmedKillPoint, KillPoint, KillPoints, Operation } from './embedded-cognito'

interface Armed extends ArmedKillPoint {
  readonly operation: Operation
  readonly point: KillPoint
  readonly reach: () => void
  readonly released: Promise<void>
  held: boolean
}

/** State: the points that are armed, and those that hold a request. */
export class KillPointList implements KillPoints {
  readonly #armed = new Map<string, Armed>()

  arm(operation: Operation, point: KillPoint): ArmedKillPoint {
    const id = randomUUID()
    const reached = signal()
    const released = signal()
    const release = () => {
      this.#armed.delete(id)
      released.fire()
    }
    const armed = {
      id,
      operation,
      point,
      reached: reached.promise,
      reach: reached.fire,
      release,
      released: released.promise,
      held: false,
    }
    this.#armed.set(id, armed)
    return armed
  }

  find(id: string): ArmedKillPoint | undefined {
    return this.#armed.get(id)
  }

  /** Lets every held request go on. */
  releaseAll(): void {
    for (const armed of this.#armed.values()) armed.release()
  }

  /** Called by each request at each point; waits where it is held. */
  async pass(operation: Operation, point: KillPoint): Promise<void> {
    const armed = [...this.#armed.values()].find(
      (candidate) => !candidate.held && candidate.operation === operation && candidate.point === point,
    )
    if (armed === undefined) return
    armed.held = true
    armed.reach()
    await armed.released
  }
}

function signal(): { readonly promise: Promise<void>; readonly fire: () => void } {
  let fire: () => void = () => undefined
  const promise = new Promise<void>((resolve) => {
    fire = resolve
  })
  return { promise, fire }
}
