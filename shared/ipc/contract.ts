// One line per call: input schema, output schema. Main parses both ways; an undeclared field never crosses.
import { z } from 'zod'
import { errorCodes } from '../errors'
import { WindowAccountView } from '../model/account'
import {
  AccountDetails,
  accountRequests,
  accountSubject,
  CodeDestination,
  ForgottenDevices,
  TotpSetUp,
} from '../model/account-details'
import { AutostartView } from '../model/autostart'
import { ConsentAnswer, ConsentView, GrantView } from '../model/consent'
import { UnlockProof, UnlockView } from '../model/unlock'
import { NewPool, Pool } from '../model/pool'
import { SignInMethod } from '../model/pool'
import { ShareView } from '../model/share'
import { SignInAnswer, SignInView } from '../model/sign-in'
import type { CallName, EventName } from './channels'

export interface Call<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I
  readonly output: O
}

const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Call<I, O> => ({
  input,
  output,
})
const nothing = z.undefined()
const ErrorCodeSchema = z.enum(errorCodes)

export const Settings = z.object({
  locale: z.enum(['system', 'en', 'ja']),
  theme: z.enum(['system', 'light', 'dark']),
  lockAtScreenLock: z.boolean(),
  lockAtSleep: z.boolean(),
  lockAfterIdleMinutes: z.literal([5, 15, 30, 60, 240, 'never']),
  /** `presence`: Touch ID where there is one, else a press. */
  unlockWith: z.enum(['presence', 'password']),
})
export type Settings = z.infer<typeof Settings>

/** Everything the main window draws, but for a sign-in under way. */
export const AppState = z.object({
  version: z.string(),
  /** BCP 47 tag that `settings.locale` resolves to. */
  locale: z.enum(['en', 'ja']),
  settings: Settings,
  /** Nothing is given out until a person unlocks. */
  locked: z.boolean(),
  unlock: UnlockView,
  pools: z.array(Pool),
  accounts: z.array(WindowAccountView),
  apps: z.array(GrantView),
  shares: z.array(ShareView),
  keychain: z.object({
    state: z.enum(['ready', 'locked', 'unavailable', 'session-only', 'waiting']),
    backend: z.string(),
  }),
  /** Whether other programs are served; where not, the code says why. */
  localApi: z.object({ serving: z.boolean(), address: z.string(), problem: ErrorCodeSchema.optional() }),
  /** A damaged file that was set aside at start, by name. */
  setAside: z.array(z.string()),
})
export type AppState = z.infer<typeof AppState>

const SignInState = z.object({ id: z.string(), view: SignInView })
export type SignInState = z.infer<typeof SignInState>

const PoolCheck = z.object({
  /** What the pool's own key document said. */
  pool: z.enum(['found', 'not-found', 'unreachable']),
})

/** A call about one account: its id, and what is asked. */
const of = <Members extends z.ZodRawShape>(members: Members) =>
  z.strictObject({ ...accountSubject, ...members })

/** What could not be done at the server, as sentences or error codes. */
const Warnings = z.object({ warnings: z.array(z.string()) })

export const contract = {
  'app.state': call(nothing, AppState),
  'pools.check': call(z.strictObject({ userPoolId: z.string(), endpoint: z.string().optional() }), PoolCheck),
  'pools.add': call(NewPool, z.object({ pool: Pool })),
  /** Without a figure: it is not known. */
  'pools.setLife': call(
    z.strictObject({ name: z.string(), refreshTokenLifeSeconds: Pool.shape.refreshTokenLifeSeconds }),
    nothing,
  ),
  'pools.remove': call(z.strictObject({ name: z.string() }), Warnings),
  'signIn.start': call(
    z.strictObject({
      accountId: z.string().optional(),
      poolName: z.string().optional(),
      method: SignInMethod.optional(),
    }),
    SignInState,
  ),
  'signIn.answer': call(z.strictObject({ id: z.string(), answer: SignInAnswer }), nothing),
  'signIn.cancel': call(z.strictObject({ id: z.string() }), nothing),
  'accounts.signOut': call(
    z.strictObject({ accountId: z.string(), everywhere: z.boolean(), forgetDevice: z.boolean() }),
    Warnings,
  ),
  'accounts.setDefault': call(z.strictObject({ accountId: z.string() }), nothing),
  'accounts.remove': call(z.strictObject({ accountId: z.string() }), Warnings),
  'account.details': call(of({}), AccountDetails),
  'account.changePassword': call(of(accountRequests.changePassword), nothing),
  'account.setUpTotp': call(of({}), TotpSetUp),
  'account.confirmTotp': call(of(accountRequests.confirmTotp), nothing),
  'account.setMfa': call(of(accountRequests.setMfa), nothing),
  'account.changeAttribute': call(of(accountRequests.changeAttribute), CodeDestination),
  'account.sendAttributeCode': call(of(accountRequests.sendAttributeCode), CodeDestination),
  'account.verifyAttribute': call(of(accountRequests.verifyAttribute), nothing),
  'account.renameDevice': call(of(accountRequests.renameDevice), nothing),
  'account.rememberDevice': call(of(accountRequests.rememberDevice), nothing),
  'account.forgetDevice': call(of(accountRequests.forgetDevice), nothing),
  'account.forgetOtherDevices': call(of({}), ForgottenDevices),
  'apps.revoke': call(z.strictObject({ appId: z.string() }), nothing),
  'shares.end': call(z.strictObject({ shareId: z.string() }), nothing),
  'lock.lock': call(nothing, nothing),
  'lock.unlock': call(z.union([nothing, UnlockProof]), nothing),
  'consent.current': call(nothing, z.object({ consent: ConsentView.optional() })),
  'consent.answer': call(z.strictObject({ id: z.string(), answer: ConsentAnswer }), nothing),
  'keychain.cancel': call(nothing, nothing),
  'host.startSessionOnly': call(nothing, nothing),
  'settings.set': call(Settings.partial().strict(), nothing),
  /** Asked of the system each time: Signet keeps no word of its own on it. */
  'autostart.view': call(nothing, AutostartView),
  'autostart.set': call(z.strictObject({ isOn: z.boolean() }), AutostartView),
} satisfies Record<CallName, Call>

/** What each event pushes. */
export const pushed = {
  'app.changed': AppState,
  'signIn.changed': SignInState,
  'consent.changed': z.object({ consent: ConsentView.optional() }),
} satisfies Record<EventName, z.ZodType>

export type Input<C extends CallName> = z.output<(typeof contract)[C]['input']>
export type RawInput<C extends CallName> = z.input<(typeof contract)[C]['input']>
export type Output<C extends CallName> = z.output<(typeof contract)[C]['output']>
export type Pushed<E extends EventName> = z.output<(typeof pushed)[E]>

/** A handler per call, or it does not compile. */
export type Handlers = { readonly [C in CallName]: (input: Input<C>) => Promise<Output<C>> }
