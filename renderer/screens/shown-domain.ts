/** The origin of a pool's sign-in page as people know it: only what is not `https` is worth a word. */
export function shownDomain(origin: string): string {
  return origin.replace(/^https:\/\//, '')
}
