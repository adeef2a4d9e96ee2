// A page for each challenge that a managed login may put.
import type { Reply } from '../http-reply'
import { html, type Html } from './html'
import { codeField, formPage, newPasswordFields, type Notice } from './login-pages'
import type { Login, Step } from './logins'
import type { Visit } from './visit'

interface Form {
  readonly title: string
  readonly fields: Html
  readonly button: string
}

const mfaNames: Readonly<Record<string, string>> = {
  SOFTWARE_TOKEN_MFA: 'Code of an authenticator app',
  SMS_MFA: 'Code by SMS',
  EMAIL_OTP: 'Code by e-mail',
}

/** The page that asks for the answer to the present step. */
export function challengePage(visit: Visit, login: Login, notice?: Notice): Reply {
  const form = formOf(login)
  return formPage(visit, login.request, {
    ...form,
    action: visit.url.pathname + visit.url.search,
    ...(notice === undefined ? {} : { notice }),
  })
}

function formOf({ step, user }: Login): Form {
  switch (step.challenge) {
    case 'NEW_PASSWORD_REQUIRED':
      return newPasswordForm(step, user.username)
    case 'SOFTWARE_TOKEN_MFA':
      return codeForm('Type the code that your authenticator app shows.')
    case 'SELECT_MFA_TYPE':
      return selectForm(step)
    case 'MFA_SETUP':
      return setUpForm(step)
    default:
      return codeForm(`A code was sent to ${step.parameters['CODE_DELIVERY_DESTINATION'] ?? 'you'}.`)
  }
}

function codeForm(text: string): Form {
  return {
    title: 'Enter your code',
    fields: html`<p>${text}</p>
      ${codeField}`,
    button: 'Continue',
  }
}

function newPasswordForm(step: Step, username: string): Form {
  const required = JSON.parse(step.parameters['requiredAttributes'] ?? '[]') as readonly string[]
  const fields = required.map((name) => {
    const label = name.replace('userAttributes.', '')
    return html`<label>${label}<input name="${name}" required /></label>`
  })
  return {
    title: 'Choose a new password',
    fields: html`<p>Your password was temporary.</p>
      ${newPasswordFields(username)} ${fields}`,
    button: 'Save and continue',
  }
}

function selectForm(step: Step): Form {
  const types = JSON.parse(step.parameters['MFAS_CAN_CHOOSE'] ?? '[]') as readonly string[]
  return {
    title: 'How do you want to confirm it is you?',
    fields: html`${types.map(
      (type) =>
        html`<label class="choice"
          ><input type="radio" name="answer" value="${type}" required />${mfaNames[type] ?? type}</label
        >`,
    )}`,
    button: 'Continue',
  }
}

function setUpForm({ secretCode, parameters }: Step): Form {
  if (secretCode !== undefined) {
    return {
      title: 'Set up your authenticator app',
      fields: html`<p>Add this secret to your app, then type the code that it shows.</p>
        <p><code>${secretCode}</code></p>
        ${codeField}`,
      button: 'Continue',
    }
  }
  const types = JSON.parse(parameters['MFAS_CAN_SETUP'] ?? '[]') as readonly string[]
  // A telephone number is the administrator's to give (COGNITO.md §4).
  const own = types.filter((type) => type !== 'SMS_MFA')
  return {
    title: 'Protect your account',
    fields: html`<p>This pool asks for a second factor.</p>
      ${own.map(
        (type) =>
          html`<label class="choice"
            ><input type="radio" name="answer" value="${type}" required />${mfaNames[type] ?? type}</label
          >`,
      )}
      ${
        own.includes('EMAIL_OTP')
          ? html`<label
              >E-mail address, for codes by e-mail<input name="email" type="email" autocomplete="email"
            /></label>`
          : undefined
      }`,
    button: 'Continue',
  }
}
