// What the command says of what ends by itself: programs allowed for a while, and shares. English, like all of it.

/** Of `signet apps allow --for`. */
export const allowedFor = {
  usage: '--for takes a time such as 30m, 8h or 7d: at least a minute, at most 30 days.',
  until: (when: string) => `until ${when}`,
} as const
