import { screen, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { errorText, texts } from '../../../shared/text/text'
import { aDevice, anAccount, Refusal, type Replies, someDetails } from '../../fake-bridge'
import { openAccount, press, quoted, type } from '../../open-account'

const text = texts.en.account.devices
const { account, accounts, app } = texts.en
const { id: accountId } = anAccount()
const [here, other] = someDetails().devices as [ReturnType<typeof aDevice>, ReturnType<typeof aDevice>]
const phone = quoted(other.name)
const section = () => screen.getByRole('region', { name: text.title })
const rows = () => within(section()).getAllByRole('listitem')

async function open(devices: () => readonly ReturnType<typeof aDevice>[], replies: Replies = {}) {
  return openAccount({ details: () => ({ devices: [...devices()] }), replies })
}

describe('the list of devices', () => {
  it('says of each when and where it was used, and which one is this', async () => {
    await open(() => [here, other])
    const [first, second] = rows()
    expect(first?.textContent).toContain(text.thisDevice)
    expect(first?.textContent).toContain(text.remembered)
    expect(first?.textContent).toMatch(/Last used Nov 20, 2026.*known since Nov 2, 2026.*203\.0\.113\.7/)
    expect(second?.textContent).not.toContain(text.thisDevice)
    expect(second?.textContent).toContain(text.notRemembered)
  })

  it('says that there are none, and why where the pool keeps none', async () => {
    await open(() => [])
    expect(section().textContent).toContain(text.empty)
  })

  it('of a pool that keeps none has nothing to try again', async () => {
    await openAccount({
      details: { devices: [], problems: [{ part: 'devices', code: 'account/devices-not-tracked' }] },
    })
    expect(section().textContent).toContain(errorText.en['account/devices-not-tracked'].title)
    expect(screen.queryByRole('button', { name: app.tryAgain })).toBeNull()
  })

  it('shows a few of many, then all, and leads on from there', async () => {
    const many = Array.from({ length: 64 }, (_, index) =>
      aDevice({ deviceKey: `eu-west-1_${String(index)}`, name: `D${String(index)}`, isThisDevice: false }),
    )
    await open(() => [here, ...many])
    expect(rows()).toHaveLength(8)
    await press(text.showAll(65))
    expect(rows()).toHaveLength(65)
    expect(document.activeElement?.getAttribute('aria-label')).toBe(text.renameNamed(quoted('D7')))
  })

  it('does not reach beyond its own text, whatever a device is called', async () => {
    await open(() => [aDevice({ name: '<img src=x>\u202Efdp' })])
    expect(section().querySelector('img')).toBeNull()
    expect(section().textContent).not.toContain('\u202E')
  })
})

describe('a device', () => {
  it('is renamed on this computer, and says that the name stays here', async () => {
    let { name } = other
    const bridge = await open(() => [here, { ...other, name }], {
      'account.renameDevice': (rename) => void (name = rename.name),
    })
    await press(text.renameNamed(phone))
    expect(screen.getByText(text.nameHint)).toBeTruthy()
    await type(text.name, 'My phone')
    await press(account.save)
    expect(bridge.inputs('account.renameDevice')).toEqual([
      { accountId, deviceKey: other.deviceKey, name: 'My phone' },
    ])
    expect(screen.getByText(text.renamed(quoted('My phone')))).toBeTruthy()
    expect(document.activeElement?.getAttribute('aria-label')).toBe(text.renameNamed(quoted('My phone')))
  })

  it('is remembered, and the button keeps the focus', async () => {
    let remembered = false
    const bridge = await open(() => [here, { ...other, remembered }], {
      'account.rememberDevice': () => void (remembered = true),
    })
    const button = screen.getByRole('button', { name: text.rememberNamed(phone) })
    button.focus()
    await press(text.rememberNamed(phone))
    expect(bridge.inputs('account.rememberDevice')).toEqual([
      { accountId, deviceKey: other.deviceKey, remembered: true },
    ])
    expect(document.activeElement).toBe(button)
    expect(button.getAttribute('aria-label')).toBe(text.doNotRememberNamed(phone))
  })

  it('is forgotten after a question, and the focus goes to the section', async () => {
    let devices = [here, other]
    const bridge = await open(() => devices, { 'account.forgetDevice': () => void (devices = [here]) })
    await press(text.forgetNamed(phone))
    expect(screen.getByText(text.forgetBody)).toBeTruthy()
    expect(bridge.inputs('account.forgetDevice')).toEqual([])
    await press(text.forget)
    expect(bridge.inputs('account.forgetDevice')).toEqual([{ accountId, deviceKey: other.deviceKey }])
    expect(rows()).toHaveLength(1)
    expect(screen.getByText(text.forgotten(phone))).toBeTruthy()
    expect(document.activeElement?.textContent).toBe(text.title)
  })

  it('that was forgotten elsewhere is said to be gone, and goes', async () => {
    let devices = [here, other]
    await open(() => devices, {
      'account.rememberDevice': () => {
        devices = [here]
        throw new Refusal('account/device-unknown', 'Device does not exist.')
      },
    })
    await press(text.rememberNamed(phone))
    expect(rows()).toHaveLength(1)
    expect(screen.getByText(text.alreadyGone(phone))).toBeTruthy()
    expect(document.activeElement?.textContent).toBe(text.title)
  })

  it('that is this one is forgotten by signing out', async () => {
    const bridge = await open(() => [here, other], { 'accounts.signOut': () => ({ warnings: [] }) })
    await within(section()).findByRole('button', { name: accounts.forgetDevice })
    within(section()).getByRole('button', { name: accounts.forgetDevice }).click()
    await press(text.renameNamed(phone))
    expect(screen.getByText(accounts.forgetDeviceBody)).toBeTruthy()
    within(section()).getByRole('button', { name: accounts.forgetDevice }).click()
    expect(bridge.inputs('account.forgetDevice')).toEqual([])
    expect(bridge.inputs('accounts.signOut')).toEqual([{ accountId, everywhere: false, forgetDevice: true }])
  })
})

describe('all other devices', () => {
  const third = aDevice({ deviceKey: 'eu-west-1_3', name: 'Tablet', isThisDevice: false })

  it('are forgotten after a question that says how many and what becomes of them', async () => {
    let devices = [here, other, third]
    const bridge = await open(() => devices, {
      'account.forgetOtherDevices': () => {
        devices = [here]
        return { forgotten: 2, warnings: ['one more is left'] }
      },
    })
    await press(text.forgetOthers)
    expect(screen.getByText(text.forgetOthersTitle(2))).toBeTruthy()
    expect(screen.getByText(text.forgetOthersBody)).toBeTruthy()
    expect(bridge.inputs('account.forgetOtherDevices')).toEqual([])
    await press(text.forgetOthers)
    expect(bridge.inputs('account.forgetOtherDevices')).toEqual([{ accountId }])
    expect(screen.getByText(text.othersForgotten(2))).toBeTruthy()
    expect(screen.getByRole('alert').textContent).toContain('one more is left')
    expect(rows()).toHaveLength(1)
  })

  it('stay when the question is declined', async () => {
    const bridge = await open(() => [here, other, third])
    await press(text.forgetOthers)
    await press(app.cancel)
    expect(bridge.inputs('account.forgetOtherDevices')).toEqual([])
    expect(document.activeElement?.textContent.trim()).toBe(text.forgetOthers)
  })
})
