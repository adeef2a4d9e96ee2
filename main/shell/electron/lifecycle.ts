// From the first line to the last: one desktop per user, hidden or shown, and an orderly end.
import { mkdirSync } from 'node:fs'
import { app } from 'electron'
import type { Log } from '../../core/ports'
import { registerBundleScheme } from './protocol'
import { closeContents, weakeningSwitch } from './security'

/** Starts without a window: what `signet` and the login item pass. */
export const hiddenFlag = '--hidden'

/** How long the host may take to answer what it has and close. */
const closeLimitMs = 5_000

export interface DesktopStart {
  /** Chromium's profile, `<state>/window`; made private here, before Chromium would make it readable. */
  readonly profileFolder: string
  readonly log: Log
}

/**
 * Everything that Electron wants before `ready`; call it first of all, and end when it says no.
 * @returns whether this process is the desktop. When not, it is already on its way out: another desktop has been
 *   asked to show its window, or the command line weakens the window's safety.
 */
export function claimDesktop({ profileFolder, log }: DesktopStart): boolean {
  mkdirSync(profileFolder, { recursive: true, mode: 0o700 })
  app.setPath('userData', profileFolder)
  const weakening = app.isPackaged ? weakeningSwitch(app.commandLine) : undefined
  if (weakening !== undefined) {
    process.stderr.write(
      `Signet does not start with --${weakening}: it would weaken the window's protection.\n`,
    )
    app.exit(1)
    return false
  }
  if (!app.requestSingleInstanceLock()) {
    app.exit(0)
    return false
  }
  app.enableSandbox()
  registerBundleScheme()
  closeContents(app, log)
  return true
}

export interface DesktopRun {
  readonly argv: readonly string[]
  /** The system started it with the session, and passes no argument that says so. */
  readonly isLoginItem: boolean
  readonly showMain: () => Promise<void>
  /** Closes the host: sockets, keychain, audit. */
  readonly closeHost: () => Promise<void>
  readonly log: Log
}

/** Shows the window unless told to hide, and keeps the app alive until it is told to quit. After `ready`. */
export function runDesktop({ argv, isLoginItem, showMain, closeHost, log }: DesktopRun): void {
  // The other process's arguments and folder are dropped: they are whatever its starter liked (CVE-2018-1000006).
  app.on('second-instance', () => void showMain())
  app.on('activate', () => void showMain())
  // Without a listener Electron quits with the last window; the broker goes on serving without one.
  app.on('window-all-closed', () => undefined)
  quitInOrder(closeHost, log)
  if (!argv.includes(hiddenFlag) && !isLoginItem) void showMain()
}

/** Holds the first quit until the host is closed, at most `closeLimitMs`; the second one goes through. */
function quitInOrder(closeHost: () => Promise<void>, log: Log): void {
  let state: 'running' | 'closing' | 'closed' = 'running'
  app.on('will-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    void closeInTime(closeHost, log).then(() => {
      state = 'closed'
      app.quit()
    })
  })
}

async function closeInTime(closeHost: () => Promise<void>, log: Log): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      log.write('error', 'lifecycle', `the host did not close within ${closeLimitMs} ms`)
      resolve()
    }, closeLimitMs)
  })
  try {
    await Promise.race([closeHost(), limit])
  } catch (error) {
    log.write('error', 'lifecycle', `closing failed (${error instanceof Error ? error.name : typeof error})`)
  } finally {
    clearTimeout(timer)
  }
}
