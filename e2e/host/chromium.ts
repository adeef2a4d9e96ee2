// The real Chromium behind every window: one per app process, on the profile folder the app chose.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type BrowserContext } from 'playwright-core'

export interface ChromiumOptions {
  /** The app's `userData`. */
  readonly profileFolder: string
  /** A display to show the windows on is asked for; else Chromium draws off-screen. */
  readonly isVisible: boolean
}

export interface Chromium {
  readonly context: BrowserContext
  /** WebSocket address for a test runner to attach to. */
  readonly endpoint: string
}

const executables = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** No request of its own, no first-run page, no second protocol. */
const flags = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
  '--remote-debugging-port=0',
]

/**
 * Path of the Chromium to run: STAND_IN_CHROMIUM, or the system's.
 * @throws Error that names what to install.
 */
export function chromiumPath(): string {
  const chosen = process.env['STAND_IN_CHROMIUM']
  const found = chosen ?? executables.find((path) => existsSync(path))
  if (found === undefined) throw new Error('no Chromium here: install the package `chromium`')
  return found
}

/** Starts Chromium, off-screen without any page. */
export async function startChromium({ profileFolder, isVisible }: ChromiumOptions): Promise<Chromium> {
  mkdirSync(profileFolder, { recursive: true })
  // Left by the last run, it would name a port that somebody else may have by now.
  const portFile = join(profileFolder, 'DevToolsActivePort')
  rmSync(portFile, { force: true })
  const context = await chromium.launchPersistentContext(profileFolder, {
    executablePath: chromiumPath(),
    headless: !isVisible,
    // Chromium's sandbox refuses to run as root, as Electron's does.
    chromiumSandbox: process.geteuid?.() !== 0,
    args: flags,
    viewport: null,
    colorScheme: null,
    serviceWorkers: 'block',
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
  const [port = '', path = ''] = readFileSync(portFile, 'utf8').split('\n')
  // On a display Chromium ends with its last page, and the app may go on without windows: there the first one stays.
  if (!isVisible) for (const page of context.pages()) await page.close()
  return { context, endpoint: `ws://127.0.0.1:${port}${path}` }
}
