// What the audit log says of itself, and its lines, as the local API and the command have them.
import { z } from 'zod'

/** One line; fields of a later Signet's are left out. */
export const AuditLine = z.object({
  seq: z.int(),
  /** When it was written; a line with a count stands for that many since the one before. */
  at: z.string(),
  what: z.string(),
  decision: z.string(),
  app: z
    .object({
      id: z.string(),
      executable: z.string(),
      script: z.string().optional(),
      pid: z.int().optional(),
      parents: z.array(z.string()),
    })
    .optional(),
  /** The id of an account. */
  account: z.string().optional(),
  use: z.string().optional(),
  subject: z.string().optional(),
  count: z.int().optional(),
})
export type AuditLine = z.infer<typeof AuditLine>

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
  /** Why the keychain could not be asked; the chain alone was looked at then. */
  keychainProblem: z.string().optional(),
})
export type AuditReport = z.infer<typeof AuditReport>
