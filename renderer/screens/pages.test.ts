import { fireEvent, screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import type { AppState } from '../../shared/ipc/contract'
import { errorText, locales, texts } from '../../shared/text/text'
import type { FakeBridge } from '../fake-bridge'
import { aGrant, anApp, anAppState, aPool, aSettings, aShare, Refusal, type Replies } from '../fake-bridge'
import { openMain, settled } from '../open-window'

const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name, hidden: true }))

async function openPage(
  page: keyof typeof texts.en.pages,
  state: Partial<AppState> = {},
  replies: Replies = {},
): Promise<FakeBridge> {
  const bridge = openMain({ state, replies })
  await settled()
  await press(texts[state.locale ?? 'en'].pages[page])
  return bridge
}

describe('the window', () => {
  it('says that it cannot reach main, and tries again', async () => {
    let tries = 0
    openMain({
      replies: {
        'app.state': () => {
          tries += 1
          if (tries === 1) throw new Refusal('internal', 'not ready')
          return anAppState()
        },
      },
    })
    await settled()
    expect(screen.getByRole('alert').textContent).toContain('not ready')
    await press(texts.en.app.tryAgain)
    await settled()
    expect(screen.getByRole('heading', { level: 1, name: texts.en.accounts.title })).toBeTruthy()
  })

  it('does not let a late first answer undo a pushed view', async () => {
    let answer: (state: AppState) => void = () => undefined
    const bridge = openMain({ replies: { 'app.state': () => new Promise((resolve) => (answer = resolve)) } })
    await settled()
    bridge.push('app.changed', anAppState({ locale: 'ja' }))
    answer(anAppState({ locale: 'en' }))
    await settled()
    expect(screen.getByRole('heading', { level: 1, name: texts.ja.accounts.title })).toBeTruthy()
  })

  it.each(locales)(
    'leads to every page, marks where it is, and moves the focus there (%s)',
    async (locale) => {
      openMain({ state: { locale } })
      await settled()
      for (const [page, name] of Object.entries(texts[locale].pages)) {
        await press(name)
        expect(screen.getByRole('button', { name }).getAttribute('aria-current'), page).toBe('page')
        expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1 }))
      }
    },
  )

  it('wears the theme of the settings, and leaves it to the system otherwise', async () => {
    const bridge = openMain({ state: { settings: aSettings({ locale: 'en', theme: 'dark' }) } })
    await settled()
    expect(document.documentElement.dataset['theme']).toBe('dark')
    bridge.push('app.changed', anAppState({ settings: aSettings({ locale: 'en' }) }))
    await settled()
    expect(document.documentElement.dataset['theme']).toBeUndefined()
  })
})

describe('programs', () => {
  it('are listed once each, with what they may have', async () => {
    const apps = [aGrant(), aGrant({ use: 'id', end: 'never', useCount: 0 })]
    await openPage('programs', { apps })
    expect(screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent)).toEqual([
      'kubectl',
    ])
    expect(screen.getByText(texts.en.programs.end.always)).toBeTruthy()
    expect(screen.getByText(texts.en.programs.end.never)).toBeTruthy()
  })

  it('say until when they are allowed', async () => {
    await openPage('programs', { apps: [aGrant({ end: { until: '2026-11-27T18:00:00.000Z' } })] })
    expect(screen.getByText(/^Allowed until .*2026/)).toBeTruthy()
  })

  it('stand below what is shared, which counts down and ends at one press', async () => {
    const shares = [aShare({ id: 'share-9', maxUses: 5, useCount: 2, reason: 'the build' }), aShare()]
    const bridge = await openPage('programs', { apps: [], shares })
    expect(screen.getByText(/3 uses left/)).toBeTruthy()
    expect(screen.getAllByRole('timer').map(({ textContent }) => textContent)).toEqual([
      'Ends in 2 hours',
      'Ends in 2 hours',
    ])
    expect(document.body.textContent).toContain('“the build”')
    await fireEvent.click(screen.getAllByRole('button', { name: /^End the share of/ })[0]!)
    expect(bridge.inputs('shares.end')).toEqual([{ shareId: 'share-9' }])
  })

  it('are revoked at one press', async () => {
    const bridge = await openPage('programs', { apps: [aGrant({ app: anApp({ id: 'app-9' }) })] })
    await press(/^Revoke/)
    expect(bridge.inputs('apps.revoke')).toEqual([{ appId: 'app-9' }])
  })

  it('show their facts and warnings', async () => {
    const app = anApp({ script: '/home/m/report.py', warnings: ['unverifiable'] })
    await openPage('programs', { apps: [aGrant({ app })] })
    expect(document.body.textContent).toContain('/usr/bin/kubectl')
    expect(document.body.textContent).toContain('/home/m/report.py')
    expect(screen.getByText(texts.en.program.warnings.unverifiable)).toBeTruthy()
  })

  it.each(locales)('none yet (%s)', async (locale) => {
    await openPage('programs', { apps: [], locale })
    expect(screen.getByText(texts[locale].programs.empty)).toBeTruthy()
  })
})

describe('pools', () => {
  it('show what was typed and the region, but never a secret', async () => {
    await openPage('pools', { pools: [aPool({ hasClientSecret: true, endpoint: 'http://localhost:9229' })] })
    for (const fact of [
      'eu-west-1_AbCd12345',
      'eu-west-1',
      'http://localhost:9229',
      texts.en.pools.hasSecret,
    ]) {
      expect(screen.getByText(fact), fact).toBeTruthy()
    }
  })

  it('show their sign-in page, and the addresses to register for it', async () => {
    const identityPoolId = 'eu-west-1:0f3a1c52-5a2b-4c1d-9e8f-7a6b5c4d3e2f'
    const redirectUris = ['http://127.0.0.1:5001/a', 'http://localhost:5002/b']
    const managedLogin = { domain: 'https://auth.example.com', identityProvider: 'Okta', redirectUris }
    await openPage('pools', { pools: [aPool({ method: 'MANAGED_LOGIN', managedLogin, identityPoolId })] })
    for (const fact of ['auth.example.com', 'Okta', identityPoolId, ...redirectUris])
      expect(screen.getByText(fact), fact).toBeTruthy()
  })

  it('are removed after a question, and tell what did not go through', async () => {
    const warnings = ['network/unreachable']
    const bridge = await openPage('pools', {}, { 'pools.remove': () => ({ warnings }) })
    await press(texts.en.pools.remove)
    expect(bridge.inputs('pools.remove')).toEqual([])
    await press(texts.en.pools.remove)
    expect(bridge.inputs('pools.remove')).toEqual([{ name: 'Work' }])
    bridge.push('app.changed', anAppState({ pools: [] }))
    await settled()
    expect(screen.getByRole('alert').textContent).toContain(errorText.en['network/unreachable'].title)
  })

  it('can be added from here, and left again', async () => {
    await openPage('pools')
    await press(texts.en.pools.add)
    expect(screen.getByRole('heading', { level: 1, name: texts.en.addPool.title })).toBeTruthy()
    await press(texts.en.app.cancel)
    expect(screen.getByRole('heading', { level: 1, name: texts.en.pools.title })).toBeTruthy()
  })
})

describe('settings', () => {
  it.each([
    [texts.en.settings.locale.ja, { locale: 'ja' }],
    [texts.en.settings.themes.dark, { theme: 'dark' }],
    [texts.en.settings.lock.atScreenLock, { lockAtScreenLock: true }],
    [texts.en.settings.lock.atSleep, { lockAtSleep: true }],
    [texts.en.settings.lock.afterMinutes(15), { lockAfterIdleMinutes: 15 }],
  ])('%s', async (label, change) => {
    const bridge = await openPage('settings')
    await fireEvent.click(screen.getByLabelText(label))
    expect(bridge.inputs('settings.set')).toEqual([change])
  })

  it('show what locks Signet by itself, and take it back', async () => {
    const settings = aSettings({ lockAtScreenLock: true, lockAfterIdleMinutes: 60 })
    const bridge = await openPage('settings', { settings })
    const labels = texts.en.settings.lock
    const isChecked = (label: string) => screen.getByLabelText<HTMLInputElement>(label).checked
    expect(
      [labels.atScreenLock, labels.atSleep, labels.afterMinutes(60), labels.never].map(isChecked),
    ).toEqual([true, false, true, false])
    await fireEvent.click(screen.getByLabelText(labels.atScreenLock))
    await settled()
    await fireEvent.click(screen.getByLabelText(labels.never))
    expect(bridge.inputs('settings.set')).toEqual([
      { lockAtScreenLock: false },
      { lockAfterIdleMinutes: 'never' },
    ])
  })

  it('that could not be kept stand as they were, and it is said', async () => {
    const refuse = () => {
      throw new Refusal('storage/write-failed', 'disk full')
    }
    await openPage('settings', {}, { 'settings.set': refuse })
    const box = screen.getByLabelText<HTMLInputElement>(texts.en.settings.lock.atSleep)
    await fireEvent.click(box)
    await settled()
    expect(screen.getByRole('alert').textContent).toContain('disk full')
    expect(box.checked).toBe(false)
  })

  it('name version, keychain and local API', async () => {
    await openPage('settings')
    expect(document.body.textContent).toContain('0.1.0')
    expect(document.body.textContent).toContain('Secret Service')
    expect(document.body.textContent).toContain('/run/user/1000/signet/signet.sock')
  })
})

describe('what concerns every page', () => {
  it('is silent when all is well', async () => {
    await openPage('accounts')
    expect(screen.queryByRole('region', { name: texts.en.banners.region })).toBeNull()
  })

  it('waits for the keychain, and can be cancelled', async () => {
    const bridge = await openPage('accounts', { keychain: { state: 'waiting', backend: 'Keychain' } })
    expect(screen.getByText(texts.en.banners.keychainWaiting)).toBeTruthy()
    await press(texts.en.app.cancel)
    expect(bridge.inputs('keychain.cancel')).toEqual([undefined])
  })

  it('offers to go without a keychain where there is none', async () => {
    const bridge = await openPage('accounts', { keychain: { state: 'unavailable', backend: 'none' } })
    expect(screen.getByText(errorText.en['keychain/unavailable'].title)).toBeTruthy()
    await press(texts.en.banners.useSessionOnly)
    expect(bridge.inputs('host.startSessionOnly')).toEqual([undefined])
  })

  it.each(locales)('says that the keychain is locked (%s)', async (locale) => {
    await openPage('accounts', { locale, keychain: { state: 'locked', backend: 'x' } })
    expect(screen.getByText(errorText[locale]['keychain/locked'].title)).toBeTruthy()
  })

  it('shows nothing but the way out while Signet is locked', async () => {
    const bridge = await openPage('accounts')
    expect(screen.queryByText(texts.en.lock.title)).toBeNull()
    await fireEvent.click(screen.getByRole('button', { name: texts.en.lock.lock }))
    bridge.push('app.changed', anAppState({ locked: true }))
    const heading = await screen.findByText(texts.en.lock.title)
    expect(document.activeElement).toBe(heading)
    expect(screen.queryByRole('navigation')).toBeNull()
    await fireEvent.click(screen.getByRole('button', { name: texts.en.lock.unlock }))
    expect([bridge.inputs('lock.lock').length, bridge.inputs('lock.unlock').length]).toEqual([1, 1])
  })

  it('takes the password of the account that is chosen, and lets go of it when it is handed over', async () => {
    const bridge = await openPage('accounts')
    const accounts = [
      { id: 'a1', label: 'mary', poolName: 'Work' },
      { id: 'a2', label: 'ops', poolName: 'Staging' },
    ]
    bridge.push(
      'app.changed',
      anAppState({ locked: true, unlock: { way: 'password', presence: 'press', accounts } }),
    )
    const unlock = await screen.findByRole('button', { name: texts.en.lock.unlock })
    await fireEvent.click(unlock)
    expect(bridge.inputs('lock.unlock')).toEqual([])
    await fireEvent.click(screen.getByLabelText(/ops/))
    const field = screen.getByLabelText<HTMLInputElement>(/Password of .*ops/)
    await fireEvent.input(field, { target: { value: 'secret' } })
    await fireEvent.click(unlock)
    expect(bridge.inputs('lock.unlock')).toEqual([{ accountId: 'a2', password: 'secret' }])
    expect(field.value).toBe('')
  })

  it('says what is left where no password could open it', async () => {
    const bridge = await openPage('accounts')
    const unlock = { way: 'password', presence: 'press', accounts: [] } as const
    bridge.push('app.changed', anAppState({ locked: true, unlock: { ...unlock, accounts: [] } }))
    expect(await screen.findByText('signet reset')).toBeTruthy()
    expect(screen.queryByRole('button', { name: texts.en.lock.unlock })).toBeNull()
  })

  it('says that nothing is kept in a session of its own', async () => {
    await openPage('accounts', { keychain: { state: 'session-only', backend: 'none' } })
    expect(screen.getByText(texts.en.banners.sessionOnly)).toBeTruthy()
  })

  it('says why programs get no tokens', async () => {
    await openPage('accounts', { localApi: { serving: false, address: '', problem: 'host/socket-in-use' } })
    expect(screen.getByText(texts.en.banners.notServing)).toBeTruthy()
    expect(document.body.textContent).toContain(errorText.en['host/socket-in-use'].advice)
  })

  it('names each file that was set aside', async () => {
    await openPage('accounts', { setAside: ['pools.json.damaged', 'grants.json.damaged'] })
    expect(document.body.textContent).toContain('pools.json.damaged')
    expect(document.body.textContent).toContain('grants.json.damaged')
  })
})
