// One request of the user pool API, or of that of identity pools: its faults, its kill points, its effect, its reply.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { identityOperations, operations, type Fault, type Operation } from './embedded-cognito'
import { CognitoError } from './errors'
import type { FaultList } from './faults'
import { amzReply, errorReply, readJson, send, type Reply } from './http-reply'
import type { KillPointList } from './kill-points'
import { operationTable } from './operations/table'
import type { World } from './world'

const userPools = 'AWSCognitoIdentityProviderService.'
const identityPools = 'AWSCognitoIdentityService.'
const ofIdentityPools: ReadonlySet<Operation> = new Set(identityOperations)

/** What a request needs beside the world. */
export interface Apparatus {
  readonly world: World
  readonly faults: FaultList
  readonly killPoints: KillPointList
  /** Aborts when the server closes. */
  readonly closing: AbortSignal
}

export async function answerApi(
  apparatus: Apparatus,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { world, faults, killPoints, closing } = apparatus
  const operation = operationOf(request)
  const reply = (content: Reply) =>
    send(
      response,
      { ...content, headers: { 'x-amzn-requestid': randomUUID(), ...content.headers } },
      world.clock.wallMs(),
    )
  if (operation === undefined) {
    await reply(errorReply(new CognitoError('UnknownOperationException', 'Unknown operation.')))
    return
  }
  const body = await readJson(request).catch((error: unknown) => refusal(error))
  world.tally.request(operation)
  await killPoints.pass(operation, 'request-seen')
  const fault = faults.take(operation)
  if (fault?.kind === 'delay') await wait(fault.delayMs, undefined, { signal: closing })
  if (fault?.kind === 'drop-before') {
    request.socket.destroy()
    return
  }
  const outcome = replyOfFault(fault) ?? (await effect(world, operation, body))
  await killPoints.pass(operation, 'effect-done')
  if (fault?.kind === 'drop-after') {
    request.socket.destroy()
    return
  }
  await reply(outcome)
  await killPoints.pass(operation, 'reply-sent')
}

async function effect(world: World, operation: Operation, body: unknown): Promise<Reply> {
  try {
    if (body instanceof CognitoError) throw body
    return amzReply(await operationTable[operation](world, body))
  } catch (error) {
    const refused = refusal(error)
    world.tally.error(refused.exception)
    return errorReply(refused)
  }
}

/** A fault of this server itself is an error 500 that says so: it must not pass for one of Cognito's. */
function refusal(error: unknown): CognitoError {
  if (error instanceof CognitoError) return error
  const text = error instanceof Error ? (error.stack ?? error.message) : 'not an Error'
  return new CognitoError('InternalErrorException', `embedded Cognito: ${text}`, 500)
}

function operationOf(request: IncomingMessage): Operation | undefined {
  const target = request.headers['x-amz-target']
  return operations.find(
    (operation) => target === (ofIdentityPools.has(operation) ? identityPools : userPools) + operation,
  )
}

/** The reply that a fault puts in the place of the real one; undefined where the real one is wanted. */
function replyOfFault(fault: Fault | undefined): Reply | undefined {
  if (fault === undefined) return undefined
  if (fault.kind === 'status') {
    return { status: fault.status, body: fault.body ?? '', contentType: fault.contentType ?? 'text/plain' }
  }
  if (fault.kind === 'error') {
    return errorReply(new CognitoError(fault.name, fault.message ?? fault.name, fault.status))
  }
  return repliesOfFaults[fault.kind]
}

const repliesOfFaults: Readonly<Record<Exclude<Fault['kind'], 'status' | 'error'>, Reply | undefined>> = {
  delay: undefined,
  'drop-before': undefined,
  'drop-after': undefined,
  waf: {
    status: 403,
    body: '<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>',
    contentType: 'text/html',
  },
  throttle: errorReply(new CognitoError('TooManyRequestsException', 'Rate exceeded', 429)),
  internal: errorReply(new CognitoError('InternalErrorException', 'Something went wrong', 500)),
}
