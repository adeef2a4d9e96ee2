/** Whole seconds left until a moment, counted down while it is watched. */
export class Countdown {
  secondsLeft = $state(0)
  readonly #endMs: number

  constructor(timestamp: string) {
    this.#endMs = Date.parse(timestamp)
    this.#count()
  }

  /** Counts. @returns the function that stops it. */
  start(): () => void {
    const timer = setInterval(() => this.#count(), 250)
    return () => clearInterval(timer)
  }

  #count(): void {
    this.secondsLeft = Math.max(0, Math.ceil((this.#endMs - Date.now()) / 1000))
  }
}
