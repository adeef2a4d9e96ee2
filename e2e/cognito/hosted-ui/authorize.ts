// GET /oauth2/authorize: goes straight on with the cookie, else to a provider or the login page.
import type { Reply } from '../http-reply'
import { readAuthorizeRequest, type AuthorizeRequest } from './authorize-request'
import type { SignedIn } from './browsers'
import { goToProvider } from './federation'
import { codeLocation } from './finish-login'
import { link } from './login-pages'
import { RedirectedError } from './oauth-errors'
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
  const { provider } = request
  if (provider !== undefined && provider !== 'COGNITO') return goToProvider(visit, request, provider)
  return redirect(link('/login', request))
}

/** Whether who is signed in came by the provider that the client wants, and may use. */
function fits({ client, provider }: AuthorizeRequest, signedIn: SignedIn): boolean {
  return (
    client.spec.identityProviders.includes(signedIn.provider) &&
    (provider === undefined || provider === signedIn.provider)
  )
}
