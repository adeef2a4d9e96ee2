import { fireEvent, screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import type { SignInView, UserChallenge } from '../../../shared/model/sign-in'
import { texts } from '../../../shared/text/text'
import { openSignIn, settled } from '../../open-window'

const text = texts.en.signIn
const id = 'sign-in-1'

function challenged(challenge: UserChallenge): SignInView {
  return { kind: 'challenged', username: 'mary', challenge }
}

const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label)
/** Not the radio button of the same name. */
const password = () =>
  screen.queryByLabelText<HTMLInputElement>(text.password, { selector: 'input[type=password]' })
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))
const choose = (name: string) => fireEvent.click(screen.getByRole('radio', { name }))
const type = (label: string, value: string) => fireEvent.input(field(label), { target: { value } })

describe('a name alone', () => {
  it.each(['USER_AUTH', 'CUSTOM_AUTH'] as const)('is enough to begin %s', async (method) => {
    const bridge = await openSignIn({ kind: 'credentials', poolName: 'Work', method })
    expect(screen.queryByLabelText(text.password)).toBeNull()
    expect(document.activeElement).toBe(field(text.username))
    await type(text.username, 'mary')
    await press(text.submit)
    await settled()
    const answer = { kind: 'credentials', username: 'mary', method }
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer }])
  })
})

describe('the choice of a first factor', () => {
  const select = challenged({ name: 'SELECT_CHALLENGE', factors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'] })

  it('asks for the password on the spot', async () => {
    const bridge = await openSignIn(select)
    expect(document.activeElement).toBe(screen.getByRole('radio', { name: text.factors.PASSWORD.name }))
    await press(text.goOn)
    await settled()
    expect(bridge.inputs('signIn.answer')).toEqual([])
    expect(document.activeElement).toBe(password())
    await fireEvent.input(password() as HTMLElement, { target: { value: ' pass ' } })
    await press(text.goOn)
    await settled()
    const answer = { kind: 'SELECT_CHALLENGE', factor: 'PASSWORD', password: ' pass ' }
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer }])
    expect(password()?.value).toBe('')
  })

  it('needs no password for a code, and says what a passkey would need', async () => {
    const bridge = await openSignIn(select)
    expect(screen.getByText(`${text.passkeyNote} ${text.passkeyNeeds}`)).toBeTruthy()
    expect(screen.queryByRole('radio', { name: text.factors.WEB_AUTHN.name })).toBeNull()
    await choose(text.factors.EMAIL_OTP.name)
    expect(password()).toBeNull()
    await press(text.goOn)
    await settled()
    const answer = { kind: 'SELECT_CHALLENGE', factor: 'EMAIL_OTP' }
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer }])
  })

  it('leads to the browser for a passkey, where the pool has a page for it', async () => {
    const challenge = { name: 'SELECT_CHALLENGE', factors: ['PASSWORD', 'WEB_AUTHN'], browser: true } as const
    const bridge = await openSignIn(challenged({ ...challenge, factors: [...challenge.factors] }))
    expect(screen.queryByText(text.passkeyNeeds, { exact: false })).toBeNull()
    await choose(text.factors.WEB_AUTHN.name)
    expect(password()).toBeNull()
    await press(text.inBrowser)
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer: { kind: 'browser' } }])
  })

  it('leads out where a passkey is all there is', async () => {
    await openSignIn(challenged({ name: 'SELECT_CHALLENGE', factors: ['WEB_AUTHN'] }))
    expect(screen.getByText(text.passkeyOnly)).toBeTruthy()
    expect(screen.getByText(text.passkeyNeeds)).toBeTruthy()
    expect(screen.queryByRole('button', { name: text.goOn })).toBeNull()
    expect(screen.getByRole('button', { name: texts.en.app.cancel })).toBeTruthy()
  })
})

describe('second factors', () => {
  it('can be chosen', async () => {
    const bridge = await openSignIn(
      challenged({ name: 'SELECT_MFA_TYPE', choices: ['SOFTWARE_TOKEN_MFA', 'SMS_MFA'] }),
    )
    await choose(text.mfaTypes.SMS_MFA)
    await press(text.goOn)
    await settled()
    expect(bridge.inputs('signIn.answer')).toEqual([
      { id, answer: { kind: 'SELECT_MFA_TYPE', mfa: 'SMS_MFA' } },
    ])
  })

  it('are set up by e-mail with an address that looks like one', async () => {
    const bridge = await openSignIn(
      challenged({ name: 'MFA_SETUP', choices: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] }),
    )
    await choose(text.mfaTypes.EMAIL_OTP)
    await press(text.goOn)
    await settled()
    expect(bridge.inputs('signIn.answer')).toEqual([])
    expect(screen.getByText(texts.en.fields['signIn.emailForm'], { exact: false })).toBeTruthy()
    expect(document.activeElement).toBe(field(text.setupEmail))
    await type(text.setupEmail, ' mary@example.com ')
    await press(text.goOn)
    await settled()
    const answer = { kind: 'MFA_SETUP', mfa: 'EMAIL_OTP', email: 'mary@example.com' }
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer }])
  })

  it('that cannot be set up here are said so', async () => {
    await openSignIn(challenged({ name: 'MFA_SETUP', choices: [] }))
    expect(screen.getByText(text.setupNone)).toBeTruthy()
    expect(screen.queryByRole('button', { name: text.goOn })).toBeNull()
  })

  it('in an app come as a picture and as a key, and its first code is asked for', async () => {
    const secret = 'JBSWY3DPEHPK3PXP'
    const bridge = await openSignIn(
      challenged({ name: 'TOTP_SETUP', codeLength: 6, secret, uri: `otpauth://totp/x?secret=${secret}` }),
    )
    expect(screen.getByRole('img', { name: text.totpSetupPicture })).toBeTruthy()
    expect(screen.getByText('JBSW Y3DP EHPK 3PXP')).toBeTruthy()
    await type(text.code, '123 456')
    await press(text.confirm)
    await settled()
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer: { kind: 'TOTP_SETUP', code: '123456' } }])
  })
})

describe('a code that did not come', () => {
  it.each(['SMS_MFA', 'SMS_OTP', 'EMAIL_OTP'] as const)('is sent again: %s', async (name) => {
    const bridge = await openSignIn(challenged({ name, codeLength: 6 }))
    await press(text.resend)
    await settled()
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer: { kind: 'resend' } }])
  })

  it('is nothing that an authenticator could send again', async () => {
    await openSignIn(challenged({ name: 'SOFTWARE_TOKEN_MFA', codeLength: 6 }))
    expect(screen.queryByRole('button', { name: text.resend })).toBeNull()
  })
})

describe('a question of the pool', () => {
  const parameters = [{ name: 'question', value: '<b>Which</b> colour?' }]

  it('is shown as text, and its answer goes out as typed', async () => {
    const bridge = await openSignIn(challenged({ name: 'CUSTOM_CHALLENGE', parameters }))
    expect(screen.getByText('<b>Which</b> colour?')).toBeTruthy()
    await press(text.confirm)
    await settled()
    expect(bridge.inputs('signIn.answer')).toEqual([])
    await type(text.customAnswer, ' Blue ')
    await press(text.confirm)
    await settled()
    const answer = { kind: 'CUSTOM_CHALLENGE', answer: ' Blue ' }
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer }])
  })

  it('may have two words for what looks the same', async () => {
    const alike = ['one', 'two'].map((value) => ({ name: 'question', value }))
    await openSignIn(challenged({ name: 'CUSTOM_CHALLENGE', parameters: alike }))
    expect(screen.getByText('one')).toBeTruthy()
    expect(screen.getByText('two')).toBeTruthy()
  })

  it('is read out where the next one takes its place', async () => {
    const bridge = await openSignIn(challenged({ name: 'CUSTOM_CHALLENGE', parameters }))
    const region = screen.getByText('<b>Which</b> colour?').closest('[aria-live=polite]')
    expect(region).not.toBeNull()
    const next = challenged({ name: 'CUSTOM_CHALLENGE', parameters: [{ name: 'question', value: 'Why?' }] })
    bridge.push('signIn.changed', { id, view: next })
    await settled()
    expect(screen.getByText('Why?').closest('[aria-live=polite]')).toBe(region)
  })
})
