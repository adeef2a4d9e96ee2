/**
 * Holds back what would move the page while a pointer is down: a message that appears between press and release
 * shifts the button from under the pointer, and the click is lost. State: whether one is down, and what waits.
 */
export class AfterPress {
  #isDown = false
  #waiting: (() => void)[] = []

  /** Watches the pointer. @returns the function that ends it. */
  start(): () => void {
    const press = () => (this.#isDown = true)
    // The click comes after the release, and before the next task.
    const release = () => setTimeout(() => this.#release())
    window.addEventListener('pointerdown', press)
    window.addEventListener('pointerup', release)
    window.addEventListener('pointercancel', release)
    return () => {
      window.removeEventListener('pointerdown', press)
      window.removeEventListener('pointerup', release)
      window.removeEventListener('pointercancel', release)
    }
  }

  /** Acts at once, or after the click that is being made. */
  run(action: () => void): void {
    if (this.#isDown) this.#waiting.push(action)
    else action()
  }

  #release(): void {
    this.#isDown = false
    const waiting = this.#waiting
    this.#waiting = []
    for (const action of waiting) action()
  }
}
