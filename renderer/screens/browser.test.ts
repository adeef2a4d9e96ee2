import { fireEvent, screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import type { SignInView } from '../../shared/model/sign-in'
import { errorText, locales, texts } from '../../shared/text/text'
import { anAppState } from '../fake-bridge'
import { openMain, openSignIn, settled } from '../open-window'

const text = texts.en.signIn
const id = 'sign-in-1'
const redirectUri = 'http://127.0.0.1:47811/callback'
const url = `https://auth.example.com/oauth2/authorize?redirect_uri=${encodeURIComponent(redirectUri)}&state=x`

type Credentials = Extract<SignInView, { kind: 'credentials' }>
type AtBrowser = Extract<SignInView, { kind: 'browser' }>

function credentials(more: Partial<Credentials> = {}): SignInView {
  return { kind: 'credentials', poolName: 'Work', method: 'USER_SRP_AUTH', browser: true, ...more }
}

function atBrowser(more: Partial<AtBrowser> = {}): SignInView {
  return { kind: 'browser', poolName: 'Work', url, opened: true, ...more }
}

const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label)
const button = (name: string) => screen.getByRole('button', { name })
const press = (name: string) => fireEvent.click(button(name))
const type = (label: string, value: string) => fireEvent.input(field(label), { target: { value } })

describe('the way through the browser', () => {
  it('stands beside the password where the pool has a page', async () => {
    const bridge = await openSignIn(credentials())
    expect(document.activeElement).toBe(field(text.username))
    await press(text.inBrowser)
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer: { kind: 'browser' } }])
  })

  it('takes a name along that was typed already, and leaves the password behind', async () => {
    const bridge = await openSignIn(credentials())
    await type(text.username, 'mary')
    await type(text.password, 'secret')
    await press(text.inBrowser)
    await settled()
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer: { kind: 'browser', username: 'mary' } }])
    expect(field(text.password).value).toBe('')
  })

  it('keeps the name where it leads back without success', async () => {
    const bridge = await openSignIn(credentials())
    await type(text.username, 'mary')
    await press(text.inBrowser)
    bridge.push('signIn.changed', { id, view: atBrowser({ username: 'mary' }) })
    await settled()
    bridge.push('signIn.changed', { id, view: credentials({ problem: 'auth/provider-refused' }) })
    await settled()
    expect(field(text.username).value).toBe('mary')
    expect(document.activeElement).toBe(field(text.password))
    expect(screen.getByRole('alert').textContent).toContain(errorText.en['auth/provider-refused'].title)
  })

  it('is not offered where the pool has none', async () => {
    await openSignIn({ kind: 'credentials', poolName: 'Work', method: 'USER_SRP_AUTH' })
    expect(screen.queryByRole('button', { name: text.inBrowser })).toBeNull()
  })

  it('is one press where it is the only one', async () => {
    const bridge = await openSignIn(credentials({ method: 'MANAGED_LOGIN' }))
    expect(screen.queryByRole('textbox')).toBeNull()
    expect(document.activeElement).toBe(button(text.inBrowser))
    await press(text.inBrowser)
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer: { kind: 'browser' } }])
  })

  it('says what the last try there ended in, in the pool’s own words', async () => {
    const problem = { problem: 'auth/provider-refused', problemDetail: '<b>not</b> assigned' } as const
    await openSignIn(credentials({ method: 'MANAGED_LOGIN', username: 'mary', ...problem }))
    expect(screen.getByRole('alert').textContent).toContain(errorText.en['auth/provider-refused'].title)
    expect(document.querySelector('q bdi')?.textContent).toBe('<b>not</b> assigned')
    expect(screen.getByText('mary')).toBeTruthy()
  })
})

describe('while the browser is waited for', () => {
  it('the window says so, names the site, and has the focus on its heading', async () => {
    await openSignIn(atBrowser({ username: 'mary' }))
    expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1, name: text.browserTitle }))
    expect(screen.getByText(text.browserWaiting).getAttribute('role')).toBe('status')
    expect(screen.getByText('auth.example.com')).toBeTruthy()
    expect(screen.getByText('mary')).toBeTruthy()
  })

  it('a site of this computer that is not encrypted is named with that', async () => {
    await openSignIn(atBrowser({ url: 'http://localhost:9229/oauth2/authorize' }))
    expect(screen.getByText('http://localhost:9229')).toBeTruthy()
  })

  it('the browser can be opened again, and the sign-in left', async () => {
    const bridge = await openSignIn(atBrowser())
    await press(text.browserAgain)
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer: { kind: 'browser' } }])
    await press(texts.en.app.cancel)
    expect(bridge.inputs('signIn.cancel')).toEqual([{ id }])
  })

  it('the address for another browser is there, whole, and marked as soon as it has the focus', async () => {
    await openSignIn(atBrowser())
    const address = field(text.browserAddress)
    expect(address.closest('details')?.open).toBe(false)
    expect([address.value, address.readOnly]).toEqual([url, true])
    address.focus()
    expect([address.selectionStart, address.selectionEnd]).toEqual([0, url.length])
  })

  it.each(locales)('the address stands open where no browser was opened (%s)', async (locale) => {
    const words = texts[locale].signIn
    const bridge = openMain({ replies: { 'app.state': () => anAppState({ locale }) } })
    await settled()
    bridge.push('signIn.changed', { id, view: atBrowser({ opened: false }) })
    await settled()
    expect(field(words.browserAddress).closest('details')).toBeNull()
    expect(field(words.browserAddress).value).toBe(url)
  })
})

describe('the address of another computer’s browser', () => {
  it('says what it begins with, and is handed over whole', async () => {
    const bridge = await openSignIn(atBrowser())
    expect(screen.getByText(text.redirectedHint(redirectUri))).toBeTruthy()
    await type(text.redirected, ` ${redirectUri}?code=c&state=x\n`)
    await press(text.redirectedSubmit)
    await settled()
    const answer = { kind: 'redirected', url: `${redirectUri}?code=c&state=x` }
    expect(bridge.inputs('signIn.answer')).toEqual([{ id, answer }])
    expect(field(text.redirected).value).toBe('')
  })

  it('is asked for where it is missing', async () => {
    const bridge = await openSignIn(atBrowser())
    await press(text.redirectedSubmit)
    await settled()
    expect(bridge.inputs('signIn.answer')).toEqual([])
    expect(document.activeElement).toBe(field(text.redirected))
    expect(screen.getByText(texts.en.fields['signIn.redirectedEmpty'], { exact: false })).toBeTruthy()
  })

  it('that is another sign-in’s is said so at the field, which is then in sight', async () => {
    await openSignIn(atBrowser({ problem: 'auth/redirect-invalid' }))
    const pasted = field(text.redirected)
    expect(pasted.closest('details')?.open).toBe(true)
    expect(pasted.getAttribute('aria-invalid')).toBe('true')
    expect(pasted.getAttribute('aria-describedby')).toContain(screen.getByRole('alert').id)
  })
})
