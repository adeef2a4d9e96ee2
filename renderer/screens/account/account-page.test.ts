import { screen, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { accountParts } from '../../../shared/model/account-details'
import { accountScope } from '../../../shared/model/pool-fields'
import { errorText, texts } from '../../../shared/text/text'
import { anAccount, anAppState, type FakeBridge, Refusal, someDetails } from '../../fake-bridge'
import { openAccount, press, quoted } from '../../open-account'
import { settled } from '../../open-window'

const text = texts.en.account
const { accounts, app } = texts.en
const { label, id: accountId } = anAccount()
const section = (title: string) => screen.getByRole('region', { name: title })

describe('the page of an account', () => {
  it('opens at one press, is called as the account, and takes the focus', async () => {
    const bridge = await openAccount()
    const heading = screen.getByRole('heading', { level: 1, name: label })
    expect(document.activeElement).toBe(heading)
    expect(bridge.inputs('account.details')).toEqual([{ accountId }])
  })

  it('leads back to the button that it was opened with', async () => {
    await openAccount()
    await press(text.back)
    expect(document.activeElement).toBe(screen.getByRole('button', { name: text.openFor(quoted(label)) }))
  })

  it('is left by the navigation too', async () => {
    await openAccount()
    await press(texts.en.pages.accounts)
    expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1, name: accounts.title }))
  })

  it('waits in every section, and offers the sign-out meanwhile', async () => {
    await openAccount({ replies: { 'account.details': () => new Promise(() => undefined) } })
    expect(section(text.devices.title).getAttribute('aria-busy')).toBe('true')
    expect(screen.getByText(text.loading)).toBeTruthy()
    expect(screen.getByRole('button', { name: accounts.signOut })).toBeTruthy()
  })

  it('says why nothing could be had, and tries again', async () => {
    let isUp = false
    const bridge = await openAccount({
      replies: {
        'account.details': () => {
          if (!isUp) throw new Refusal('network/unreachable', 'no route')
          return someDetails()
        },
      },
    })
    expect(screen.getByRole('alert').textContent).toContain(errorText.en['network/unreachable'].title)
    expect(screen.queryByRole('region', { name: text.about.title })).toBeNull()
    isUp = true
    await press(app.tryAgain)
    expect(screen.queryByRole('alert')).toBeNull()
    expect(screen.getByText('Wind tunnel')).toBeTruthy()
    expect(bridge.inputs('account.details')).toHaveLength(2)
  })

  it('shows the other sections where one fails', async () => {
    let problems: ReturnType<typeof someDetails>['problems'] = [
      { part: 'devices', code: 'network/throttled' },
    ]
    await openAccount({ details: () => ({ problems }) })
    const devices = within(section(text.devices.title))
    expect(devices.getByRole('alert').textContent).toContain(errorText.en['network/throttled'].title)
    expect(screen.getByText('Wind tunnel')).toBeTruthy()
    problems = []
    await press(app.tryAgain)
    expect(devices.queryByRole('alert')).toBeNull()
    expect(document.activeElement?.textContent).toBe(text.devices.title)
  })

  it('says once what stands in the way of everything, and tries again', async () => {
    const bridge = await openAccount({
      details: { problems: accountParts.map((part) => ({ part, code: 'network/throttled' as const })) },
    })
    expect(screen.getAllByRole('alert')).toHaveLength(1)
    expect(screen.getByRole('alert').textContent).toContain(errorText.en['network/throttled'].title)
    await press(app.tryAgain)
    expect(bridge.inputs('account.details')).toHaveLength(2)
  })

  it('shows nothing of somebody who is signed out, and where to sign in', async () => {
    const bridge = await openAccount()
    bridge.push('app.changed', anAppState({ accounts: [anAccount({ status: 'expired' })] }))
    await settled()
    expect(screen.queryByText('Wind tunnel')).toBeNull()
    expect(screen.getByText(text.signedOut)).toBeTruthy()
    await press(accounts.signInAgain)
    expect(bridge.inputs('signIn.start')).toEqual([{ accountId }])
  })
})

describe('a sign-in that may not ask', () => {
  const scopeless = {
    account: { method: 'MANAGED_LOGIN' },
    details: { problems: accountParts.map((part) => ({ part, code: 'account/scope-missing' as const })) },
  } as const
  const managedLogin = { domain: 'https://auth.example.com' }
  const advice = () => screen.getByRole('alert').textContent
  const start = (bridge: FakeBridge) => bridge.inputs('signIn.start')

  it('is made anew without the browser where the pool takes that, though the last one was in it', async () => {
    const bridge = await openAccount({ ...scopeless, pool: { managedLogin } })
    expect(screen.getAllByRole('alert')).toHaveLength(1)
    expect(advice()).toContain(errorText.en['account/scope-missing'].title)
    expect(advice()).toContain(text.scope.noBrowser)
    await press(accounts.signInAgain)
    expect(start(bridge)).toEqual([{ accountId, method: 'USER_SRP_AUTH' }])
  })

  it('is not offered anew where the browser alone is left, and asks for the same scopes', async () => {
    const only = { ...managedLogin, scopes: ['openid', 'email'] }
    await openAccount({ ...scopeless, pool: { method: 'MANAGED_LOGIN', managedLogin: only } })
    expect(advice()).toContain('signet pools add --scopes')
    expect(advice()).toContain('aws.cognito.signin.user.admin')
    expect(screen.queryByRole('button', { name: accounts.signInAgain })).toBeNull()
  })

  it.each([undefined, ['openid', accountScope]])(
    'is offered anew in the browser where that asks for the scope: %j',
    async (scopes) => {
      const only = { ...managedLogin, ...(scopes === undefined ? {} : { scopes }) }
      const bridge = await openAccount({
        ...scopeless,
        pool: { method: 'MANAGED_LOGIN', managedLogin: only },
      })
      expect(advice()).toContain(text.scope.again)
      await press(accounts.signInAgain)
      expect(start(bridge)).toEqual([{ accountId, method: 'MANAGED_LOGIN' }])
    },
  )
})

describe('the ways to sign in', () => {
  it('are in words, with the last one, and passkeys lead to the browser', async () => {
    await openAccount({
      account: { method: 'USER_AUTH', firstFactor: 'EMAIL_OTP' },
      details: { firstFactors: ['PASSWORD', 'WEB_AUTHN'] },
    })
    const ways = within(section(text.ways.title))
    expect(ways.getByText(texts.en.signIn.factors.WEB_AUTHN.name)).toBeTruthy()
    expect(ways.getByText(text.ways.passkeys)).toBeTruthy()
    expect(ways.getByText(text.ways.last(texts.en.signIn.factors.EMAIL_OTP.name))).toBeTruthy()
  })

  it('are no fault of a pool that does not tell them', async () => {
    const { firstFactors: _unknown, ...details } = someDetails()
    await openAccount({
      replies: {
        'account.details': () => ({
          ...details,
          problems: [{ part: 'firstFactors', code: 'pool/configuration' }],
        }),
      },
    })
    expect(screen.queryByRole('alert')).toBeNull()
    expect(screen.getByText(text.ways.unknown)).toBeTruthy()
  })
})

describe('the sign-out', () => {
  it('says what it cannot take back', async () => {
    await openAccount()
    expect(section(text.signOut.title).textContent).toContain(text.signOut.cannotUndo)
  })

  it('signs out here at one press, and everywhere after a question', async () => {
    const bridge = await openAccount({ replies: { 'accounts.signOut': () => ({ warnings: [] }) } })
    await press(accounts.signOut)
    await press(accounts.signOutEverywhere)
    expect(bridge.inputs('accounts.signOut')).toEqual([{ accountId, everywhere: false, forgetDevice: false }])
    await press(accounts.signOutEverywhere)
    expect(bridge.inputs('accounts.signOut')[1]).toEqual({ accountId, everywhere: true, forgetDevice: false })
  })

  it('tells on the list what did not go through when the account was removed', async () => {
    await openAccount({ replies: { 'accounts.remove': () => ({ warnings: ['network/unreachable'] }) } })
    await press(accounts.remove)
    await press(accounts.remove)
    expect(screen.getByRole('heading', { level: 1, name: accounts.title })).toBeTruthy()
    expect(screen.getByRole('alert').textContent).toContain(errorText.en['network/unreachable'].title)
  })
})
