/** For how long after a question appears no button answers it: a key or a click on its way to something else. */
export const inertMs = 500

/** Whether a question has been in sight for long enough to be answered. */
export class InertSpell {
  over = $state(false)
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Begins the spell, and again whenever the page comes into sight. @returns the function that ends it all. */
  start(): () => void {
    const begin = () => this.#begin()
    begin()
    document.addEventListener('visibilitychange', begin)
    return () => {
      document.removeEventListener('visibilitychange', begin)
      clearTimeout(this.#timer)
    }
  }

  #begin(): void {
    clearTimeout(this.#timer)
    this.over = false
    if (document.visibilityState === 'hidden') return
    this.#timer = setTimeout(() => (this.over = true), inertMs)
  }
}
