// How a locked Signet is opened again: what the window shows, and what a person gives.
import { z } from 'zod'
import { answerLimits } from './answer-limits'

export const UnlockView = z.object({
  /** What the person has to do now. */
  way: z.enum(['press', 'touch-id', 'password']),
  /** What they would have to do without a password. */
  presence: z.enum(['press', 'touch-id']),
  /** Whose password would do, the default account first. */
  accounts: z.array(z.object({ id: z.string(), label: z.string(), poolName: z.string() })),
})
export type UnlockView = z.infer<typeof UnlockView>

/** One account's password: held against Cognito, and kept nowhere. */
export const UnlockProof = z.strictObject({
  accountId: z.string(),
  password: z.string().min(1).max(answerLimits.password),
})
export type UnlockProof = z.infer<typeof UnlockProof>
