/** The time, read anew every half minute while it is watched: for words such as *in 6 days*. */
export class Minutes {
  nowMs = $state(Date.now())

  /** Reads. @returns the function that stops it. */
  start(): () => void {
    const timer = setInterval(() => (this.nowMs = Date.now()), 30_000)
    return () => clearInterval(timer)
  }
}
