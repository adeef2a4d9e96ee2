import { z } from 'zod'
import { TokenUse } from './consent'

/** A socket of its own that gives one token of one account, as `signet share list` and the window show it. */
export const ShareView = z.strictObject({
  /** What `signet share end` takes. */
  id: z.string(),
  /** Absolute path. */
  socket: z.string(),
  accountId: z.string(),
  accountLabel: z.string(),
  use: TokenUse,
  openedAt: z.iso.datetime(),
  until: z.iso.datetime(),
  /** Absent: as often as they like. */
  maxUses: z.int().optional(),
  useCount: z.int(),
  lastUsedAt: z.iso.datetime().optional(),
  /** The words of whoever opened it. */
  reason: z.string().optional(),
  /** Path of the program or script that asked for it. */
  openedBy: z.string(),
})
export type ShareView = z.infer<typeof ShareView>
