// What is said of one request of `/v1`: the host serves it, the document describes it, the client is typed by it.
import type { z } from 'zod'
import { endpoint, type Method, type OperationName } from './endpoints'
import type { ProblemCode } from './problems'

export interface Operation<Body extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> {
  readonly method: Method
  readonly path: string
  /** One sentence, for the document. */
  readonly summary: string
  readonly body: Body
  /** Where its fields come from; a query has each once, as text. */
  readonly fields: 'body' | 'query'
  readonly reply: Reply
  readonly status: 200 | 202
  /** Answered while Signet is locked, too: it gives nothing out and takes nothing in. */
  readonly whileLocked: boolean
  /** The events of a reply that goes on, by name; `reply` then has no body of its own. */
  readonly events?: Readonly<Record<string, z.ZodType>>
  /** What it may be answered instead, beside what any request may be. */
  readonly problems: readonly ProblemCode[]
}

/** The row of one request; its method and path are those of `endpoints`. */
export function operation<Body extends z.ZodType, Reply extends z.ZodType>(
  name: OperationName,
  row: Pick<Operation<Body, Reply>, 'summary' | 'body' | 'reply'> &
    Partial<Pick<Operation, 'fields' | 'status' | 'whileLocked' | 'problems' | 'events'>>,
): Operation<Body, Reply> {
  return { fields: 'body', status: 200, whileLocked: false, problems: [], ...row, ...endpoint(name) }
}

/** Where the kernel is asked who calls. */
export const whoAsks = ['untrusted_caller'] as const satisfies readonly ProblemCode[]
/** Where the path names an account. */
export const namesAccount = ['account_not_found'] as const satisfies readonly ProblemCode[]
/** Where a person may be asked. */
export const asksPerson = [
  ...whoAsks,
  'consent_denied',
  'consent_required',
  'consent_timeout',
  'denied_recently',
] as const satisfies readonly ProblemCode[]
/** Where the keychain is read or written. */
export const needsKeychain = [
  'keychain_unavailable',
  'keychain_locked',
  'keychain_refused',
] as const satisfies readonly ProblemCode[]
/** Where Cognito is asked. */
export const asksCognito = ['offline', 'throttled', 'server_error'] as const satisfies readonly ProblemCode[]
/** Where a record of this computer is written. */
export const writesRecords = ['storage_failed'] as const satisfies readonly ProblemCode[]
/** Where a session is used that Cognito may have ended. */
export const needsSession = [
  'sign_in_required',
  ...needsKeychain,
  ...asksCognito,
  ...writesRecords,
] as const satisfies readonly ProblemCode[]
/** Where a sign-in may be raised. */
export const raisesSignIn = [
  'sign_in_refused',
  'sign_in_in_progress',
  'cancelled',
] as const satisfies readonly ProblemCode[]
/** Any request: it cannot be read, it is too long or too slow, too many are open, or the fault is ours. */
export const anyRequest = [
  'bad_request',
  'not_found',
  'too_slow',
  'too_large',
  'internal',
  'busy',
] as const satisfies readonly ProblemCode[]
