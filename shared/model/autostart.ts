// Whether the computer starts Signet when the person signs in to it: what the system says, kept nowhere else.
import { z } from 'zod'

export const AutostartView = z.object({
  /** `not-packaged`: it runs from a checkout, which is nothing to start by itself. */
  state: z.enum(['on', 'off', 'not-packaged']),
})
export type AutostartView = z.infer<typeof AutostartView>
