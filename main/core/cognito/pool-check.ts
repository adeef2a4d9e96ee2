// Whether a pool exists, by its own key document: public, unsigned, and no sign-in attempt.
import { z } from 'zod'
import { Endpoint, UserPoolId } from '../../../shared/model/pool'
import type { Transport } from '../ports'
import { endpointOf } from './endpoint'

export type PoolCheck = 'found' | 'not-found' | 'unreachable'

/** A key document has two keys of about 500 bytes; more than this is something else. */
const maxDocumentBytes = 65_536
const requestTimeoutMs = 5_000

const KeyDocument = z.object({ keys: z.array(z.object({ kid: z.string() })).min(1) })

/**
 * GET `/<userPoolId>/.well-known/jwks.json`. An id without the form of one is `not-found`, and nothing is sent; what
 * does not answer as Cognito does (no network, a login page, a firewall, a fault) is `unreachable`.
 */
export async function checkPool(
  transport: Transport,
  pool: { readonly userPoolId: string; readonly endpoint?: string | undefined },
): Promise<PoolCheck> {
  if (!UserPoolId.safeParse(pool.userPoolId).success) return 'not-found'
  if (pool.endpoint !== undefined && !Endpoint.safeParse(pool.endpoint).success) return 'unreachable'
  try {
    const handler = await transport.load()
    const url = endpointOf(pool.userPoolId, pool.endpoint)
    const { response } = await handler.handle(requestFor(url, pool.userPoolId), {
      requestTimeout: requestTimeoutMs,
    })
    const document = parseJson(await readAtMost(response.body as AsyncIterable<Uint8Array>))
    if (response.statusCode === 200) return KeyDocument.safeParse(document).success ? 'found' : 'unreachable'
    // Cognito says in JSON that it has no such pool; a page of somebody else is no answer.
    const saysNo = (response.statusCode === 400 || response.statusCode === 404) && document !== undefined
    return saysNo ? 'not-found' : 'unreachable'
  } catch {
    // Decided: whatever broke on the way, the pool was not reached, and that is all a form can say.
    return 'unreachable'
  }
}

type HandlerRequest = Parameters<Awaited<ReturnType<Transport['load']>>['handle']>[0]

function requestFor(url: URL, userPoolId: string): HandlerRequest {
  const request = {
    method: 'GET',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    path: `/${userPoolId}/.well-known/jwks.json`,
    query: {},
    headers: { host: url.host, accept: 'application/json' },
    clone: () => requestFor(url, userPoolId),
  }
  // The handler reads these members alone; the class lies in a package that is not ours to import.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
  return request
}

async function readAtMost(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > maxDocumentBytes) throw new Error('the key document is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Decided: text that is no JSON is the caller's `undefined`.
    return undefined
  }
}
