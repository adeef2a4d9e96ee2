/** What is over within this time is not worth a word: it would only flicker. */
export const swiftMs = 150

/** Whether something has been under way for long enough to be told. */
export class LongWait {
  isLong = $state(false)

  /** Begins to wait. @returns the function that ends it. */
  start(): () => void {
    const timer = setTimeout(() => (this.isLong = true), swiftMs)
    return () => {
      clearTimeout(timer)
      this.isLong = false
    }
  }
}
