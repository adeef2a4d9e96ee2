// What the pages of a sign-in say.
import type { Reply } from '../http-reply'
import type { AuthorizeRequest } from './authorize-request'
import { html, type Html } from './html'
import { pageReply } from './page'
import { passkeyScriptPath } from './passkey-script'
import { formTokenField, type Visit } from './visit'

/** A line above the form: what went wrong, or what has been done. */
export type Notice = { readonly kind: 'bad' | 'good'; readonly text: string } | undefined

export function noticeLine(notice: Notice): Html | undefined {
  if (notice === undefined) return undefined
  return html`<p class="${notice.kind}" role="${notice.kind === 'bad' ? 'alert' : 'status'}">
    ${notice.text}
  </p>`
}

/** The way to another page of the same sign-in. */
export function link(path: string, request: Pick<AuthorizeRequest, 'query'>): string {
  return `${path}?${request.query}`
}

/** A problem is status 400, so that a password manager does not take the password for right. */
export function statusOf(notice: Notice): number {
  return notice?.kind === 'bad' ? 400 : 200
}

export function loginPage(
  visit: Visit,
  request: AuthorizeRequest,
  shown: { readonly username: string; readonly notice?: Notice; readonly passkey: Html | undefined },
): Reply {
  const { spec } = request.client
  const { passkey } = shown
  const isLocal = spec.identityProviders.includes('COGNITO')
  const others = [...(passkey === undefined || !isLocal ? [] : [passkey]), ...providerButtons(request)]
  const content = html` ${noticeLine(shown.notice)}
  ${isLocal ? passwordForm(visit, request, shown.username) : undefined}
  ${isLocal && others.length > 0 ? html`<p class="or">or</p>` : undefined} ${others}`
  return pageReply({
    title: 'Sign in',
    content,
    status: statusOf(shown.notice),
    formTargets: [request.redirectUri],
    ...(passkey === undefined ? {} : { script: passkeyScriptPath }),
  })
}

function passwordForm(visit: Visit, request: AuthorizeRequest, username: string): Html {
  const mayJoin = !request.client.pool.spec.allowAdminCreateUserOnly
  return html`<form method="post" action="${link('/login', request)}">
      ${formTokenField(visit)}
      <label
        >User name<input
          name="username"
          value="${username}"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
      /></label>
      <label
        >Password<input name="password" type="password" autocomplete="current-password" required
      /></label>
      <button name="action" value="password">Sign in</button>
    </form>
    <p class="links">
      <a href="${link('/forgotPassword', request)}">Forgot your password?</a>${
        mayJoin ? html`<a href="${link('/signup', request)}">Create an account</a>` : undefined
      }
    </p>`
}

/** The hosted UI leads to a provider by the authorize endpoint, as a client would. */
function providerButtons(request: AuthorizeRequest): readonly Html[] {
  const { spec, pool } = request.client
  return pool.spec.identityProviders
    .filter(({ name }) => spec.identityProviders.includes(name))
    .map(({ name, providerName }) => {
      const parameters = new URLSearchParams(request.query)
      parameters.delete('idp_identifier')
      parameters.set('identity_provider', name)
      return html`<a class="button second" href="/oauth2/authorize?${parameters.toString()}"
        >Continue with ${providerName ?? name}</a
      >`
    })
}

/** A page of one form that posts to `action`. */
export function formPage(
  visit: Visit,
  request: AuthorizeRequest,
  page: {
    readonly title: string
    readonly action: string
    readonly fields: Html
    readonly button: string
    readonly notice?: Notice | undefined
    readonly after?: Html
  },
): Reply {
  const content = html` ${noticeLine(page.notice)}
    <form method="post" action="${page.action}">
      ${formTokenField(visit)} ${page.fields}
      <button>${page.button}</button>
    </form>
    ${page.after}
    <p class="links"><a href="${link('/login', request)}">Back to sign-in</a></p>`
  return pageReply({
    title: page.title,
    content,
    status: statusOf(page.notice),
    formTargets: [request.redirectUri],
  })
}

export const codeField = html`<label
  >Code<input class="code" name="code" inputmode="numeric" autocomplete="one-time-code" required
/></label>`

/** A new password, with the name beside it for password managers. */
export function newPasswordFields(username: string): Html {
  return html`<input type="hidden" name="username" value="${username}" autocomplete="username" />
    <label
      >New password<input name="new_password" type="password" autocomplete="new-password" required
    /></label>`
}
