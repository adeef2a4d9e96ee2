// Starting with the computer: the login item of macOS and Windows, the autostart entry of a Linux desktop.
import { homedir } from 'node:os'
import { app } from 'electron'
import { autostartPath } from '../../../shared/autostart-entry'
import { AppError } from '../../../shared/errors'
import type { AutostartView } from '../../../shared/model/autostart'
import { installedProgram, isEntryOn, setEntry } from '../autostart-entry'
import { hiddenFlag } from './lifecycle'

export interface Autostart {
  /** What the system says now: a person may have changed it in the system's own settings. */
  readonly view: () => Promise<AutostartView>
  /** @throws `autostart/other-entry`, `autostart/refused`, `storage/write-failed`. */
  readonly set: (isOn: boolean) => Promise<AutostartView>
}

interface Facts {
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
}

/** How the app starts with this computer. */
export function desktopAutostart({ env, platform }: Facts): Autostart {
  const { isOn, set } = platform === 'linux' ? entryOf(env) : loginItem(platform)
  const view = async (): Promise<AutostartView> => {
    if (!app.isPackaged) return { state: 'not-packaged' }
    return { state: (await isOn()) ? 'on' : 'off' }
  }
  return {
    view,
    set: async (wish) => {
      if (!app.isPackaged) throw refused('a checkout does not start by itself: install Signet')
      await set(wish)
      const now = await view()
      if (now.state !== (wish ? 'on' : 'off')) throw refused('the system left it as it was')
      return now
    },
  }
}

/** Whether macOS started the app as a login item, which takes no arguments that could say so. */
export function wasOpenedAtLogin(platform: NodeJS.Platform): boolean {
  return platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
}

interface Switch {
  readonly isOn: () => Promise<boolean>
  readonly set: (isOn: boolean) => Promise<void>
}

function entryOf(env: NodeJS.ProcessEnv): Switch {
  const path = autostartPath({ env, home: env['HOME'] ?? homedir() })
  const program = installedProgram(env, process.execPath)
  return { isOn: () => isEntryOn(path), set: (isOn) => setEntry({ path, program }, isOn) }
}

function loginItem(platform: NodeJS.Platform): Switch {
  return {
    isOn: () => {
      const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings()
      // On Windows the Task Manager can turn off what is still set to open.
      return Promise.resolve(platform === 'win32' ? executableWillLaunchAtLogin : openAtLogin)
    },
    set: (openAtLogin) => {
      app.setLoginItemSettings({ openAtLogin, ...(platform === 'win32' ? { args: [hiddenFlag] } : {}) })
      return Promise.resolve()
    },
  }
}

const refused = (message: string): AppError => new AppError('autostart/refused', message)
