// The two windows: Signet's own, and the small one that asks for consent.
import { BrowserWindow, type BrowserWindowConstructorOptions } from 'electron'
import type { EventName } from '../../../shared/ipc/channels'
import { pushed, type Pushed } from '../../../shared/ipc/contract'
import type { Log } from '../../core/ports'
import { pageUrl, type PageName } from './pages'

export interface WindowOptions {
  /** Absolute path of the bundled preload script. */
  readonly preload: string
  readonly log: Log
}

/** Called when a window is gone that nobody here took away: closed by the person, crashed, or not loaded. */
export interface WindowListeners {
  readonly mainClosed: () => void
  readonly consentClosed: () => void
}

interface OpenWindow {
  readonly window: BrowserWindow
  readonly loaded: Promise<void>
}

const shapes = {
  index: { width: 960, height: 680, minWidth: 640, minHeight: 480, title: 'Signet' },
  consent: {
    width: 480,
    height: 520,
    title: 'Signet',
    resizable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    alwaysOnTop: true,
  },
} satisfies Record<PageName, BrowserWindowConstructorOptions>

/**
 * State: the windows that are open. Closing the main window ends its renderer, and with it whatever was typed
 * there; the app goes on serving, and `showMain` makes a fresh one.
 */
export class Windows {
  private readonly options: WindowOptions
  private readonly open = new Map<PageName, OpenWindow>()
  private listeners: WindowListeners = { mainClosed: () => undefined, consentClosed: () => undefined }

  constructor(options: WindowOptions) {
    this.options = options
  }

  listen(listeners: WindowListeners): void {
    this.listeners = listeners
  }

  /**
   * Brings Signet's own window to the front, making it where there is none. A person asked for it: it may take focus.
   * Resolves when its page has loaded and listens, or has failed to.
   */
  async showMain(): Promise<void> {
    const existing = this.open.get('index')
    if (existing === undefined) {
      const made = this.make('index', this.listeners.mainClosed)
      made.window.once('ready-to-show', () => made.window.show())
      await made.loaded
      return
    }
    if (existing.window.isMinimized()) existing.window.restore()
    existing.window.show()
    existing.window.focus()
    await existing.loaded
  }

  /**
   * Shows the consent prompt above other windows without taking the keyboard: a person in the middle of typing
   * must not answer by accident.
   */
  showConsent(): void {
    if (this.open.has('consent')) return
    const { window } = this.make('consent', this.listeners.consentClosed)
    window.once('ready-to-show', () => {
      window.showInactive()
      window.flashFrame(true)
    })
  }

  /** Takes the consent prompt away. Forgotten first: its `closed` comes later and must not deny the next question. */
  closeConsent(): void {
    const shown = this.open.get('consent')
    this.open.delete('consent')
    shown?.window.destroy()
  }

  /** Sends a whole view to every window. What the contract does not declare is stripped first. */
  push<E extends EventName>(name: E, view: Pushed<E>): void {
    const parsed: unknown = pushed[name].parse(view)
    for (const { window } of this.open.values()) window.webContents.send(name, parsed)
  }

  private make(page: PageName, closed: () => void): OpenWindow {
    const { preload, log } = this.options
    const window = new BrowserWindow({
      ...shapes[page],
      show: false,
      autoHideMenuBar: true,
      webPreferences: {
        preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        // Chromium's spell checker fetches its dictionaries from the network.
        spellcheck: false,
      },
    })
    window.once('closed', () => {
      if (this.open.get(page)?.window !== window) return
      this.open.delete(page)
      closed()
    })
    // A page without its process shows nothing and answers nothing; closing it lets the next call make a live one.
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      log.write('error', 'window', `the process of ${page} is gone (${reason})`)
      window.destroy()
    })
    const loaded = window.loadURL(pageUrl(page)).catch(() => {
      if (window.isDestroyed()) return
      log.write('error', 'window', `${page} did not load`)
      window.destroy()
    })
    const made: OpenWindow = { window, loaded }
    this.open.set(page, made)
    return made
  }
}
