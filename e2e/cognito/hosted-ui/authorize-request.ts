// The parameters of the authorize endpoint, checked (COGNITO.md §12, RFC 6749 §4.1.1, RFC 7636 §4.3).
import type { Directory, RunningClient } from '../directory'
import { CognitoError } from '../errors'
import { PageError, RedirectedError } from './oauth-errors'

export interface AuthorizeRequest {
  readonly client: RunningClient
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly state: string | undefined
  readonly nonce: string | undefined
  /** Of S256; undefined: the client did not use PKCE, which Cognito allows. */
  readonly codeChallenge: string | undefined
  /** Name of a provider, or COGNITO. */
  readonly provider: string | undefined
  readonly loginHint: string
  /** The browser wants to go on to the page of passkeys after the sign-in. */
  readonly addsPasskey: boolean
  readonly prompt: 'none' | 'login' | undefined
  /** Its parameters as they were sent, for the links between pages. */
  readonly query: string
}

/**
 * @throws PageError for a client or redirect URI that is not registered, RedirectedError for everything else.
 */
export function readAuthorizeRequest(directory: Directory, url: URL): AuthorizeRequest {
  const parameters = url.searchParams
  const client = clientOf(directory, parameters)
  const redirectUri = single(parameters, 'redirect_uri')
  if (redirectUri === undefined || !client.spec.callbackUrls.includes(redirectUri)) {
    throw new PageError('redirect_mismatch: the redirect_uri is not among the callback URLs of this client.')
  }
  const to = { redirectUri, state: parameters.get('state') ?? undefined }
  const refuse = (error: string, description: string) => new RedirectedError(to, error, description)
  for (const name of new Set(parameters.keys())) {
    if (parameters.getAll(name).length > 1) throw refuse('invalid_request', `${name} is there twice`)
  }
  checkResponseType(client, parameters, refuse)
  return {
    client,
    ...to,
    scopes: scopesOf(client, parameters, refuse),
    nonce: parameters.get('nonce') ?? undefined,
    codeChallenge: codeChallengeOf(parameters, refuse),
    provider: providerOf(client, parameters, refuse),
    loginHint: parameters.get('login_hint') ?? '',
    addsPasskey: parameters.get('add_passkey') === 'true',
    prompt: promptOf(parameters, refuse),
    query: ownQuery(parameters),
  }
}

const names = [
  'response_type',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'identity_provider',
  'idp_identifier',
  'login_hint',
  'prompt',
  'lang',
  // Not Cognito's: what the page of passkeys says to the login page.
  'add_passkey',
]

function ownQuery(parameters: URLSearchParams): string {
  return new URLSearchParams([...parameters].filter(([name]) => names.includes(name))).toString()
}

type Refuse = (error: string, description: string) => RedirectedError

/** @throws PageError. */
export function clientOf(directory: Directory, parameters: URLSearchParams): RunningClient {
  const clientId = single(parameters, 'client_id')
  if (clientId === undefined) throw new PageError('Required parameter client_id is missing or there twice.')
  let client: RunningClient
  try {
    client = directory.client(clientId)
  } catch (error) {
    if (error instanceof CognitoError) throw new PageError(error.message)
    throw error
  }
  if (client.spec.callbackUrls.length === 0) {
    throw new PageError('The hosted UI is off for this client: it has no callback URLs.')
  }
  return client
}

function single(parameters: URLSearchParams, name: string): string | undefined {
  const [value, ...others] = parameters.getAll(name)
  return others.length > 0 ? undefined : value
}

function checkResponseType(client: RunningClient, parameters: URLSearchParams, refuse: Refuse): void {
  const responseType = parameters.get('response_type')
  if (responseType === 'token') {
    throw refuse('unauthorized_client', 'this client may not use response_type token')
  }
  if (responseType !== 'code') throw refuse('invalid_request', 'response_type has to be code')
  if (!client.spec.allowedFlows.includes('code')) {
    throw refuse('unauthorized_client', 'this client may not use the authorization code flow')
  }
}

/** Without `scope`: all that the client may have. */
function scopesOf(client: RunningClient, parameters: URLSearchParams, refuse: Refuse): readonly string[] {
  const asked = [...new Set((parameters.get('scope') ?? '').split(' ').filter((scope) => scope !== ''))]
  if (asked.length === 0) return client.spec.allowedScopes
  const foreign = asked.find((scope) => !client.spec.allowedScopes.includes(scope))
  if (foreign !== undefined) throw refuse('invalid_scope', `${foreign} is not a scope of this client`)
  return asked
}

function codeChallengeOf(parameters: URLSearchParams, refuse: Refuse): string | undefined {
  const challenge = parameters.get('code_challenge')
  const method = parameters.get('code_challenge_method')
  if (challenge === null && method === null) return undefined
  if (method !== 'S256') throw refuse('invalid_request', 'code_challenge_method has to be S256')
  if (challenge === null || !/^[\w-]{43}$/.test(challenge)) {
    throw refuse('invalid_request', 'code_challenge is not a base64url SHA-256 digest')
  }
  return challenge
}

function providerOf(client: RunningClient, parameters: URLSearchParams, refuse: Refuse): string | undefined {
  const named = parameters.get('identity_provider')
  const identifier = parameters.get('idp_identifier')
  if (named === null && identifier === null) return undefined
  const provider =
    named ??
    client.pool.spec.identityProviders.find(({ idpIdentifiers }) => idpIdentifiers.includes(identifier ?? ''))
      ?.name
  if (provider !== undefined && client.spec.identityProviders.includes(provider)) return provider
  throw refuse('invalid_request', `this client has no identity provider ${named ?? identifier ?? ''}`)
}

function promptOf(parameters: URLSearchParams, refuse: Refuse): AuthorizeRequest['prompt'] {
  const prompt = parameters.get('prompt')
  if (prompt === null) return undefined
  if (prompt === 'none' || prompt === 'login') return prompt
  throw refuse('invalid_request', 'prompt has to be none or login')
}
