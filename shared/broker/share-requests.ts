// The bodies of `/v1/shares`. Only a person may open one, at Signet's own surface; anyone may end one.
import { z } from 'zod'
import { TokenUse } from '../model/consent'
import { longestShareSeconds, mostShareUses } from '../model/grant-times'
import { ShareView } from '../model/share'
import { CommonRequest } from './requests'

/** `reason` is kept with the share. */
export const OpenShareRequest = z.strictObject({
  ...CommonRequest.shape,
  account: z.string().max(300).default('default'),
  use: TokenUse.default('access'),
  /** Seconds. */
  for: z.int().min(60).max(longestShareSeconds),
  maxUses: z.int().min(1).max(mostShareUses).optional(),
  /** Absolute path; absent: a name of its own beside Signet's socket. */
  socket: z.string().min(1).max(4096).optional(),
})
export const SharesReply = z.strictObject({ shares: z.array(ShareView) })
export type SharesReply = z.infer<typeof SharesReply>
export const ShareReply = z.strictObject({ share: ShareView })
export type ShareReply = z.infer<typeof ShareReply>
