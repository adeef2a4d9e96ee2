// The login items of macOS and Windows with Electron's answers as it documents them; it has run on neither.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { desktopAutostart, wasOpenedAtLogin } from './autostart'

/** Electron's app, as far as it knows of login items; `obeys`: whether the system does what it is told. */
const system = vi.hoisted(() => ({
  isPackaged: true,
  obeys: true,
  settings: { openAtLogin: false, executableWillLaunchAtLogin: false, wasOpenedAtLogin: false },
  told: [] as unknown[],
}))
vi.mock('electron', () => ({
  app: {
    get isPackaged() {
      return system.isPackaged
    },
    getLoginItemSettings: () => system.settings,
    setLoginItemSettings: (wish: { openAtLogin: boolean }) => {
      system.told.push(wish)
      if (!system.obeys) return
      Object.assign(system.settings, {
        openAtLogin: wish.openAtLogin,
        executableWillLaunchAtLogin: wish.openAtLogin,
      })
    },
  },
  protocol: {},
}))

beforeEach(() => {
  Object.assign(system, { isPackaged: true, obeys: true, told: [] })
  Object.assign(system.settings, {
    openAtLogin: false,
    executableWillLaunchAtLogin: false,
    wasOpenedAtLogin: false,
  })
})

describe.each([
  ['darwin', { openAtLogin: true }],
  ['win32', { openAtLogin: true, args: ['--hidden'] }],
] as const)('the login item on %s', (platform, told) => {
  const autostart = desktopAutostart({ env: {}, platform })

  it('is turned on, without a window, and off again', async () => {
    expect(await autostart.view()).toEqual({ state: 'off' })
    expect(await autostart.set(true)).toEqual({ state: 'on' })
    expect(await autostart.view()).toEqual({ state: 'on' })
    expect(await autostart.set(false)).toEqual({ state: 'off' })
    expect(system.told).toEqual([told, { ...told, openAtLogin: false }])
  })

  it('that the system does not take is an error, not a switch that lies', async () => {
    system.obeys = false
    await expect(autostart.set(true)).rejects.toMatchObject({ code: 'autostart/refused' })
    expect(await autostart.view()).toEqual({ state: 'off' })
  })
})

it('is off on Windows where the Task Manager turned it off', async () => {
  system.settings.openAtLogin = true
  expect(await desktopAutostart({ env: {}, platform: 'win32' }).view()).toEqual({ state: 'off' })
})

it('keeps an entry of the desktop on Linux, and no login item', async () => {
  const config = mkdtempSync(join(tmpdir(), 'autostart-'))
  onTestFinished(() => rmSync(config, { recursive: true }))
  const autostart = desktopAutostart({ env: { XDG_CONFIG_HOME: config }, platform: 'linux' })
  expect(await autostart.set(true)).toEqual({ state: 'on' })
  expect(existsSync(join(config, 'autostart/signet.desktop'))).toBe(true)
  expect(await autostart.set(false)).toEqual({ state: 'off' })
  expect(system.told).toEqual([])
})

it.each(['linux', 'darwin', 'win32'] as const)('is not offered from a checkout (%s)', async (platform) => {
  system.isPackaged = false
  const autostart = desktopAutostart({ env: { XDG_CONFIG_HOME: '/nonexistent' }, platform })
  expect(await autostart.view()).toEqual({ state: 'not-packaged' })
  await expect(autostart.set(true)).rejects.toMatchObject({ code: 'autostart/refused' })
  expect(system.told).toEqual([])
})

it('knows a start by the login item where no argument says so: on macOS alone', () => {
  expect(wasOpenedAtLogin('darwin')).toBe(false)
  system.settings.wasOpenedAtLogin = true
  expect(wasOpenedAtLogin('darwin')).toBe(true)
  expect(wasOpenedAtLogin('win32')).toBe(false)
})
