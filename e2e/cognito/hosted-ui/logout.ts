// GET /logout: forgets who is signed in at this browser; tokens stay (COGNITO.md §12).
import type { Reply } from '../http-reply'
import { clientOf, readAuthorizeRequest } from './authorize-request'
import { link } from './login-pages'
import { PageError } from './oauth-errors'
import { redirect } from './page'
import type { Visit } from './visit'

export function logout({ world, url, browser }: Visit): Reply {
  const client = clientOf(world.directory, url.searchParams)
  const logoutUri = url.searchParams.get('logout_uri')
  if (logoutUri !== null) {
    if (!client.spec.logoutUrls.includes(logoutUri)) {
      throw new PageError('The logout_uri is not among the logout URLs of this client.')
    }
    browser.signedIn.delete(client.pool)
    return redirect(logoutUri)
  }
  if (!url.searchParams.has('redirect_uri')) {
    throw new PageError('Required: logout_uri, or redirect_uri and response_type.')
  }
  const request = readAuthorizeRequest(world.directory, url)
  browser.signedIn.delete(client.pool)
  return redirect(link('/login', request))
}
