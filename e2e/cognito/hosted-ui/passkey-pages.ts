// Passkeys on the pages: sign in with one, add one, take one away.
import { CognitoError, notAuthorized } from '../errors'
import type { Reply } from '../http-reply'
import { parseJson } from '../operations/passkeys'
import { refuseByState } from '../sign-in-steps'
import {
  challengeOf,
  creationOptions,
  offersPasskeys,
  provePasskey,
  registerPasskey,
  relyingPartyId,
  requestOptions,
} from '../webauthn/passkeys'
import { readAuthorizeRequest, type AuthorizeRequest } from './authorize-request'
import type { SignedIn } from './browsers'
import { finishLogin } from './finish-login'
import { html, type Html } from './html'
import { link, noticeLine, statusOf, type Notice } from './login-pages'
import { pageReply, redirect } from './page'
import { passkeyScriptPath } from './passkey-script'
import { checkForm, field, formTokenField, type Visit } from './visit'

/** The button of the login page; from an address it leads to the same page by name, where passkeys work. */
export function passkeySignIn(visit: Visit, request: AuthorizeRequest): Html | undefined {
  if (!offersPasskeys(request.client.pool)) return undefined
  const label = 'Sign in with a passkey'
  if (visit.url.hostname !== relyingPartyId) {
    return html`<a class="button second" href="${byName(visit, link('/login', request))}">${label}</a>`
  }
  const challenge = visit.world.passkeyChallenges.open(visit.browser, visit.world.clock.wallMs())
  const ceremony = { kind: 'get', options: requestOptions(undefined, challenge) } as const
  return ceremonyForm(visit, { action: link('/passkey', request), label, ...ceremony })
}

/** POST /passkey: the answer to the challenge of the login page. */
export function postPasskey(
  visit: Visit,
  draw: (visit: Visit, request: AuthorizeRequest, notice: Notice) => Reply,
): Reply {
  checkForm(visit)
  const { world, url } = visit
  const request = readAuthorizeRequest(world.directory, url)
  const { pool, spec } = request.client
  try {
    if (!offersPasskeys(pool) || !spec.identityProviders.includes('COGNITO'))
      throw notAuthorized('Passkeys are off.')
    const { credential, challenge } = credentialOf(visit, visit.browser)
    const user = provePasskey(pool, credential, { challenge, origin: url.origin })
    refuseByState(user)
    return finishLogin(visit, request, { user, provider: 'COGNITO' })
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error
    return draw(visit, request, { kind: 'bad', text: error.message })
  }
}

/** GET /passkeys/add: the passkeys of who is signed in; asks for a sign-in first where nobody is. */
export function showPasskeys(visit: Visit): Reply {
  const request = readAuthorizeRequest(visit.world.directory, visit.url)
  if (visit.url.hostname !== relyingPartyId)
    return redirect(byName(visit, visit.url.pathname + visit.url.search))
  const signedIn = ownerOf(visit, request)
  return signedIn === undefined ? askForLogin(request) : passkeysPage(visit, request, { signedIn })
}

/** POST /passkeys/add and /passkeys/delete. */
export function postPasskeys(visit: Visit): Reply {
  checkForm(visit)
  const { world, url } = visit
  const request = readAuthorizeRequest(world.directory, url)
  const signedIn = ownerOf(visit, request)
  if (signedIn === undefined) return askForLogin(request)
  const { user } = signedIn
  try {
    if (url.pathname === '/passkeys/delete') {
      user.passkeys.delete(field(visit, 'credential_id'))
    } else {
      const { credential, challenge } = credentialOf(visit, user)
      const expected = { challenge, origin: url.origin, nowMs: world.clock.wallMs() }
      registerPasskey({ pool: request.client.pool, user }, credential, expected)
    }
    return redirect(link('/passkeys/add', request), 303)
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error
    return passkeysPage(visit, request, { signedIn, notice: { kind: 'bad', text: error.message } })
  }
}

function askForLogin(request: AuthorizeRequest): Reply {
  const parameters = new URLSearchParams(request.query)
  parameters.set('add_passkey', 'true')
  return redirect(`/login?${parameters.toString()}`, 303)
}

/** Who may have passkeys here: a user of the pool itself, in a pool that offers them. */
function ownerOf({ world, browser }: Visit, { client }: AuthorizeRequest): SignedIn | undefined {
  if (!offersPasskeys(client.pool)) return undefined
  const signedIn = world.browsers.signedIn(browser, client.pool, world.clock.wallMs())
  return signedIn?.provider === 'COGNITO' ? signedIn : undefined
}

function passkeysPage(
  visit: Visit,
  request: AuthorizeRequest,
  shown: { readonly signedIn: SignedIn; readonly notice?: Notice },
): Reply {
  const { user } = shown.signedIn
  const { world } = visit
  const challenge = world.passkeyChallenges.open(user, world.clock.wallMs())
  const options = creationOptions(request.client.pool, user, challenge)
  const parameters = new URLSearchParams(request.query)
  for (const name of ['add_passkey', 'prompt', 'identity_provider']) parameters.delete(name)
  const rows = [...user.passkeys.values()].map(
    ({ credentialId, friendlyName }) => html`
      <li>
        ${friendlyName}
        <form method="post" action="${link('/passkeys/delete', request)}">
          ${formTokenField(visit)}
          <input type="hidden" name="credential_id" value="${credentialId}" />
          <button class="second">Remove</button>
        </form>
      </li>
    `,
  )
  return pageReply({
    title: 'Your passkeys',
    content: html`
      ${noticeLine(shown.notice)}
      <p>Signed in as ${user.username}.</p>
      <ul>
        ${rows}
      </ul>
      ${ceremonyForm(visit, { action: link('/passkeys/add', request), label: 'Add a passkey', kind: 'create', options })}
      <a class="button second" href="/oauth2/authorize?${parameters.toString()}">Continue to the app</a>
    `,
    status: statusOf(shown.notice),
    script: passkeyScriptPath,
  })
}

/** A form that the script fills in; without scripts it says so. */
function ceremonyForm(
  visit: Visit,
  form: {
    readonly action: string
    readonly label: string
    readonly kind: 'create' | 'get'
    readonly options: object
  },
): Html {
  return html`<form
    method="post"
    action="${form.action}"
    data-passkey="${form.kind}"
    data-options="${JSON.stringify(form.options)}"
  >
    ${formTokenField(visit)}
    <input type="hidden" name="credential" value="" />
    <p class="bad" role="alert" hidden></p>
    <button class="second">${form.label}</button>
  </form>`
}

/** The credential of the form, whose challenge was given to this holder. @throws NotAuthorizedException. */
function credentialOf(
  visit: Visit,
  holder: object,
): { readonly credential: unknown; readonly challenge: string } {
  const { world } = visit
  const text = field(visit, 'credential')
  if (text === '') throw notAuthorized('Passkeys need a browser that runs scripts.')
  const credential = parseJson(text)
  const challenge = challengeOf(credential)
  if (!world.passkeyChallenges.take(challenge, holder, world.clock.wallMs())) {
    throw notAuthorized('This page was too old for a passkey. Try again.')
  }
  return { credential, challenge }
}

function byName(visit: Visit, path: string): string {
  return `http://${relyingPartyId}:${visit.url.port}${path}`
}
