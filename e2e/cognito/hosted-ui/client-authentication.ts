// Who calls the token or revocation endpoint (RFC 6749 §2.3).
import { timingSafeEqual } from 'node:crypto'
import type { RunningClient } from '../directory'
import { CognitoError } from '../errors'
import type { World } from '../world'
import { OAuthError } from './oauth-errors'

export interface EndpointRequest {
  readonly world: World
  readonly form: URLSearchParams
  readonly authorization: string | undefined
  readonly contentType: string
}

/**
 * Checks the form and the client's secret, in the header or in the body.
 * @param refusedStatus what an unknown client or a wrong secret is answered with.
 * @throws OAuthError invalid_request, invalid_client.
 */
export function authenticatedClient(request: EndpointRequest, refusedStatus: 400 | 401): RunningClient {
  checkFields(request)
  const { clientId, clientSecret } = credentialsOf(request)
  const client = knownClient(request.world, clientId)
  if (client === undefined || !isSecretOf(client, clientSecret)) {
    throw new OAuthError('invalid_client', 'unknown client or wrong secret', refusedStatus)
  }
  return client
}

function checkFields({ form, contentType }: EndpointRequest): void {
  if (!contentType.startsWith('application/x-www-form-urlencoded')) {
    throw new OAuthError('invalid_request', 'the body has to be application/x-www-form-urlencoded')
  }
  for (const name of new Set(form.keys())) {
    if (form.getAll(name).length > 1) throw new OAuthError('invalid_request', `${name} is there twice`)
  }
}

interface Credentials {
  readonly clientId: string
  readonly clientSecret: string | undefined
}

function credentialsOf({ form, authorization }: EndpointRequest): Credentials {
  const named = form.get('client_id')
  if (authorization === undefined) {
    if (named === null) throw new OAuthError('invalid_request', 'client_id is missing')
    return { clientId: named, clientSecret: form.get('client_secret') ?? undefined }
  }
  const basic = basicCredentials(authorization)
  if (form.has('client_secret') || (named !== null && named !== basic.clientId)) {
    throw new OAuthError('invalid_request', 'the client authenticates in two ways')
  }
  return basic
}

/** Both halves are form-encoded before they are joined (RFC 6749 §2.3.1). @throws OAuthError invalid_request. */
function basicCredentials(authorization: string): Credentials {
  const encoded = /^basic ([\w+/=-]+)$/i.exec(authorization)?.[1]
  const text = Buffer.from(encoded ?? '', 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon <= 0) throw new OAuthError('invalid_request', 'the Authorization header is not Basic')
  const [clientId = '', clientSecret = ''] = [text.slice(0, colon), text.slice(colon + 1)].map(
    // A space is a plus in a form.
    (half) => new URLSearchParams(`x=${half.replaceAll('&', '%26')}`).get('x') ?? '',
  )
  return { clientId, clientSecret }
}

function knownClient(world: World, clientId: string): RunningClient | undefined {
  try {
    return world.directory.client(clientId)
  } catch (error) {
    if (error instanceof CognitoError) return undefined
    throw error
  }
}

function isSecretOf({ spec }: RunningClient, given: string | undefined): boolean {
  if (spec.clientSecret === undefined || given === undefined) return spec.clientSecret === given
  const [expected, actual] = [Buffer.from(spec.clientSecret), Buffer.from(given)]
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}
