// What opens a locked Signet.
import { z } from 'zod'
import { CommonRequest } from './requests'

/** `account`: whose password the person will type, where one is asked for. It is never in a request itself. */
export const UnlockRequest = CommonRequest.extend({ account: z.string().min(1).max(300).optional() })
