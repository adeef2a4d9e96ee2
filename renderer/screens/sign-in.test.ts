import { fireEvent, screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { errorCodes } from '../../shared/errors'
import type { SignInView, UserChallenge } from '../../shared/model/sign-in'
import { errorText, locales, texts } from '../../shared/text/text'
import { anAccount, anAppState, Refusal } from '../fake-bridge'
import { openMain, openSignIn, settled } from '../open-window'

const text = texts.en.signIn
const id = 'sign-in-1'

function credentials(more: Partial<Extract<SignInView, { kind: 'credentials' }>> = {}): SignInView {
  return { kind: 'credentials', poolName: 'Work', method: 'USER_SRP_AUTH', ...more }
}

function challenged(challenge: UserChallenge, more: object = {}): SignInView {
  return { kind: 'challenged', username: 'mary', challenge, ...more }
}

const totp = { name: 'SOFTWARE_TOKEN_MFA', codeLength: 6 } as const
const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label)
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))
const type = (label: string, value: string) => fireEvent.input(field(label), { target: { value } })

describe('username and password', () => {
  it('have the focus on the username, and what a password manager looks for', async () => {
    await openSignIn(credentials())
    expect(document.activeElement).toBe(field(text.username))
    expect(field(text.username).autocomplete).toBe('username')
    expect(field(text.password).autocomplete).toBe('current-password')
    expect(field(text.password).type).toBe('password')
  })

  it('are handed over as typed, and the password is gone from the page', async () => {
    const bridge = await openSignIn(credentials())
    await type(text.username, 'mary')
    await type(text.password, '  pass word ')
    await press(text.submit)
    await settled()
    const answer = {
      kind: 'credentials',
      username: 'mary',
      password: '  pass word ',
      method: 'USER_SRP_AUTH',
    }
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer }])
    expect(field(text.password).value).toBe('')
    expect(field(text.username).value).toBe('mary')
  })

  it('are asked for when they are missing', async () => {
    const bridge = await openSignIn(credentials())
    await press(text.submit)
    await settled()
    expect(bridge.inputs('signIn.answer')).toEqual([])
    expect(screen.getByText(texts.en.fields['signIn.usernameEmpty'], { exact: false })).toBeTruthy()
    expect(screen.getByText(texts.en.fields['signIn.passwordEmpty'], { exact: false })).toBeTruthy()
    expect(document.activeElement).toBe(field(text.username))
  })

  it('can be sent by the other method, under the further options', async () => {
    const bridge = await openSignIn(credentials())
    await type(text.username, 'mary')
    await type(text.password, 'x')
    await fireEvent.click(field(texts.en.methods.USER_PASSWORD_AUTH.name))
    await press(text.submit)
    expect(bridge.inputs('signIn.answer')).toMatchObject([{ answer: { method: 'USER_PASSWORD_AUTH' } }])
  })

  it('show the password when asked, and hide it again', async () => {
    await openSignIn(credentials())
    await press(text.showPassword)
    expect(field(text.password).type).toBe('text')
    await press(text.hidePassword)
    expect(field(text.password).type).toBe('password')
  })

  it('keep username and method after a wrong password, say so at the field, and wait there', async () => {
    const bridge = await openSignIn(credentials())
    await type(text.username, 'mary')
    await type(text.password, 'wrong')
    await fireEvent.click(field(texts.en.methods.USER_PASSWORD_AUTH.name))
    await press(text.submit)
    bridge.push('signIn.changed', { id, view: { kind: 'authenticating', username: 'mary' } })
    await settled()
    expect(screen.getByRole('status').textContent).toContain('Signing in as')
    bridge.push('signIn.changed', { id, view: credentials({ problem: 'auth/wrong-password' }) })
    await settled()
    const alert = screen.getByRole('alert')
    expect(alert.textContent).toContain(errorText.en['auth/wrong-password'].title)
    expect(alert.textContent).toContain(errorText.en['auth/wrong-password'].advice)
    expect(field(text.password).getAttribute('aria-describedby')).toContain(alert.id)
    expect(field(text.password).getAttribute('aria-invalid')).toBe('true')
    expect(field(text.username).value).toBe('mary')
    expect(field(text.password).value).toBe('')
    expect(field(texts.en.methods.USER_PASSWORD_AUTH.name).checked).toBe(true)
    expect(document.activeElement).toBe(field(text.password))
  })

  it('fix the username of an account that is already known', async () => {
    openMain({
      state: { accounts: [anAccount({ status: 'expired' })] },
      replies: {
        'signIn.start': () => ({
          id,
          view: credentials({ accountId: anAccount().id, username: 'mary' }),
        }),
      },
    })
    await settled()
    await press(texts.en.accounts.otherWays)
    await settled()
    expect(field(text.username).readOnly).toBe(true)
    expect(document.activeElement).toBe(field(text.password))
  })

  it('say when the answer could not be passed on', async () => {
    await openSignIn(credentials(), {
      replies: {
        'signIn.answer': () => {
          throw new Refusal('auth/timed-out', 'the sign-in is gone')
        },
      },
    })
    await type(text.username, 'mary')
    await type(text.password, 'x')
    await press(text.submit)
    await settled()
    expect(screen.getByRole('alert').textContent).toContain(errorText.en['auth/timed-out'].title)
  })
})

describe('a challenge', () => {
  it.each([
    [totp, text.totpTitle],
    [{ name: 'SMS_MFA', codeLength: 6, destination: '+***12' }, text.smsTitle],
    [{ name: 'EMAIL_OTP', codeLength: 8 }, text.emailTitle],
  ] as const)('$name takes a code as it is pasted', async (challenge, title) => {
    const bridge = await openSignIn(challenged(challenge))
    expect(screen.getByRole('heading', { level: 1, name: title })).toBeTruthy()
    expect(document.activeElement).toBe(field(text.code))
    expect(field(text.code).autocomplete).toBe('one-time-code')
    await type(text.code, ' 123 456 78 ')
    await press(text.confirm)
    const answer = { kind: challenge.name, code: '12345678' }
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer }])
  })

  it('does not spend an attempt on a code that is too short', async () => {
    const bridge = await openSignIn(challenged(totp))
    await type(text.code, '12345')
    await press(text.confirm)
    expect(bridge.inputs('signIn.answer')).toEqual([])
    expect(screen.getByText(texts.en.fields['signIn.codeTooShort'], { exact: false })).toBeTruthy()
  })

  it('says what was wrong with the last code, tied to the empty field', async () => {
    const bridge = await openSignIn(challenged(totp))
    await type(text.code, '123456')
    await press(text.confirm)
    bridge.push('signIn.changed', { id, view: { kind: 'answering', username: 'mary', challenge: totp } })
    await settled()
    bridge.push('signIn.changed', { id, view: challenged(totp, { problem: 'auth/code-mismatch' }) })
    await settled()
    expect(field(text.code).value).toBe('')
    expect(field(text.code).getAttribute('aria-describedby')).toContain(screen.getByRole('alert').id)
    expect(document.activeElement).toBe(field(text.code))
  })

  it('NEW_PASSWORD_REQUIRED takes a password and the attributes, under the names the pool gave', async () => {
    const challenge = {
      name: 'NEW_PASSWORD_REQUIRED',
      requiredAttributes: ['userAttributes.email', 'custom:team'],
    }
    const bridge = await openSignIn(challenged(challenge as UserChallenge))
    expect(field(text.newPassword).autocomplete).toBe('new-password')
    await type(text.newPassword, 'correct horse')
    await press(text.setPassword)
    await settled()
    expect(bridge.inputs('signIn.answer')).toEqual([])
    expect(document.activeElement).toBe(field('E-mail address'))
    await type('E-mail address', ' m@example.com ')
    const [team] = screen.getAllByLabelText<HTMLInputElement>(/custom:team/)
    await fireEvent.input(team!, { target: { value: 'blue' } })
    await press(text.setPassword)
    await settled()
    const attributes = { 'userAttributes.email': 'm@example.com', 'custom:team': 'blue' }
    const answer = { kind: 'NEW_PASSWORD_REQUIRED', newPassword: 'correct horse', attributes }
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer }])
    expect(field(text.newPassword).value).toBe('')
  })

  it('shows the server’s own words as quoted, inert text', async () => {
    const challenge = { name: 'NEW_PASSWORD_REQUIRED', requiredAttributes: [] } as const
    const problem = { problem: 'auth/new-password-refused', problemDetail: '<b>too</b> short' }
    await openSignIn(challenged({ ...challenge, requiredAttributes: [] }, problem))
    expect(document.querySelector('q bdi')?.textContent).toBe('<b>too</b> short')
  })
})

describe('the end of a sign-in', () => {
  it.each([
    [text.remember, true],
    [text.doNotRemember, false],
  ])('%s answers the device question', async (name, remember) => {
    const bridge = await openSignIn({ kind: 'rememberDevice', username: 'mary', deviceName: 'Desk' })
    expect(document.activeElement?.textContent).toBe(text.rememberTitle)
    await press(name)
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer: { kind: 'rememberDevice', remember } }])
  })

  it.each(['remembered', 'confirmed', 'none'] as const)('says what a %s device means', async (device) => {
    const bridge = await openSignIn({ kind: 'rememberDevice', username: 'mary', deviceName: 'Desk' })
    bridge.push('signIn.changed', {
      id,
      view: { kind: 'signedIn', username: 'mary', accountId: 'a', device },
    })
    await settled()
    expect(screen.getByText(text.signedInDevice[device])).toBeTruthy()
    await press(texts.en.app.done)
    expect(screen.getByRole('heading', { level: 1, name: texts.en.accounts.title })).toBeTruthy()
  })

  it('offers to start again, as it was started', async () => {
    const bridge = openMain({
      state: { accounts: [] },
      replies: { 'signIn.start': () => ({ id, view: credentials() }) },
    })
    await settled()
    await press(texts.en.accounts.signIn)
    await settled()
    bridge.push('signIn.changed', {
      id,
      view: { kind: 'failed', code: 'auth/security-block', detail: 'risk' },
    })
    await settled()
    expect(screen.getByRole('alert').textContent).toContain('risk')
    await press(text.startAgain)
    await settled()
    expect(bridge.inputs('signIn.start')).toEqual([{ poolName: 'Work' }, { poolName: 'Work' }])
  })

  it('leaves a cancelled sign-in at once, and does not bring it back', async () => {
    const bridge = await openSignIn(credentials())
    await press(texts.en.app.cancel)
    bridge.push('signIn.changed', { id, view: { kind: 'failed', code: 'auth/cancelled' } })
    await settled()
    expect(bridge.inputs('signIn.cancel')).toEqual([{ id }])
    expect(screen.getByRole('heading', { level: 1, name: texts.en.accounts.title })).toBeTruthy()
  })

  it('says why a sign-in could not be opened', async () => {
    openMain({
      state: { accounts: [] },
      replies: {
        'signIn.start': () => {
          throw new Refusal('auth/in-progress', 'on a terminal')
        },
      },
    })
    await settled()
    await press(texts.en.accounts.signIn)
    await settled()
    expect(screen.getByRole('alert').textContent).toContain(errorText.en['auth/in-progress'].title)
  })
})

describe.each(locales)('in %s', (locale) => {
  it('every error reads as its title and advice', async () => {
    const bridge = openMain({ replies: { 'app.state': () => anAppState({ locale }) } })
    await settled()
    bridge.push('signIn.changed', { id, view: credentials() })
    for (const code of errorCodes) {
      bridge.push('signIn.changed', { id, view: { kind: 'failed', code } })
      await settled()
      const { title, advice } = errorText[locale][code]
      const shown = screen.getByRole('alert').textContent
      expect(shown, code).toContain(title)
      expect(shown, code).toContain(advice.replaceAll('`', ''))
    }
  })
})
