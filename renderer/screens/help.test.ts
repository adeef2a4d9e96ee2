// What a person can ask for in place of signing in.
import { fireEvent, screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import type { SignInView } from '../../shared/model/sign-in'
import { errorText, texts } from '../../shared/text/text'
import { anAccount } from '../fake-bridge'
import { openMain, openSignIn, settled } from '../open-window'

const text = texts.en.signIn
const id = 'sign-in-1'
const credentials = (more: Partial<Extract<SignInView, { kind: 'credentials' }>> = {}): SignInView => ({
  kind: 'credentials',
  poolName: 'Work',
  method: 'USER_SRP_AUTH',
  ...more,
})
const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label)
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))
const type = (label: string, value: string) => fireEvent.input(field(label), { target: { value } })

describe('a forgotten password', () => {
  it('needs a name, and the field says so', async () => {
    const bridge = await openSignIn(credentials())
    await press(text.forgot)
    await settled()
    expect(bridge.inputs('signIn.answer')).toEqual([])
    expect(document.activeElement).toBe(field(text.username))
    expect(screen.getByText(texts.en.fields['signIn.usernameEmpty'], { exact: false })).toBeTruthy()
  })

  it('is asked about with the name that was typed, and the typed password is gone', async () => {
    const bridge = await openSignIn(credentials())
    await type(text.username, 'mary')
    await type(text.password, 'half rememb')
    await press(text.forgot)
    await settled()
    expect(bridge.inputs('signIn.answer')).toEqual([
      { id, answer: { kind: 'forgotPassword', username: 'mary' } },
    ])
    expect(field(text.password).value).toBe('')
  })

  it('is replaced by a code and a new one', async () => {
    const bridge = await openSignIn({
      kind: 'challenged',
      username: 'mary',
      challenge: { name: 'RESET_PASSWORD', codeLength: 6, destination: 'm***@e***' },
    })
    await press(text.setPassword)
    await settled()
    expect(bridge.inputs('signIn.answer')).toEqual([])
    expect(document.activeElement).toBe(field(text.code))
    await type(text.code, '123 456')
    await type(text.newPassword, ' New one ')
    await press(text.setPassword)
    await settled()
    const answer = { kind: 'RESET_PASSWORD', code: '123456', newPassword: ' New one ' }
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer }])
    expect(field(text.newPassword).value).toBe('')
    await press(text.resend)
    expect(bridge.inputs('signIn.answer').at(-1)).toEqual({ id, answer: { kind: 'resend' } })
  })

  it('that the pool refuses is marked at the field', async () => {
    await openSignIn({
      kind: 'challenged',
      username: 'mary',
      challenge: { name: 'RESET_PASSWORD', codeLength: 6 },
      problem: 'auth/new-password-refused',
      problemDetail: 'Password did not conform with policy: Password not long enough',
    })
    expect(field(text.newPassword).getAttribute('aria-invalid')).toBe('true')
    expect(field(text.code).getAttribute('aria-invalid')).not.toBe('true')
    expect(document.body.textContent).toContain('Password not long enough')
  })
})

describe('an account of one’s own', () => {
  it('is described with what was typed before, and a password that is gone afterwards', async () => {
    const bridge = await openSignIn(credentials())
    await type(text.username, 'mary')
    await press(text.create)
    await settled()
    expect(screen.getByRole('heading', { level: 1, name: text.createTitle })).toBeTruthy()
    expect(field(text.username).value).toBe('mary')
    await type(text.createEmail, 'mary@')
    await press(text.createSubmit)
    await settled()
    expect(bridge.inputs('signIn.answer')).toEqual([])
    expect(screen.getByText(texts.en.fields['signIn.emailForm'], { exact: false })).toBeTruthy()
    await type(text.createEmail, 'mary@example.com')
    await type(text.newPassword, 'Long enough 1!')
    await press(text.createSubmit)
    await settled()
    const answer = {
      kind: 'signUp',
      username: 'mary',
      password: 'Long enough 1!',
      attributes: { email: 'mary@example.com' },
    }
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer }])
    expect(field(text.newPassword).value).toBe('')
  })

  it('that the pool refuses is corrected where it was described, and what was typed is still there', async () => {
    const bridge = await openSignIn(credentials())
    await press(text.create)
    await type(text.username, 'mary')
    await type(text.createEmail, 'mary@example.com')
    await type(text.newPassword, 'short')
    await press(text.createSubmit)
    bridge.push('signIn.changed', { id, view: { kind: 'authenticating', username: 'mary' } })
    await settled()
    bridge.push('signIn.changed', { id, view: credentials({ problem: 'auth/new-password-refused' }) })
    await settled()
    expect(screen.getByRole('heading', { level: 1, name: text.createTitle })).toBeTruthy()
    expect(field(text.username).value).toBe('mary')
    expect(field(text.createEmail).value).toBe('mary@example.com')
    expect(field(text.newPassword).getAttribute('aria-invalid')).toBe('true')
    expect(document.activeElement).toBe(field(text.newPassword))
  })

  it('can be left again', async () => {
    await openSignIn(credentials())
    await press(text.create)
    await press(texts.en.app.back)
    expect(screen.getByRole('heading', { level: 1, name: text.title })).toBeTruthy()
  })

  it('is nothing to offer to somebody who is known', async () => {
    const view = credentials({ username: 'mary', accountId: anAccount().id })
    openMain({
      state: { accounts: [anAccount({ status: 'signed-out' })] },
      replies: { 'signIn.start': () => ({ id, view }) },
    })
    await settled()
    await press(texts.en.accounts.signIn)
    await settled()
    expect(screen.getByRole('button', { name: text.forgot })).toBeTruthy()
    expect(screen.queryByRole('button', { name: text.create })).toBeNull()
  })

  it('that was never confirmed gets a code', async () => {
    const bridge = await openSignIn(credentials({ problem: 'auth/user-not-confirmed' }))
    expect(screen.getByRole('alert').textContent).toContain(errorText.en['auth/user-not-confirmed'].title)
    await type(text.username, 'mary')
    await press(text.sendConfirmation)
    await settled()
    expect(bridge.inputs('signIn.answer')).toEqual([
      { id, answer: { kind: 'confirmAccount', username: 'mary' } },
    ])
  })

  it('is confirmed by its code', async () => {
    const bridge = await openSignIn({
      kind: 'challenged',
      username: 'mary',
      challenge: { name: 'CONFIRM_SIGN_UP', codeLength: 6 },
    })
    await type(text.code, '654321')
    await press(text.confirm)
    await settled()
    expect(bridge.inputs('signIn.answer')).toEqual([
      { id, answer: { kind: 'CONFIRM_SIGN_UP', code: '654321' } },
    ])
  })
})
