// The end of a sign-in at the browser: the cookie, and the code for the client.
import type { Reply } from '../http-reply'
import type { World } from '../world'
import type { AuthorizeRequest } from './authorize-request'
import type { SignedIn } from './browsers'
import { withParameters } from './oauth-errors'
import { redirect } from './page'
import type { Visit } from './visit'

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
  if (request.addsPasskey) return redirect(`/passkeys/add?${request.query}`, 303)
  return redirect(codeLocation(world, request, signedIn), 303)
}

/** Where a code awaits the client. */
export function codeLocation(
  world: World,
  request: AuthorizeRequest,
  { user, authTimeMs }: SignedIn,
): string {
  const code = world.authorizationCodes.give({ request, user, authTimeMs }, world.clock.wallMs())
  return withParameters(request.redirectUri, { code, state: request.state })
}
