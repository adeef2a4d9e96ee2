// STS as far as GetCallerIdentity: the one call of AWS that takes any credentials, and tells whose they are.
// Query protocol, XML. The signature is checked against the secret that was given out.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { readText, type Reply } from '../http-reply'
import type { World } from '../world'
import type { IssuedCredentials } from './identities'
import { amzDateMs, isSignedBy, readAuthorization } from './signature-v4'

const version = '2011-06-15'
const namespace = `https://sts.amazonaws.com/doc/${version}/`
/** As AWS has it. */
const clockSkewMs = 15 * 60_000

interface Refusal {
  readonly code: string
  readonly message: string
}

/** Whether this is one of its requests: those of JSON have another type. */
export function isStsRequest(request: IncomingMessage, url: URL): boolean {
  const type = request.headers['content-type'] ?? ''
  return (
    request.method === 'POST' && url.pathname === '/' && type.startsWith('application/x-www-form-urlencoded')
  )
}

export async function answerSts(world: World, request: IncomingMessage): Promise<Reply> {
  const body = await readText(request)
  const fields = new URLSearchParams(body)
  const caller = signer(world, request, body)
  if ('code' in caller) return refused(caller)
  if (fields.get('Action') !== 'GetCallerIdentity' || fields.get('Version') !== version)
    return refused({ code: 'InvalidAction', message: 'Could not find operation for this version.' }, 400)
  const [account, role] = partsOf(caller.roleArn)
  const session = 'CognitoIdentityCredentials'
  return xml(
    200,
    `<GetCallerIdentityResponse xmlns="${namespace}"><GetCallerIdentityResult>` +
      `<Arn>arn:aws:sts::${account}:assumed-role/${role}/${session}</Arn>` +
      `<UserId>AROAEMBEDDEDCOGNITO01:${session}</UserId><Account>${account}</Account>` +
      `</GetCallerIdentityResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  )
}

/** Whose credentials signed the request. */
function signer(world: World, request: IncomingMessage, body: string): IssuedCredentials | Refusal {
  const { headers } = request
  const authorization = readAuthorization(headers.authorization)
  if (authorization === undefined)
    return { code: 'MissingAuthenticationToken', message: 'Request is missing Authentication Token' }
  const credentials = world.identities.credentials(authorization.accessKeyId)
  // Temporary keys count with their session token alone.
  if (credentials === undefined || headers['x-amz-security-token'] !== credentials.sessionToken)
    return { code: 'InvalidClientTokenId', message: 'The security token included in the request is invalid' }
  const nowMs = world.clock.wallMs()
  if (nowMs >= credentials.expiresAtMs)
    return { code: 'ExpiredToken', message: 'The security token included in the request is expired' }
  const isTimely = Math.abs(nowMs - amzDateMs(headers['x-amz-date'])) <= clockSkewMs
  const signed = { method: 'POST', target: request.url ?? '/', headers, body }
  const isSigned = authorization.service === 'sts' && isSignedBy(credentials.secretKey, signed, authorization)
  return isTimely && isSigned ? credentials : mismatch
}

const mismatch: Refusal = {
  code: 'SignatureDoesNotMatch',
  message: 'The request signature we calculated does not match the signature you provided.',
}

/** Account and name of a role, its path left out. */
function partsOf(roleArn: string): readonly [string, string] {
  const [, , , , account = '', resource = ''] = roleArn.split(':')
  return [account, resource.slice(resource.lastIndexOf('/') + 1)]
}

function refused({ code, message }: Refusal, status = 403): Reply {
  return xml(
    status,
    `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>` +
      `<RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  )
}

const xml = (status: number, body: string): Reply => ({ status, body, contentType: 'text/xml' })
