// The question "may this program have a token of yours?", and the answers to it.
import { z } from 'zod'

/** The tokens of a user pool that a program may have. */
export const TokenUse = z.enum(['access', 'id'])
export type TokenUse = z.infer<typeof TokenUse>

/** What a grant gives. `aws`: temporary AWS credentials, by the pool's identity pool. */
export const CredentialUse = z.enum([...TokenUse.options, 'aws'])
export type CredentialUse = z.infer<typeof CredentialUse>

/** How the kernel's facts name the asking program (LOCAL-API.md "Who is asking", rules 1 to 3). */
export const AppKind = z.enum(['executable', 'script', 'process'])

/** A program as it is shown: facts first; a script's path is a claim of its command line. */
export const AppView = z.strictObject({
  /** Stable id of the app; what `signet apps revoke` takes. */
  id: z.string(),
  kind: AppKind,
  executable: z.string(),
  /** Resolved script path, shown as *says it runs*. */
  script: z.string().optional(),
  pid: z.int().optional(),
  /** Executables of the parents, nearest first; shown, never part of the key. */
  parents: z.array(z.string()),
  /** False for a deleted or memfd executable, or one in another mount namespace. */
  verifiable: z.boolean(),
  warnings: z.array(z.enum(['changed-since-approved', 'unverifiable', 'preload-environment'])),
})
export type AppView = z.infer<typeof AppView>

export const ConsentView = z.strictObject({
  id: z.string(),
  app: AppView,
  accountLabel: z.string(),
  accountId: z.string(),
  use: CredentialUse,
  /** AWS credentials by an endpoint: given as often as it is asked, and *once* holds until it ends or Signet locks. */
  forEndpoint: z.boolean().optional(),
  /** The role of AWS that the caller names. An answer that lasts is for every role. */
  roleArn: z.string().optional(),
  /** The caller's own words, shown in quotation marks. */
  reason: z.string().optional(),
  /** Whether *always* and *never* may be offered: not for a single process or an unverifiable app, which gets *once*. */
  lastingOffered: z.boolean(),
  expiresAt: z.iso.datetime(),
})
export type ConsentView = z.infer<typeof ConsentView>

/**
 * `once`: this request. `lock`: until Signet locks or ends. `8h`: for eight hours, a day's work. `never`: refuse without
 * asking from now on.
 */
export const ConsentAnswer = z.enum(['deny', 'once', 'lock', '8h', 'always', 'never'])
export type ConsentAnswer = z.infer<typeof ConsentAnswer>

/** How long a decision stands; `until` by this computer's clock. */
export const GrantEnd = z.union([
  z.enum(['lock', 'always', 'never']),
  z.strictObject({ until: z.iso.datetime() }),
])

/** A decision that stands, as `signet apps list` and the window show it. */
export const GrantView = z.strictObject({
  app: AppView,
  accountId: z.string(),
  accountLabel: z.string(),
  use: CredentialUse,
  end: GrantEnd,
  grantedAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().optional(),
  useCount: z.int(),
})
export type GrantView = z.infer<typeof GrantView>
