// A signed-in (or once signed-in) person of one pool, as the window, the API and the command show it.
import { z } from 'zod'
import { errorCodes } from '../errors'
import { FirstFactor, SignInMethod } from './pool'

/** In characters. */
export const accountLabelLimit = 60

export const AccountStatus = z.enum(['signed-in', 'signed-out', 'expired'])
export type AccountStatus = z.infer<typeof AccountStatus>

/** The notices before a session's end: a week, a day, an hour before it. */
export const EndNotice = z.enum(['week', 'day', 'hour'])
export type EndNotice = z.infer<typeof EndNotice>

/** What a person calls an account here. `default` and what looks like an id would mean something else. */
export const AccountLabel = z
  .string()
  .trim()
  .min(1, 'account.labelEmpty')
  .max(accountLabelLimit, 'account.labelTooLong')
  .regex(/^[^\p{C}]+$/u, 'account.labelForm')
  .refine((label) => label !== 'default' && !/^[0-9a-f]{16}$/.test(label), 'account.labelForm')

/** RFC 3339, UTC. */
const timestamp = z.iso.datetime()

export const AccountView = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  label: z.string(),
  username: z.string(),
  poolName: z.string(),
  region: z.string(),
  userPoolId: z.string(),
  clientId: z.string(),
  status: AccountStatus,
  default: z.boolean(),
  signedInSince: timestamp.optional(),
  signedInUntil: timestamp.optional(),
  /** The last notice of the coming end that was given, while the session lasts. */
  endNotice: EndNotice.optional(),
  /** What ended the session, where the status is `expired`. */
  endedBy: z.enum(errorCodes).optional(),
  /** How long sign-ins of this pool seem to last, where one was seen to expire and the pool does not say. */
  observedLifeSeconds: z.int().positive().optional(),
  device: z.enum(['remembered', 'confirmed', 'none']),
})
export type AccountView = z.infer<typeof AccountView>

/** As the window shows it: how a person signs in is no program's business. */
export const WindowAccountView = AccountView.extend({
  /** How this person signed in here the last time: whether the next time begins with a password. */
  method: SignInMethod.optional(),
  /** The first factor that was chosen in USER_AUTH. */
  firstFactor: FirstFactor.optional(),
})
export type WindowAccountView = z.infer<typeof WindowAccountView>
