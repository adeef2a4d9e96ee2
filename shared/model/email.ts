/** Whether a text looks like an e-mail address, white space around it aside. Which ones exist is the pool's to say. */
export function looksLikeEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/u.test(text.trim())
}
