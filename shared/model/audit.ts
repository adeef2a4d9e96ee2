// What the audit log says of itself, and its lines, as the local API and the command have them.
import { z } from 'zod'

/** The first thing in it that is not as it was written. */
export const AuditFault = z.strictObject({
  /** Absent where something is missing at the end. */
  file: z.string().optional(),
  /** Of that file, from 1; at the end the number of lines that there are. */
  line: z.int(),
  why: z.enum(['no-line', 'out-of-chain', 'not-the-anchored', 'end-missing']),
})
export type AuditFault = z.infer<typeof AuditFault>

export const AuditReport = z.strictObject({
  state: z.enum(['intact', 'broken']),
  /** Lines in the chain, up to a fault. */
  lines: z.int(),
  /** The last line that the keychain vouches for; absent where it does not. */
  anchoredTo: z.int().optional(),
  /** Half lines that an end in the middle of a write has left: no fault. */
  cutOff: z.int(),
  fault: AuditFault.optional(),
})
export type AuditReport = z.infer<typeof AuditReport>
