import { describe, expect, it, vi } from 'vitest'
import { fakeLog, memoryRecordStore } from '../fakes'
import { defaultSettings, SettingsFile } from './settings'

async function settingsIn(files: Readonly<Record<string, string>> = {}) {
  const store = memoryRecordStore(files)
  const settings = new SettingsFile({ store, log: fakeLog() })
  await settings.load()
  return { settings, store }
}

describe('settings', () => {
  it('follow the system until a person chooses', async () => {
    expect((await settingsIn()).settings.get()).toEqual(defaultSettings)
  })

  it('change what a patch names, tell listeners, and survive a restart', async () => {
    const { settings, store } = await settingsIn()
    const listener = vi.fn()
    settings.onChange(listener)
    await settings.set({ theme: 'dark' })
    await settings.set({ locale: 'ja' })
    expect(listener).toHaveBeenCalledTimes(2)
    const again = await settingsIn(Object.fromEntries(store.files))
    expect(again.settings.get()).toEqual({ locale: 'ja', theme: 'dark' })
  })

  it('are the defaults again when the file is damaged, and the file is set aside', async () => {
    const { settings, store } = await settingsIn({ 'settings.json': '{"version":1,"locale":"xx"}' })
    expect(settings.get()).toEqual(defaultSettings)
    expect(settings.setAside).toBe('settings.json.damaged')
    expect(store.files.has('settings.json.damaged')).toBe(true)
  })
})
