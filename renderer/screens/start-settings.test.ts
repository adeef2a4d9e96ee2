import { fireEvent, screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { errorText, locales, texts } from '../../shared/text/text'
import { Refusal, type Replies } from '../fake-bridge'
import { openMain, settled } from '../open-window'

async function openSettings(replies: Replies = {}, locale: (typeof locales)[number] = 'en') {
  const bridge = openMain({ state: { locale }, replies })
  await settled()
  await fireEvent.click(screen.getByRole('button', { name: texts[locale].pages.settings }))
  await settled()
  return bridge
}

const text = texts.en.settings.start
const box = () => screen.getByLabelText<HTMLInputElement>(text.atSignIn)

describe('starting with the computer', () => {
  it('is as the system says, each time the settings are shown', async () => {
    let state: 'on' | 'off' = 'on'
    const bridge = await openSettings({ 'autostart.view': () => ({ state }) })
    expect(box().checked).toBe(true)
    await fireEvent.click(screen.getByRole('button', { name: texts.en.pages.pools }))
    state = 'off'
    await fireEvent.click(screen.getByRole('button', { name: texts.en.pages.settings }))
    await settled()
    expect(box().checked).toBe(false)
    expect(bridge.inputs('autostart.view')).toHaveLength(2)
  })

  it('is switched on and off again, and never by the settings that Signet keeps', async () => {
    const bridge = await openSettings({ 'autostart.set': ({ isOn }) => ({ state: isOn ? 'on' : 'off' }) })
    await fireEvent.click(box())
    await settled()
    expect(box().checked).toBe(true)
    await fireEvent.click(box())
    await settled()
    expect(box().checked).toBe(false)
    expect(bridge.inputs('autostart.set')).toEqual([{ isOn: true }, { isOn: false }])
    expect(bridge.inputs('settings.set')).toEqual([])
  })

  it('that was refused stands as it was, and it is said why', async () => {
    const refuse = () => {
      throw new Refusal('autostart/other-entry', '/c/autostart/signet.desktop was not written by Signet')
    }
    await openSettings({ 'autostart.set': refuse })
    await fireEvent.click(box())
    await settled()
    expect(box().checked).toBe(false)
    const alert = screen.getByRole('alert').textContent
    expect(alert).toContain(errorText.en['autostart/other-entry'].title)
    expect(alert).toContain('/c/autostart/signet.desktop')
  })

  it.each(locales)('is not offered from a checkout, and it is said why (%s)', async (locale) => {
    await openSettings({ 'autostart.view': () => ({ state: 'not-packaged' }) }, locale)
    const words = texts[locale].settings.start
    expect(screen.getByText(words.notPackaged)).toBeTruthy()
    expect(screen.queryByLabelText(words.atSignIn)).toBeNull()
  })
})
