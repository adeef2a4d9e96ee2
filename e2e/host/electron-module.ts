// The `electron` module of the stand-in: exactly what the app uses, and `webContents`, by which Playwright finds windows.
import process from 'node:process'
import { StandInApp } from './app'
import { browserWindowClass, type StandInWindow, type WindowHost } from './browser-window'
import { startChromium, type Chromium } from './chromium'
import { standInNet, standInPowerMonitor, standInSystemPreferences } from './computer'
import { standInDialog } from './dialog'
import { StandInIpcMain } from './ipc-main'
import { standInMenuClass } from './menu'
import { type NotificationClass, StandInNotification } from './notification'
import { StandInProtocol } from './protocol'
import { routeRequests } from './routing'
import { StandInSession } from './session'
import { standInShell } from './shell'
import { standInUtilityProcess } from './utility-process'

export interface HostOptions {
  /** The folder with the app's package.json. */
  readonly folder: string
  /** As Electron's `process.argv`: the program, then everything behind it. */
  readonly argv: readonly string[]
}

/** Builds the module. `begin` is to be called when the app's main module has run. */
export function electronModule({ folder, argv }: HostOptions) {
  const windows = new Set<StandInWindow>()
  let chromium: Chromium | undefined
  const app = new StandInApp({
    folder,
    argv,
    windows,
    start: async (profileFolder) => {
      chromium = await startChromium({
        profileFolder,
        isVisible: process.env['STAND_IN_DISPLAY'] !== undefined,
      })
      await routeRequests(chromium.context, host)
      // The line by which a test runner finds the windows.
      process.stderr.write(`DevTools listening on ${chromium.endpoint}\n`)
    },
    stop: async () => chromium?.context.close(),
  })
  const isReady = (): boolean => app.isReady()
  const protocol = new StandInProtocol(isReady)
  const session = new StandInSession()
  const ipcMain = new StandInIpcMain()
  const host: WindowHost = { app, ipcMain, protocol, session, windows, context: () => chromium?.context }
  const allContents = () => [...windows].map(({ webContents }) => webContents)

  process.on('SIGINT', () => app.quit())
  process.on('SIGTERM', () => app.quit())
  process.on('SIGHUP', () => app.quit())
  if (app.commandLine.hasSwitch('remote-debugging-port')) endWithParent(app)

  return {
    begin: () => app.begin(),
    electron: {
      app,
      BrowserWindow: browserWindowClass(host),
      dialog: standInDialog(),
      ipcMain,
      Menu: standInMenuClass(() => app.quit()),
      net: standInNet(),
      Notification: StandInNotification satisfies NotificationClass,
      powerMonitor: standInPowerMonitor(),
      protocol,
      session: { defaultSession: session },
      systemPreferences: standInSystemPreferences,
      shell: standInShell(),
      utilityProcess: standInUtilityProcess(isReady),
      webContents: {
        getAllWebContents: allContents,
        fromDevToolsTargetId: (targetId: string) => allContents().find((one) => one.targetId === targetId),
      },
    },
  }
}

/** A test runner that was killed cannot quit its app; a program started by hand outlives its shell, as Electron does. */
function endWithParent(app: StandInApp): void {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) app.exit(1)
  }, 500).unref()
}
