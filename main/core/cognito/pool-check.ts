// Whether a pool exists, by its own key document: public, unsigned, and no sign-in attempt.
import { z } from 'zod'
import { Endpoint, UserPoolId } from '../../../shared/model/pool'
import { parseJson } from '../../../shared/parse-json'
import type { Transport } from '../ports'
import { endpointOf } from './endpoint'
import { plainRequest, readAtMost } from './plain-request'

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
    url.pathname = `/${pool.userPoolId}/.well-known/jwks.json`
    const headers = { accept: 'application/json' }
    const { response } = await handler.handle(plainRequest({ method: 'GET', url, headers }), {
      requestTimeout: requestTimeoutMs,
    })
    const document = parseJson(await readAtMost(response.body, maxDocumentBytes))
    if (response.statusCode === 200) return KeyDocument.safeParse(document).success ? 'found' : 'unreachable'
    // Cognito says in JSON that it has no such pool; a page of somebody else is no answer.
    const saysNo = (response.statusCode === 400 || response.statusCode === 404) && document !== undefined
    return saysNo ? 'not-found' : 'unreachable'
  } catch {
    // Decided: whatever broke on the way, the pool was not reached, and that is all a form can say.
    return 'unreachable'
  }
}
