// Other people's failures, on request.
import type { Fault, Faults, Operation } from './embedded-cognito'

/** State: the faults that have not struck yet, in the order they were added. */
export class FaultList implements Faults {
  #waiting: { readonly fault: Fault; left: number }[] = []

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 })
  }

  clear(): void {
    this.#waiting = []
  }

  /** The fault that strikes this request; counts it. */
  take(operation: Operation): Fault | undefined {
    const entry = this.#waiting.find(({ fault }) => fault.operation === '*' || fault.operation === operation)
    if (entry === undefined) return undefined
    entry.left -= 1
    if (entry.left <= 0) this.#waiting = this.#waiting.filter((other) => other !== entry)
    return entry.fault
  }
}
