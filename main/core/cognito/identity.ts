// Amazon Cognito identity pools, as far as Signet needs them: two calls, unsigned and public (COGNITO.md §13). A request
// of our own over the Transport port: for two calls the service's own client would be one more package to trust.
import { z } from 'zod'
import { AppError } from '../../../shared/errors'
import { isLoopbackEndpoint } from '../../../shared/model/pool-fields'
import { parseJson } from '../../../shared/parse-json'
import type { Clock, Transport } from '../ports'
import { endpointOf } from './endpoint'
import { identityError } from './identity-errors'
import { toNetworkError } from './failures'
import { plainRequest, readAtMost } from './plain-request'

/** Temporary credentials as AWS has given them. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  /** Seconds that they live on, by the server's own clock. */
  readonly expiresInSeconds: number
}

/** One identity pool. No method retries. */
export interface IdentityPool {
  /** The identity of the user of this id token. @throws `aws/*`, `network/*`. */
  getId(idToken: string): Promise<string>
  /** @param input.roleArn one of the roles that the token names. @throws `aws/*`, `network/*`. */
  getCredentials(input: {
    readonly identityId: string
    readonly idToken: string
    readonly roleArn?: string | undefined
  }): Promise<AwsCredentials>
}

interface IdentityDeps {
  readonly clock: Clock
  readonly transport: Transport
}

const requestTimeoutMs = 10_000
/** Session tokens have no limit that AWS would name; those of identity pools have about 1,500 characters. */
const maxAnswerBytes = 65_536

const GetIdReply = z.object({ IdentityId: z.string().min(1).max(55) })
const printable = z.string().regex(/^[\x21-\x7e]+$/)
const CredentialsReply = z.object({
  Credentials: z.object({
    AccessKeyId: printable,
    // Of all of AWS, this service alone calls it so.
    SecretKey: printable,
    SessionToken: printable,
    /** Seconds since 1970, with a fraction at times. */
    Expiration: z.number().positive(),
  }),
})

/** Which identity pool, for the tokens of which user pool. */
export interface PairOfPools {
  readonly identityPoolId: string
  readonly userPoolId: string
  /** Of the user pool; one on this computer answers for both. */
  readonly endpoint?: string | undefined
}

/** The client of one identity pool. */
export function identityPool(deps: IdentityDeps, pool: PairOfPools): IdentityPool {
  const url = identityEndpoint(pool)
  // The name that an identity pool has for a user pool, wherever its tokens say that they are from.
  const provider = `${endpointOf(pool.userPoolId, undefined).host}/${pool.userPoolId}`
  const loginsOf = (idToken: string) => ({ [provider]: idToken })
  const call = <T>(operation: string, input: object, schema: z.ZodType<T>) =>
    identityCall(deps, { url, operation, input }, schema)
  return {
    getId: async (idToken) => {
      const input = { IdentityPoolId: pool.identityPoolId, Logins: loginsOf(idToken) }
      return (await call('GetId', input, GetIdReply)).reply.IdentityId
    },
    getCredentials: async ({ identityId, idToken, roleArn }) => {
      const input = {
        IdentityId: identityId,
        Logins: loginsOf(idToken),
        ...(roleArn === undefined ? {} : { CustomRoleArn: roleArn }),
      }
      const { reply, serverMs } = await call('GetCredentialsForIdentity', input, CredentialsReply)
      const { AccessKeyId, SecretKey, SessionToken, Expiration } = reply.Credentials
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretKey,
        sessionToken: SessionToken,
        expiresInSeconds: Math.floor(Expiration - serverMs / 1000),
      }
    },
  }
}

/** An emulator answers for everything; any other endpoint of a user pool is none of identity pools. */
function identityEndpoint(pool: PairOfPools): URL {
  if (pool.endpoint !== undefined && isLoopbackEndpoint(pool.endpoint)) return new URL(pool.endpoint)
  const region = pool.identityPoolId.slice(0, pool.identityPoolId.indexOf(':'))
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  return new URL(`https://cognito-identity.${region}.${domain}`)
}

interface IdentityRequest {
  readonly url: URL
  readonly operation: string
  readonly input: object
}

/** @returns the reply and the server's own time, by its `Date`. */
async function identityCall<T>(
  { clock, transport }: IdentityDeps,
  { url, operation, input }: IdentityRequest,
  schema: z.ZodType<T>,
): Promise<{ readonly reply: T; readonly serverMs: number }> {
  const { status, headers, text } = await send(transport, {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityService.${operation}`,
    },
    body: JSON.stringify(input),
  })
  const body = parseJson(text)
  if (status !== 200) throw identityError({ status, body, retryAfter: headers['retry-after'] })
  const parsed = schema.safeParse(body)
  if (!parsed.success)
    throw new AppError('network/bad-answer', `The endpoint's reply to ${operation} is not what Cognito says.`)
  const date = Date.parse(headers['date'] ?? '')
  return { reply: parsed.data, serverMs: Number.isNaN(date) ? clock.wallMs() : date }
}

async function send(transport: Transport, asked: Parameters<typeof plainRequest>[0]) {
  const body = Buffer.from(asked.body ?? '', 'utf8')
  const headers = { ...asked.headers, 'content-length': String(body.length) }
  try {
    const handler = await transport.load()
    const { response } = await handler.handle(plainRequest({ ...asked, headers }), {
      requestTimeout: requestTimeoutMs,
    })
    const text = await readAtMost(response.body, maxAnswerBytes)
    return { status: response.statusCode, headers: response.headers, text }
  } catch (error) {
    throw toNetworkError(error)
  }
}
