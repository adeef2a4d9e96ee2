// Which function answers which path of the hosted UI.
import type { IncomingMessage } from 'node:http'
import { CognitoError } from '../errors'
import { jsonReply, readForm, type Reply } from '../http-reply'
import type { World } from '../world'
import { accountPages } from './account-pages'
import { authorize } from './authorize'
import { cookieName } from './browsers'
import type { EndpointRequest } from './client-authentication'
import { postProvider, providerResponse, showProvider } from './federation'
import { html } from './html'
import { postChallenge, postLogin, postPasskeyLogin, showChallenge, showLogin } from './login'
import { logout } from './logout'
import { OAuthError, PageError, RedirectedError } from './oauth-errors'
import { pageReply, redirect, scriptReply, stylesheetPath, stylesheetReply } from './page'
import { postPasskeys, showPasskeys } from './passkey-pages'
import { passkeyScriptPath } from './passkey-script'
import { revoke, token, userInfo } from './token-endpoint'
import type { Visit } from './visit'

type Handler<R> = (request: R) => Reply | Promise<Reply>

const pages: Readonly<Record<string, Handler<Visit>>> = {
  'GET /oauth2/authorize': authorize,
  'GET /login': showLogin,
  'POST /login': postLogin,
  'GET /challenge': showChallenge,
  'POST /challenge': postChallenge,
  'GET /simulated-provider': showProvider,
  'POST /simulated-provider': postProvider,
  'GET /oauth2/idpresponse': providerResponse,
  'POST /passkey': postPasskeyLogin,
  'GET /passkeys/add': showPasskeys,
  'POST /passkeys/add': postPasskeys,
  'POST /passkeys/delete': postPasskeys,
  'GET /logout': logout,
  ...accountPages,
}

const endpoints: Readonly<Record<string, Handler<EndpointRequest>>> = {
  'POST /oauth2/token': token,
  'POST /oauth2/revoke': revoke,
  'GET /oauth2/userInfo': userInfo,
  'POST /oauth2/userInfo': userInfo,
}

/** @returns undefined for a path that is not the hosted UI's. */
export async function answerHostedUi(
  world: World,
  request: IncomingMessage,
  url: URL,
): Promise<Reply | undefined> {
  const route = `${request.method ?? ''} ${url.pathname}`
  const page = pages[route]
  const endpoint = endpoints[route]
  if (route === `GET ${stylesheetPath}`) return stylesheetReply()
  if (route === `GET ${passkeyScriptPath}`) return scriptReply()
  if (page !== undefined) return answerPage(world, request, { url, page })
  if (endpoint !== undefined) return answerEndpoint(world, request, endpoint)
  return undefined
}

async function answerPage(
  world: World,
  request: IncomingMessage,
  { url, page }: { readonly url: URL; readonly page: Handler<Visit> },
): Promise<Reply> {
  // A name that somebody else's DNS leads here would share the cookie of nobody, but see the pages.
  if (!['127.0.0.1', 'localhost'].includes(url.hostname)) return errorPage(new PageError('Unknown host.'))
  const browser = world.browsers.of(cookieOf(request), world.clock.wallMs())
  const { origin } = request.headers
  const reply = await readForm(request)
    .then((form) => page({ world, url, browser, form, origin }))
    .catch((error: unknown) => refusal(error))
  const cookie = `${cookieName}=${browser.id}; Path=/; HttpOnly; SameSite=Lax`
  return { ...reply, headers: { ...reply.headers, 'Set-Cookie': cookie } }
}

function cookieOf(request: IncomingMessage): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1)
}

function refusal(error: unknown): Reply {
  if (error instanceof RedirectedError) return redirect(error.location)
  if (error instanceof PageError) return errorPage(error)
  if (error instanceof CognitoError) return errorPage(new PageError(error.message, error.status))
  return errorPage(new PageError(ownFault(error), 500))
}

/** A fault of this server itself says so: it must not pass for one of Cognito's. */
function ownFault(error: unknown): string {
  return `embedded Cognito: ${error instanceof Error ? (error.stack ?? error.message) : 'not an Error'}`
}

function errorPage({ message, status }: PageError): Reply {
  return pageReply({
    title: 'This does not work',
    content: html`<p class="bad" role="alert">${message}</p>`,
    status,
  })
}

async function answerEndpoint(
  world: World,
  request: IncomingMessage,
  endpoint: Handler<EndpointRequest>,
): Promise<Reply> {
  try {
    return await endpoint({
      world,
      form: await readForm(request),
      authorization: request.headers.authorization,
      contentType: request.headers['content-type'] ?? '',
    })
  } catch (error) {
    if (!(error instanceof OAuthError)) {
      return jsonReply({ error: 'server_error', error_description: ownFault(error) }, 500)
    }
    world.tally.error(error.error)
    const reply = jsonReply({ error: error.error, error_description: error.message }, error.status)
    if (error.status !== 401) return reply
    return { ...reply, headers: { 'WWW-Authenticate': challengeOf(error, request) } }
  }
}

function challengeOf({ error, message }: OAuthError, request: IncomingMessage): string {
  const scheme = request.url?.startsWith('/oauth2/userInfo') === true ? 'Bearer' : 'Basic'
  return `${scheme} error="${error}", error_description="${message.replaceAll(/[^ !#-[\]-~]/g, '?')}"`
}
