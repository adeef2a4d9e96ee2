import { fireEvent, screen, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { errorText, locales, texts } from '../../shared/text/text'
import { anAccount, anAppState, aPool, Refusal, type Replies } from '../fake-bridge'
import { openMain, settled } from '../open-window'

const text = texts.en.accounts
const accountId = anAccount().id

async function open(account: Parameters<typeof anAccount>[0], replies: Replies = {}) {
  const bridge = openMain({ state: { accounts: [anAccount(account)] }, replies })
  await settled()
  return bridge
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name, hidden: true }))
/** The button that stands in the question, not the one that raised it. */
const confirm = (name: string) =>
  fireEvent.click(
    within(screen.getByRole('group', { name: /\?$/, hidden: true })).getByRole('button', {
      name,
      hidden: true,
    }),
  )

describe('an account', () => {
  it.each(['signed-in', 'signed-out', 'expired'] as const)('says that it is %s', async (status) => {
    await open({ status })
    expect(screen.getByText(text.status[status])).toBeTruthy()
  })

  it('says until when where the pool’s life is known, else since when', async () => {
    await open({ signedInUntil: '2026-12-24T18:00:00Z' })
    expect(document.body.textContent).toMatch(/Signed in until Dec 2\d, 2026/)
    expect(document.body.textContent).not.toContain('The pool decides')
  })

  it('says since when where the end is unknown', async () => {
    await open({})
    expect(document.body.textContent).toMatch(/Signed in since Nov \d, 2026.*The pool decides when it ends/)
  })

  it.each(['remembered', 'confirmed', 'none'] as const)('says that its device is %s', async (device) => {
    await open({ device })
    expect(screen.getByText(text.device[device])).toBeTruthy()
  })

  it('marks the default, and offers to become it otherwise', async () => {
    const bridge = await open({ default: false })
    expect(screen.queryByText(text.isDefault)).toBeNull()
    await press(text.makeDefault)
    expect(bridge.inputs('accounts.setDefault')).toEqual([{ accountId }])
    bridge.push('app.changed', anAppState({ accounts: [anAccount({ default: true })] }))
    await settled()
    expect(screen.getByText(text.isDefault)).toBeTruthy()
    expect(screen.queryByRole('button', { name: text.makeDefault, hidden: true })).toBeNull()
  })

  it('signs out here alone at one press', async () => {
    const bridge = await open({}, { 'accounts.signOut': () => ({ warnings: [] }) })
    await press(text.signOut)
    expect(bridge.inputs('accounts.signOut')).toEqual([{ accountId, everywhere: false, forgetDevice: false }])
  })

  it.each([
    [text.signOutEverywhere, { everywhere: true, forgetDevice: false }],
    [text.forgetDevice, { everywhere: false, forgetDevice: true }],
  ])('asks once more before: %s', async (name, options) => {
    const bridge = await open({}, { 'accounts.signOut': () => ({ warnings: [] }) })
    await press(name)
    expect(bridge.inputs('accounts.signOut')).toEqual([])
    expect(document.activeElement?.textContent).toContain(texts.en.app.cancel)
    await confirm(name)
    expect(bridge.inputs('accounts.signOut')).toEqual([{ accountId, ...options }])
  })

  it('is removed after a question, and stays when that is declined', async () => {
    const bridge = await open({}, { 'accounts.remove': () => ({ warnings: [] }) })
    await press(text.remove)
    await confirm(texts.en.app.cancel)
    expect(bridge.inputs('accounts.remove')).toEqual([])
    expect(document.activeElement?.textContent).toContain(text.remove)
    await press(text.remove)
    await confirm(text.remove)
    expect(bridge.inputs('accounts.remove')).toEqual([{ accountId }])
  })

  it('tells what did not go through when it was removed, though its card is gone', async () => {
    const bridge = await open({}, { 'accounts.remove': () => ({ warnings: ['network/unreachable'] }) })
    await press(text.remove)
    await confirm(text.remove)
    bridge.push('app.changed', anAppState({ accounts: [] }))
    await settled()
    expect(screen.queryByText('mary.jackson@example.com')).toBeNull()
    expect(screen.getByRole('alert').textContent).toContain(errorText.en['network/unreachable'].title)
  })

  it('tells what did not go through when it was signed out', async () => {
    const warnings = ['network/unreachable', 'the device is still listed']
    await open({}, { 'accounts.signOut': () => ({ warnings }) })
    await press(text.signOut)
    await settled()
    const shown = screen.getAllByRole('alert').map(({ textContent }) => textContent)
    expect(shown[0]).toContain(errorText.en['network/unreachable'].title)
    expect(shown[1]).toContain('the device is still listed')
  })

  it('says why it could not be signed out', async () => {
    await open(
      {},
      {
        'accounts.signOut': () => {
          throw new Refusal('keychain/locked', 'locked')
        },
      },
    )
    await press(text.signOut)
    await settled()
    expect(screen.getByRole('alert').textContent).toContain(errorText.en['keychain/locked'].title)
  })

  it('leads back by its password alone, and says what has ended it', async () => {
    const view = { kind: 'credentials', poolName: 'Work', username: 'mary', method: 'USER_SRP_AUTH' } as const
    const bridge = await open(
      { status: 'expired', endedBy: 'session/revoked' },
      { 'signIn.start': () => ({ id: 'sign-in-1', view }) },
    )
    expect(screen.getByText(errorText.en['session/revoked'].title)).toBeTruthy()
    await press(text.signInAgain)
    expect(bridge.inputs('signIn.start')).toEqual([])
    await fireEvent.input(screen.getByLabelText(/^Password of/), { target: { value: 'Pass-1' } })
    await press(text.signInAgain)
    await settled()
    expect(bridge.inputs('signIn.start')).toEqual([{ accountId }])
    expect(bridge.inputs('signIn.answer')).toEqual([
      {
        id: 'sign-in-1',
        answer: { kind: 'credentials', username: 'mary', method: 'USER_SRP_AUTH', password: 'Pass-1' },
      },
    ])
  })

  it('leads back without a password where its sign-in begins with none', async () => {
    const bridge = await open({ status: 'expired', endedBy: 'session/expired', method: 'CUSTOM_AUTH' })
    expect(screen.queryByLabelText(/^Password of/)).toBeNull()
    await press(text.signInAgain)
    expect(bridge.inputs('signIn.start')).toEqual([{ accountId }])
  })

  it('is renewed before its end, of which it says how far ahead it is', async () => {
    const signedInUntil = new Date(Date.now() + 6 * 86_400_000).toISOString()
    const bridge = await open({ endNotice: 'week', signedInUntil })
    expect(screen.getByText('Your sign-in ends in 6 days.')).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: /^Renew the sign-in of/ }))
    expect(bridge.inputs('signIn.start')).toEqual([{ accountId }])
  })

  it('says nothing of an end that has passed', async () => {
    await open({ endNotice: 'hour', signedInUntil: new Date(Date.now() - 1000).toISOString() })
    expect(document.body.textContent).not.toContain('Your sign-in ends')
    expect(document.body.textContent).toContain('The pool decides when it ends')
  })

  it('offers to keep the life that was seen', async () => {
    const bridge = await open({ observedLifeSeconds: 2_592_000 })
    expect(screen.getByText(text.lifeSeen('30 days'))).toBeTruthy()
    await press(text.lifeKeep)
    expect(bridge.inputs('pools.setLife')).toEqual([{ name: 'Work', refreshTokenLifeSeconds: 2_592_000 }])
  })

  it('does not reach beyond its own text, whatever it is called', async () => {
    await open({ label: '<img src=x onerror=alert(1)>\u202Efdp', username: 'a\nb' })
    expect(document.querySelector('img')).toBeNull()
    expect(document.body.textContent).not.toContain('\u202E')
    expect(document.body.textContent).toContain('a⏎b')
  })
})

describe('another account', () => {
  it('opens the sign-in of the only pool', async () => {
    const bridge = await open({})
    await press(text.add)
    expect(bridge.inputs('signIn.start')).toEqual([{ poolName: 'Work' }])
  })

  it('asks which pool where there are several', async () => {
    const pools = [aPool(), aPool({ name: 'Lab' })]
    const bridge = openMain({ state: { pools } })
    await settled()
    await press(text.add)
    await fireEvent.click(screen.getByRole('button', { name: /Lab/ }))
    expect(bridge.inputs('signIn.start')).toEqual([{ poolName: 'Lab' }])
  })
})

it.each(locales)('an empty list invites to sign in, in %s', async (locale) => {
  openMain({ state: { accounts: [], locale } })
  await settled()
  expect(screen.getByText(texts[locale].accounts.empty)).toBeTruthy()
  expect(screen.getByRole('button', { name: texts[locale].accounts.signIn })).toBeTruthy()
})
