// How long what a person allows may hold. No schema: the command reads this too.

/** What the answer `8h` comes to: a day's work. */
export const eightHoursMs = 8 * 3_600_000
/** The longest time that a person may set for a program by hand: what is to hold for longer is *always*. */
export const longestGrantSeconds = 30 * 86_400
/** Of a share, which nobody is asked about while it stands. */
export const longestShareSeconds = 7 * 86_400
/** How often a share may be told to give at most. */
export const mostShareUses = 1_000_000
