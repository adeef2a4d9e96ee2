// When a token ends. Two hands (DESIGN.md "Time"): the wall clock may be set, the clock since boot may restart;
// whichever says "expired" first is believed.
import type { Clock } from '../ports'

/** From this share of its life on, a token is still served at once while a refresh runs behind it. */
export const refreshAheadShare = 0.8
/** At most one refresh per account in this time while an unexpired token exists. */
export const refreshSpacingMs = 10_000
/** The longest that a pool takes a rotated refresh token once more (`RetryGracePeriodSeconds`, COGNITO.md §8.3). */
export const longestGraceMs = 60_000

/** The life of one pair of tokens, as measured when they arrived. */
export interface Life {
  readonly receivedAtWallMs: number
  readonly receivedAtBootMs: number
  readonly lifeMs: number
}

/** Starts the life of tokens that have just arrived. */
export function startLife(clock: Clock, expiresInSeconds: number): Life {
  return {
    receivedAtWallMs: clock.wallMs(),
    receivedAtBootMs: clock.sinceBootMs(),
    lifeMs: expiresInSeconds * 1000,
  }
}

/** Milliseconds until the end by the stricter hand; zero or less when expired. */
export function remainingMs(life: Life, clock: Clock): number {
  const byWall = life.receivedAtWallMs + life.lifeMs - clock.wallMs()
  const byBoot = life.receivedAtBootMs + life.lifeMs - clock.sinceBootMs()
  return Math.min(byWall, byBoot)
}

/** Whether what remains still serves a caller who needs `minimumTtlSeconds`: never asked to outlive half the life. */
export function outlives({ lifeMs }: Life, leftMs: number, minimumTtlSeconds: number): boolean {
  return leftMs > 0 && leftMs >= Math.min(minimumTtlSeconds * 1000, lifeMs / 2)
}

/** Whether a refresh should run behind the answer, now that `leftMs` remain. */
export function isDueForRefresh({ lifeMs }: Life, leftMs: number): boolean {
  return lifeMs - leftMs >= lifeMs * refreshAheadShare
}
