// One question at a time on each terminal.

/** Holds, for each device, the end of its queue. */
export class Turns {
  readonly #last = new Map<number, Promise<void>>()

  /**
   * Runs `action` once every earlier one on this device has ended.
   * @throws the signal's reason when it aborts while waiting; what `action` throws.
   */
  async take<T>(device: number, signal: AbortSignal, action: () => Promise<T>): Promise<T> {
    const before = this.#last.get(device) ?? Promise.resolve()
    let release: () => void = () => undefined
    const turn = new Promise<void>((resolve) => (release = resolve))
    const mine = before.then(() => turn)
    this.#last.set(device, mine)
    try {
      await Promise.race([before, whenAborted(signal)])
      signal.throwIfAborted()
      return await action()
    } finally {
      release()
      if (this.#last.get(device) === mine) this.#last.delete(device)
    }
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
