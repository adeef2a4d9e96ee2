// GET /oauth2/authorize: goes straight on with the cookie, else to a provider or the login page.
import type { Reply } from '../http-reply'
import type { World } from '../world'
import { readAuthorizeRequest, type AuthorizeRequest } from './authorize-request'
import type { SignedIn } from './browsers'
import { link } from './login-pages'
import { RedirectedError, withParameters } from './oauth-errors'
import { redirect } from './page'
import type { Visit } from './visit'

export function authorize(visit: Visit): Reply {
  const { world, url, browser } = visit
  const request = readAuthorizeRequest(world.directory, url)
  const signedIn = world.browsers.signedIn(browser, request.client.pool, world.clock.wallMs())
  if (request.prompt !== 'login' && signedIn !== undefined && fits(request, signedIn)) {
    return redirect(codeLocation(world, request, signedIn))
  }
  if (request.prompt === 'none') {
    throw new RedirectedError(request, 'login_required', 'nobody is signed in at this browser')
  }
  return redirect(link('/login', request))
}

/** Whether who is signed in came by the provider that the client wants, and may use. */
function fits({ client, provider }: AuthorizeRequest, signedIn: SignedIn): boolean {
  return (
    client.spec.identityProviders.includes(signedIn.provider) &&
    (provider === undefined || provider === signedIn.provider)
  )
}

/** Signs the browser in and leads back to the client; after a form, so that its fields are not sent on. */
export function finishLogin(
  visit: Visit,
  request: AuthorizeRequest,
  who: Pick<SignedIn, 'user' | 'provider'>,
): Reply {
  const { world, browser } = visit
  const signedIn = { ...who, authTimeMs: world.clock.wallMs() }
  world.browsers.signIn(browser, request.client.pool, signedIn)
  world.tally.signIn()
  return redirect(codeLocation(world, request, signedIn), 303)
}

/** Where a code awaits the client. */
function codeLocation(world: World, request: AuthorizeRequest, { user, authTimeMs }: SignedIn): string {
  const code = world.authorizationCodes.give({ request, user, authTimeMs }, world.clock.wallMs())
  return withParameters(request.redirectUri, { code, state: request.state })
}
