// The host itself: what it is, whether it is locked, and its end.
import { z } from 'zod'
import { eventSchemas } from '../events'
import { asksPerson, needsKeychain, operation, whoAsks, writesRecords } from '../operation'
import { CommonRequest, LockReply, ResetReply, ServiceReply, StatusReply } from '../requests'
import { UnlockRequest } from '../unlock'

/** Of a password that Cognito checks. */
const provesPassword = ['throttled', 'offline', 'server_error'] as const

export const serviceOperations = {
  service: operation('service', {
    summary: 'Says what answers here, in which version, and whether it is locked.',
    body: CommonRequest,
    reply: ServiceReply,
    whileLocked: true,
  }),
  status: operation('status', {
    summary: 'Says what a person needs to know about the host; no secret is in it.',
    body: CommonRequest,
    reply: StatusReply,
    whileLocked: true,
  }),
  events: operation('events', {
    summary:
      'Tells as it happens what becomes of accounts, tokens, the lock and the apps; no token is in it.',
    body: CommonRequest,
    reply: z.undefined(),
    whileLocked: true,
    events: eventSchemas,
  }),
  lock: operation('lock', {
    summary:
      'Locks Signet: it forgets tokens and short grants, and gives nothing out until a person unlocks.',
    body: CommonRequest,
    reply: LockReply,
    whileLocked: true,
    problems: [...whoAsks, ...writesRecords],
  }),
  unlock: operation('unlock', {
    summary: 'Unlocks Signet; asks the person: for a yes, Touch ID, or the password of `account`.',
    body: UnlockRequest,
    reply: LockReply,
    whileLocked: true,
    problems: [...asksPerson, ...writesRecords, ...needsKeychain, ...provesPassword, 'locked'],
  }),
  reset: operation('reset', {
    summary: 'Signs out, forgets this device and deletes every keychain item and file; asks the person.',
    body: CommonRequest,
    reply: ResetReply,
    // The way out where nobody can unlock any more. It gives nothing out: what it finds, it deletes.
    whileLocked: true,
    problems: [...asksPerson, ...needsKeychain, ...writesRecords],
  }),
  handOver: operation('handOver', {
    summary: 'Asks this host to make room for another one of Signet; refused to any other program.',
    body: CommonRequest,
    reply: z.undefined(),
    status: 202,
    whileLocked: true,
    problems: whoAsks,
  }),
} as const
