// What `GET /v1/events` tells, as server-sent events. No token, and nothing that a free request would not give.
import { z } from 'zod'
import { AccountView } from '../model/account'
import { GrantView } from '../model/consent'

/** Why a host ends a stream: it ends itself, or the reader does not keep up. */
export const StreamEnd = z.enum(['host_ended', 'reader_too_slow'])
export type StreamEnd = z.infer<typeof StreamEnd>

/** The data of each event, by its name. An event may be added: a reader lets strange ones pass. */
export const eventSchemas = {
  account: z
    .strictObject({ change: z.enum(['added', 'changed', 'removed']), account: AccountView })
    .describe('An account, as it is now; a removed one as it was.'),
  token: z
    .strictObject({
      account: z.string().describe("The account's id."),
      expiresAt: z.iso.datetime(),
      expiresIn: z.int().describe('Seconds from now.'),
    })
    .describe('An account has new tokens; whoever may have one asks for it.'),
  locked: z.strictObject({ locked: z.literal(true) }).describe('Signet is locked; said at the start, too.'),
  unlocked: z
    .strictObject({ locked: z.literal(false) })
    .describe('Signet is not locked; said at the start, too.'),
  apps: z
    .strictObject({ change: z.enum(['added', 'changed', 'removed']), grant: GrantView })
    .describe('A decision about an app, as it is now; one that was taken back as it was.'),
  closed: z.strictObject({ reason: StreamEnd }).describe('The last one of a stream that the host ends.'),
} as const

export type EventName = keyof typeof eventSchemas
export type EventData<Name extends EventName> = z.infer<(typeof eventSchemas)[Name]>

/** One event, as a reader has it. */
export type SignetEvent = {
  [Name in EventName]: { readonly event: Name; readonly data: EventData<Name> }
}[EventName]
