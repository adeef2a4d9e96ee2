// `fetch` as the OAuth library wants it, over the Transport port: proxies, authorities and time-outs are the same.
import { AppError } from '../../../../shared/errors'
import { toNetworkError } from '../../cognito/failures'
import { plainRequest, readAtMost } from '../../cognito/plain-request'
import type { Transport } from '../../ports'

/** Three tokens of at most some kilobytes each. */
const maxAnswerBytes = 262_144

interface Asked {
  readonly body: URLSearchParams
  readonly headers: Record<string, string>
}

/** A POST of a form. @throws `network/*` for what is no answer of a token endpoint. */
export function fetchOver(transport: Transport): (url: string, asked: Asked) => Promise<Response> {
  return async (url, { body, headers }) => {
    try {
      const handler = await transport.load()
      const request = plainRequest({ method: 'POST', url: new URL(url), headers, body: body.toString() })
      const { response } = await handler.handle(request)
      const text = await readAtMost(response.body, maxAnswerBytes)
      refuseOthers(response.statusCode, text)
      return new Response(text === '' ? null : text, {
        status: response.statusCode,
        headers: response.headers,
      })
    } catch (error) {
      throw toNetworkError(error)
    }
  }
}

/** What a firewall, a proxy or a broken server answers in place of the endpoint: its refusals are JSON of 400 or 401. */
function refuseOthers(status: number, text: string): void {
  if (status === 429) throw new AppError('network/throttled', 'Too many requests (HTTP 429).')
  if (status >= 500)
    throw new AppError('network/server-error', `Cognito failed (HTTP ${status}).`, { mayHaveHappened: true })
  if (text.trimStart().startsWith('{')) return
  if (status === 403)
    throw new AppError('network/blocked', 'A firewall answered in place of Cognito (HTTP 403).')
  throw new AppError('network/bad-answer', `The token endpoint answered no JSON (HTTP ${status}).`)
}
