// /login and /challenge: the password, and every challenge after it, by the same rules as the API's.
import { findUser } from '../directory'
import { CognitoError, incorrectPassword } from '../errors'
import type { Reply } from '../http-reply'
import type { AuthReply } from '../open-challenge'
import { provePassword } from '../operations/attempt'
import { Parameters } from '../operations/input'
import { associateSoftwareToken, verifySoftwareToken } from '../operations/mfa-settings'
import { responderOf } from '../operations/respond-to-auth-challenge'
import { afterPassword } from '../sign-in-steps'
import { readAuthorizeRequest, type AuthorizeRequest } from './authorize-request'
import { challengePage } from './challenge-pages'
import { finishLogin } from './finish-login'
import { link, loginPage, type Notice } from './login-pages'
import type { Login, Step } from './logins'
import { PageError } from './oauth-errors'
import { redirect } from './page'
import { passkeySignIn, postPasskey } from './passkey-pages'
import { checkForm, field, type Visit } from './visit'

export function showLogin(visit: Visit): Reply {
  const request = readAuthorizeRequest(visit.world.directory, visit.url)
  const text = doneTexts[visit.url.searchParams.get('done') ?? '']
  return drawLogin(visit, request, {
    username: request.loginHint,
    ...(text === undefined ? {} : { notice: { kind: 'good', text } }),
  })
}

function drawLogin(
  visit: Visit,
  request: AuthorizeRequest,
  shown: { readonly username: string; readonly notice?: Notice },
): Reply {
  return loginPage(visit, request, { ...shown, passkey: passkeySignIn(visit, request) })
}

/** POST /passkey. */
export function postPasskeyLogin(visit: Visit): Reply {
  return postPasskey(visit, (_, request, notice) => drawLogin(visit, request, { username: '', notice }))
}

const doneTexts: Readonly<Record<string, string>> = {
  confirmed: 'Your account is confirmed. Sign in now.',
  password: 'Your password is changed. Sign in with it.',
}

/** The page to which the state of a user leads. */
const pageOfState: Readonly<Record<string, string>> = {
  UserNotConfirmedException: '/confirmUser',
  PasswordResetRequiredException: '/forgotPassword',
}

export async function postLogin(visit: Visit): Promise<Reply> {
  checkForm(visit)
  const { world } = visit
  const request = readAuthorizeRequest(world.directory, visit.url)
  const typed = field(visit, 'username')
  try {
    const { client } = request
    if (!client.spec.identityProviders.includes('COGNITO')) throw incorrectPassword()
    const attempt = { client, typed, user: findUser(client.pool, typed), deviceKey: undefined }
    const user = provePassword(world, attempt, visit.form.get('password') ?? '')
    const reply = await afterPassword(world, { client, user, device: undefined, isManagedLogin: true })
    return goOn(visit, { request, user, reply })
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error
    const path = pageOfState[error.exception]
    if (path !== undefined)
      return redirect(`${link(path, request)}&username=${encodeURIComponent(typed)}`, 303)
    return drawLogin(visit, request, { username: typed, notice: { kind: 'bad', text: error.message } })
  }
}

export function showChallenge(visit: Visit): Reply {
  return challengePage(visit, loginOf(visit))
}

/** A wrong code shows the page again: the session stays good, as it does for clients of the API. */
export async function postChallenge(visit: Visit): Promise<Reply> {
  checkForm(visit)
  const login = loginOf(visit)
  try {
    if (login.step.challenge === 'MFA_SETUP') return await setUp(visit, login)
    return await answer(visit, login, answersOf(visit, login.step))
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error
    if (error.message.startsWith('Invalid session for the user')) {
      const text = 'This sign-in took too long. Start again.'
      return drawLogin(visit, login.request, {
        username: login.user.username,
        notice: { kind: 'bad', text },
      })
    }
    return challengePage(visit, login, { kind: 'bad', text: error.message })
  }
}

/** @throws PageError for a sign-in that is over, or another browser's. */
function loginOf({ world, url, browser }: Visit): Login {
  const login = world.logins.find(url.searchParams.get('login'), browser)
  if (login === undefined) throw new PageError('This sign-in is over. Go back to the app and start again.')
  return login
}

async function answer(visit: Visit, login: Login, responses: Record<string, string>): Promise<Reply> {
  const { client } = login.request
  const reply = await responderOf(login.step.challenge)(visit.world, {
    client,
    session: login.step.session,
    responses: new Parameters({ USERNAME: login.user.username, ...responses }),
    user: login.user,
    clientMetadata: undefined,
  })
  return goOn(visit, { request: login.request, user: login.user, reply, login })
}

/** The next page, or the end. */
function goOn(
  visit: Visit,
  at: {
    readonly request: AuthorizeRequest
    readonly user: Login['user']
    readonly reply: AuthReply
    readonly login?: Login
  },
): Reply {
  const { world, browser } = visit
  const { request, user, reply, login } = at
  if ('SignedInUser' in reply) {
    world.logins.take(visit.url.searchParams.get('login'), browser)
    return finishLogin(visit, request, { user, provider: 'COGNITO' })
  }
  const step = stepOf(reply)
  if (login !== undefined) {
    login.step = step
    return redirect(visit.url.pathname + visit.url.search, 303)
  }
  const id = world.logins.add({ browser, request, user, step }, world.clock.wallMs())
  return redirect(`/challenge?login=${id}`, 303)
}

function stepOf(reply: AuthReply): Step {
  if (!('ChallengeName' in reply) || reply.Session === undefined) {
    throw new Error('a managed login gives neither tokens nor challenges without a session')
  }
  const { ChallengeName: challenge, ChallengeParameters: parameters, Session: session } = reply
  return { challenge, parameters, session }
}

/** What the form says, in the names of ChallengeResponses. */
function answersOf(visit: Visit, { challenge }: Step): Record<string, string> {
  switch (challenge) {
    case 'NEW_PASSWORD_REQUIRED':
      return {
        // A password is taken as it was typed.
        NEW_PASSWORD: visit.form.get('new_password') ?? '',
        ...Object.fromEntries([...visit.form].filter(([name]) => name.startsWith('userAttributes.'))),
      }
    case 'SELECT_MFA_TYPE':
      return { ANSWER: field(visit, 'answer') }
    default:
      return { [`${challenge}_CODE`]: field(visit, 'code') }
  }
}

/** MFA_SETUP: by e-mail, or with an authenticator app in two pages. */
async function setUp(visit: Visit, login: Login): Promise<Reply> {
  const { world } = visit
  const { session, secretCode } = login.step
  if (secretCode !== undefined) {
    const body = { Session: session, UserCode: field(visit, 'code') }
    const { Session } = verifySoftwareToken(world, body) as { readonly Session: string }
    login.step = { ...login.step, session: Session }
    return answer(visit, login, {})
  }
  if (field(visit, 'answer') === 'EMAIL_OTP') return answer(visit, login, { EMAIL: field(visit, 'email') })
  const begun = associateSoftwareToken(world, { Session: session }) as {
    readonly Session: string
    readonly SecretCode: string
  }
  login.step = { ...login.step, session: begun.Session, secretCode: begun.SecretCode }
  return redirect(visit.url.pathname + visit.url.search, 303)
}
