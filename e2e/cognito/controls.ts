// The test controls over HTTP, for programs that do not run in the test's process. README.md lists them.
import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { operations, userStatesOfAdmin, type EmbeddedCognito, type Fault } from './embedded-cognito'
import { jsonReply, readJson, type Reply } from './http-reply'
import type { KillPointList } from './kill-points'

/** What the controls act on. */
export type Controlled = Omit<EmbeddedCognito, 'url' | 'close' | 'killPoints'> & {
  readonly killPoints: KillPointList
}

type Handler = (
  controlled: Controlled,
  request: { readonly url: URL; readonly body: unknown },
) => Reply | Promise<Reply>

const operationName = z.enum(operations)
const which = { username: z.string(), userPoolId: z.string().optional() }
const struck = { operation: z.union([operationName, z.literal('*')]), times: z.int().min(1).optional() }

const FaultInput = z.discriminatedUnion('kind', [
  z.strictObject({ ...struck, kind: z.literal('delay'), delayMs: z.int().min(0) }),
  z.strictObject({
    ...struck,
    kind: z.literal('status'),
    status: z.int().min(200).max(599),
    body: z.string().optional(),
    contentType: z.string().optional(),
  }),
  z.strictObject({
    ...struck,
    kind: z.literal('error'),
    name: z.string(),
    message: z.string().optional(),
    status: z.int().min(400).max(599).optional(),
  }),
  z.strictObject({ ...struck, kind: z.enum(['drop-before', 'drop-after', 'waf', 'throttle', 'internal']) }),
])

const ClockInput = z.union([z.strictObject({ offsetMs: z.int() }), z.strictObject({ advanceMs: z.int() })])
const FaultsInput = z.union([FaultInput, z.strictObject({ clear: z.literal(true) })])
const KillPointInput = z.strictObject({
  operation: operationName,
  point: z.enum(['request-seen', 'effect-done', 'reply-sent']),
})
const AdminInput = z.discriminatedUnion('action', [
  z.strictObject({ ...which, action: z.literal('forgetDevice'), deviceKey: z.string().optional() }),
  z.strictObject({ ...which, action: z.literal('signOutUser') }),
  z.strictObject({ ...which, action: z.literal('setUserState'), state: z.enum(userStatesOfAdmin) }),
  z.strictObject({ action: z.literal('forgetIdentities') }),
  z.strictObject({
    action: z.literal('wrongMathematics'),
    users: z.boolean().optional(),
    devices: z.boolean().optional(),
  }),
])

const handlers: Readonly<Record<string, Handler>> = {
  'GET /_inbox': ({ inbox }, { url }) => jsonReply(inbox(url.searchParams.get('username') ?? undefined)),
  'GET /_counters': ({ counters }) => jsonReply(counters()),
  'GET /_totp': ({ totp }, { url }) => jsonReply({ code: totp(url.searchParams.get('username') ?? '') }),
  'GET /_devices': ({ admin }, { url }) =>
    jsonReply(admin.devices({ username: url.searchParams.get('username') ?? '' })),
  'POST /_clock': moveClock,
  'POST /_faults': ({ faults }, { body }) => {
    const input = FaultsInput.parse(body)
    if ('clear' in input) faults.clear()
    // zod types an absent member as `| undefined`; absent or undefined is one here.
    else faults.add(input as Fault)
    return jsonReply({})
  },
  'POST /_admin': administer,
  'POST /_kill-points': ({ killPoints }, { body }) => {
    const { operation, point } = KillPointInput.parse(body)
    return jsonReply({ id: killPoints.arm(operation, point).id })
  },
  // Answers when the point is reached: that is the moment to end the client.
  'GET /_kill-points': async ({ killPoints }, { url }) => {
    const armed = killPoints.find(url.searchParams.get('id') ?? '')
    if (armed === undefined) return jsonReply({ error: 'no such kill point is armed' }, 404)
    await armed.reached
    return jsonReply({ reached: true })
  },
  'DELETE /_kill-points': ({ killPoints }, { url }) => {
    const armed = killPoints.find(url.searchParams.get('id') ?? '')
    if (armed === undefined) return jsonReply({ error: 'no such kill point is armed' }, 404)
    armed.release()
    return jsonReply({})
  },
}

/** Answers `/_…`. A page in a browser cannot: its requests carry another Host, or an Origin. */
export async function answerControl(
  controlled: Controlled,
  request: IncomingMessage,
  url: URL,
): Promise<Reply> {
  if (!['127.0.0.1', 'localhost'].includes(url.hostname) || request.headers.origin !== undefined) {
    return jsonReply({ error: 'controls are for programs on this computer' }, 403)
  }
  const handler = handlers[`${request.method ?? ''} ${url.pathname}`]
  if (handler === undefined)
    return jsonReply({ error: `no control ${request.method ?? ''} ${url.pathname}` }, 404)
  try {
    const body = request.method === 'POST' ? await readJson(request) : undefined
    return await handler(controlled, { url, body })
  } catch (error) {
    const text =
      error instanceof z.ZodError
        ? z.prettifyError(error)
        : error instanceof Error
          ? error.message
          : 'unknown'
    return jsonReply({ error: text }, 400)
  }
}

function moveClock({ clock }: Controlled, { body }: { readonly body: unknown }): Reply {
  const input = ClockInput.parse(body)
  if ('offsetMs' in input) clock.setOffset(input.offsetMs)
  else clock.advance(input.advanceMs)
  return jsonReply({ wallMs: clock.wallMs() })
}

function administer({ admin }: Controlled, { body }: { readonly body: unknown }): Reply {
  const input = AdminInput.parse(body)
  if (input.action === 'wrongMathematics') {
    admin.wrongMathematics({
      ...(input.users === undefined ? {} : { users: input.users }),
      ...(input.devices === undefined ? {} : { devices: input.devices }),
    })
    return jsonReply({})
  }
  if (input.action === 'forgetIdentities') {
    admin.forgetIdentities()
    return jsonReply({})
  }
  const { username, userPoolId } = input
  const whom = { username, ...(userPoolId === undefined ? {} : { userPoolId }) }
  if (input.action === 'signOutUser') admin.signOutUser(whom)
  else if (input.action === 'setUserState') admin.setUserState({ ...whom, state: input.state })
  else
    admin.forgetDevice({ ...whom, ...(input.deviceKey === undefined ? {} : { deviceKey: input.deviceKey }) })
  return jsonReply({})
}
