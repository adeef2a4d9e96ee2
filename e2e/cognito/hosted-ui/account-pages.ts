// /signup, /confirmUser, /forgotPassword, /confirmForgotPassword: the API's own operations behind forms.
import { CognitoError } from '../errors'
import type { Reply } from '../http-reply'
import { confirmForgotPassword, forgotPassword } from '../operations/forgot-password'
import { confirmSignUp, resendConfirmationCode, signUp } from '../operations/sign-up'
import { secretHashOf } from '../secret-hash'
import { readAuthorizeRequest, type AuthorizeRequest } from './authorize-request'
import { html, type Html } from './html'
import { codeField, formPage, link, newPasswordFields, type Notice } from './login-pages'
import { redirect } from './page'
import { checkForm, field, formTokenField, type Visit } from './visit'

type Draw = (visit: Visit, request: AuthorizeRequest, notice?: Notice) => Reply
type Act = (visit: Visit, request: AuthorizeRequest) => Reply

/** A GET that draws the page. */
function shows(draw: Draw): (visit: Visit) => Reply {
  return (visit) => draw(visit, readAuthorizeRequest(visit.world.directory, visit.url))
}

/** A POST that acts, or draws the page again and says why not. */
function does(act: Act, draw: Draw): (visit: Visit) => Reply {
  return (visit) => {
    checkForm(visit)
    const request = readAuthorizeRequest(visit.world.directory, visit.url)
    try {
      return act(visit, request)
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error
      return draw(visit, request, { kind: 'bad', text: error.message })
    }
  }
}

/** The members that name the user in a request of the API. */
function named(visit: Visit, { client }: AuthorizeRequest) {
  const Username = username(visit)
  return { ClientId: client.spec.clientId, Username, SecretHash: secretHashOf(client.spec, Username) }
}

function username(visit: Visit): string {
  return field(visit, 'username') || (visit.url.searchParams.get('username') ?? '')
}

/** The next page, with the user name in its address. */
function next(path: string, visit: Visit, request: AuthorizeRequest): Reply {
  return redirect(`${link(path, request)}&username=${encodeURIComponent(username(visit))}`, 303)
}

function usernameField(visit: Visit): Html {
  return html`<label
    >User name<input
      name="username"
      value="${username(visit)}"
      autocomplete="username"
      autocapitalize="none"
      spellcheck="false"
      required
  /></label>`
}

const drawSignUp: Draw = (visit, request, notice) => {
  const { requiredAttributes, autoVerifiedAttributes } = request.client.pool.spec
  const names = [...new Set([...autoVerifiedAttributes, ...requiredAttributes])]
  return formPage(visit, request, {
    title: 'Create an account',
    action: link('/signup', request),
    fields: html`${usernameField(visit)}
      ${names.map(
        (name) =>
          html`<label
            >${labels[name] ?? name}<input
              name="attribute:${name}"
              value="${field(visit, `attribute:${name}`)}"
              required
          /></label>`,
      )}
      <label>Password<input name="password" type="password" autocomplete="new-password" required /></label>`,
    button: 'Create account',
    notice,
  })
}

const labels: Readonly<Record<string, string>> = {
  email: 'E-mail address',
  phone_number: 'Telephone number, as +15550100123',
  name: 'Your name',
}

const actSignUp: Act = (visit, request) => {
  const prefix = 'attribute:'
  const UserAttributes = [...visit.form]
    .filter(([name, value]) => name.startsWith(prefix) && value !== '')
    .map(([name, Value]) => ({ Name: name.slice(prefix.length), Value }))
  const Password = visit.form.get('password') ?? ''
  signUp(visit.world, { ...named(visit, request), Password, UserAttributes })
  return next('/confirmUser', visit, request)
}

const drawConfirm: Draw = (visit, request, notice) =>
  formPage(visit, request, {
    title: 'Confirm your account',
    action: link('/confirmUser', request),
    fields: html`<p>Type the code that was sent to you.</p>
      ${usernameField(visit)} ${codeField}`,
    button: 'Confirm',
    notice,
    after: html`<form method="post" action="${link('/resendCode', request)}">
      ${formTokenField(visit)}
      <input type="hidden" name="username" value="${username(visit)}" />
      <button class="second">Send a new code</button>
    </form>`,
  })

const actConfirm: Act = (visit, request) => {
  confirmSignUp(visit.world, { ...named(visit, request), ConfirmationCode: field(visit, 'code') })
  return redirect(`${link('/login', request)}&done=confirmed`, 303)
}

const actResend: Act = (visit, request) => {
  resendConfirmationCode(visit.world, named(visit, request))
  return drawConfirm(visit, request, { kind: 'good', text: 'A new code is on its way.' })
}

const drawForgot: Draw = (visit, request, notice) =>
  formPage(visit, request, {
    title: 'Set a new password',
    action: link('/forgotPassword', request),
    fields: html`<p>A code will be sent to your verified address.</p>
      ${usernameField(visit)}`,
    button: 'Send the code',
    notice,
  })

const actForgot: Act = (visit, request) => {
  forgotPassword(visit.world, named(visit, request))
  return next('/confirmForgotPassword', visit, request)
}

const drawConfirmForgot: Draw = (visit, request, notice) =>
  formPage(visit, request, {
    title: 'Set a new password',
    action: link('/confirmForgotPassword', request),
    fields: html`<p>Type the code that was sent to you, and the password you want.</p>
      ${codeField} ${newPasswordFields(username(visit))}`,
    button: 'Save the password',
    notice,
  })

const actConfirmForgot: Act = (visit, request) => {
  const Password = visit.form.get('new_password') ?? ''
  const ConfirmationCode = field(visit, 'code')
  confirmForgotPassword(visit.world, { ...named(visit, request), ConfirmationCode, Password })
  return redirect(`${link('/login', request)}&done=password`, 303)
}

/** By method and path. */
export const accountPages: Readonly<Record<string, (visit: Visit) => Reply>> = {
  'GET /signup': shows(drawSignUp),
  'POST /signup': does(actSignUp, drawSignUp),
  'GET /confirmUser': shows(drawConfirm),
  'POST /confirmUser': does(actConfirm, drawConfirm),
  'POST /resendCode': does(actResend, drawConfirm),
  'GET /forgotPassword': shows(drawForgot),
  'POST /forgotPassword': does(actForgot, drawForgot),
  'GET /confirmForgotPassword': shows(drawConfirmForgot),
  'POST /confirmForgotPassword': does(actConfirmForgot, drawConfirmForgot),
}
