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
    expect(again.settings.get()).toEqual({ ...defaultSettings, locale: 'ja', theme: 'dark' })
  })

  it('of a Signet without a lock keep what was chosen, and lock nothing by themselves', async () => {
    const { settings, store } = await settingsIn({
      'settings.json': '{"version":1,"locale":"ja","theme":"dark"}',
    })
    expect([settings.get(), settings.setAside]).toEqual([
      {
        locale: 'ja',
        theme: 'dark',
        lockAtScreenLock: false,
        lockAtSleep: false,
        lockAfterIdleMinutes: 'never',
        unlockWith: 'presence',
      },
      undefined,
    ])
    await settings.set({ lockAtSleep: true, lockAfterIdleMinutes: 30 })
    await settings.set({ lockAtScreenLock: true, lockAtSleep: false })
    const again = await settingsIn(Object.fromEntries(store.files))
    expect(again.settings.get()).toEqual({
      locale: 'ja',
      theme: 'dark',
      lockAtScreenLock: true,
      lockAtSleep: false,
      lockAfterIdleMinutes: 30,
      unlockWith: 'presence',
    })
  })

  it('of a Signet with one way to unlock keep it', async () => {
    const { unlockWith: _none, ...before } = { ...defaultSettings, lockAtSleep: true }
    const text = JSON.stringify({ version: 2, ...before })
    const { settings, store } = await settingsIn({ 'settings.json': text })
    expect(settings.get()).toEqual({ ...before, unlockWith: 'presence' })
    await settings.set({ unlockWith: 'password' })
    const again = await settingsIn(Object.fromEntries(store.files))
    expect(again.settings.get()).toEqual({ ...before, unlockWith: 'password' })
  })

  it('take no idle time but those that are offered', async () => {
    const text = JSON.stringify({ version: 3, ...defaultSettings, lockAfterIdleMinutes: 7 })
    expect((await settingsIn({ 'settings.json': text })).settings.setAside).toBe('settings.json.damaged')
  })

  it('are the defaults again when the file is damaged, and the file is set aside', async () => {
    const { settings, store } = await settingsIn({ 'settings.json': '{"version":1,"locale":"xx"}' })
    expect(settings.get()).toEqual(defaultSettings)
    expect(settings.setAside).toBe('settings.json.damaged')
    expect(store.files.has('settings.json.damaged')).toBe(true)
  })
})
