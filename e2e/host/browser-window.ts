// `electron.BrowserWindow`: a page of Chromium with the manners of a window.
import { EventEmitter } from 'node:events'
import process from 'node:process'
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import type { BrowserContext, Page } from 'playwright-core'
import { preventable, type StandInApp } from './app'
import type { StandInIpcMain } from './ipc-main'
import { PageLink } from './page-link'
import type { StandInProtocol } from './protocol'
import type { StandInSession } from './session'
import { StandInWebContents } from './web-contents'

type WindowSurface = Pick<
  BrowserWindow,
  | 'close'
  | 'destroy'
  | 'flashFrame'
  | 'focus'
  | 'getTitle'
  | 'hide'
  | 'isAlwaysOnTop'
  | 'isDestroyed'
  | 'isFocused'
  | 'isMinimized'
  | 'isResizable'
  | 'isVisible'
  | 'loadURL'
  | 'minimize'
  | 'restore'
  | 'show'
  | 'showInactive'
>

/** What every window of one app shares. */
export interface WindowHost {
  readonly app: StandInApp
  readonly ipcMain: StandInIpcMain
  readonly protocol: StandInProtocol
  readonly session: StandInSession
  readonly windows: Set<StandInWindow>
  /** Undefined before `ready`. */
  readonly context: () => BrowserContext | undefined
}

let lastId = 0

/** State: what the window looks like from outside, and the page inside. */
export class StandInWindow extends EventEmitter implements WindowSurface {
  readonly id = ++lastId
  readonly webContents: StandInWebContents
  page: Page | undefined
  link: PageLink | undefined
  isGone = false
  /** While the app itself loads a page: such a navigation asks nobody. */
  isLoading = false
  private readonly host: WindowHost
  private readonly options: BrowserWindowConstructorOptions
  private readonly opened: Promise<Page>
  private isShown: boolean
  private isActive = false
  private isSmall = false
  private wasReadyToShow = false

  constructor(host: WindowHost, options: BrowserWindowConstructorOptions) {
    super()
    const context = host.context()
    if (context === undefined) throw new Error('Cannot create BrowserWindow before app is ready')
    this.host = host
    this.options = options
    this.isShown = options.show !== false
    this.webContents = new StandInWebContents(this.id, this, host.session)
    host.windows.add(this)
    host.app.emit('web-contents-created', preventable(), this.webContents)
    this.opened = this.open(context)
    // Whoever loads a page gets the reason; without this line a failure nobody waits for ends the process.
    this.opened.catch(() => undefined)
  }

  url(): string {
    return this.host.protocol.inward(this.page?.url() ?? '')
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.opened
    this.isLoading = true
    try {
      await page.goto(this.host.protocol.outward(url))
    } finally {
      this.isLoading = false
    }
  }

  show(): void {
    this.appear()
    this.focus()
  }

  showInactive(): void {
    this.appear()
  }

  hide(): void {
    this.isShown = false
    this.isActive = false
    this.emit('hide')
  }

  focus(): void {
    for (const other of this.host.windows) other.isActive = false
    this.isActive = true
    this.page?.bringToFront().catch(() => undefined)
    this.emit('focus')
  }

  minimize(): void {
    this.isSmall = true
    this.emit('minimize')
  }

  restore(): void {
    this.isSmall = false
    this.emit('restore')
  }

  /** Off-screen there is no frame to flash. */
  flashFrame(_flag: boolean): void {
    return
  }

  close(): void {
    if (this.isGone) return
    const event = preventable()
    this.emit('close', event)
    if (event.defaultPrevented) this.host.app.stay()
    else this.destroy()
  }

  destroy(): void {
    if (this.isGone) return
    this.isGone = true
    this.host.windows.delete(this)
    this.opened.then(
      (page) => page.close().catch(() => undefined),
      () => undefined,
    )
    this.webContents.emit('destroyed')
    this.emit('closed')
    this.host.app.windowGone()
  }

  isDestroyed = (): boolean => this.isGone
  isVisible = (): boolean => this.isShown
  isFocused = (): boolean => this.isActive
  isMinimized = (): boolean => this.isSmall
  isResizable = (): boolean => this.options.resizable !== false
  isAlwaysOnTop = (): boolean => this.options.alwaysOnTop === true
  getTitle = (): string => this.options.title ?? this.host.app.getName()

  private appear(): void {
    if (this.isShown) return
    this.isShown = true
    this.emit('show')
  }

  private async open(context: BrowserContext): Promise<Page> {
    const page = await context.newPage()
    this.page = page
    const { width = 800, height = 600, webPreferences } = this.options
    if (process.env['STAND_IN_DISPLAY'] === undefined) await page.setViewportSize({ width, height })
    await this.host.session.applyPermissions(context, this.webContents as unknown as Electron.WebContents)
    this.listen(page)
    this.link = await PageLink.open({
      page,
      preload: webPreferences?.preload,
      heard: (message, answer) => void this.host.ipcMain.receive(message, this.webContents, answer),
      windowOpened: (url) => this.webContents.askToOpen(this.host.protocol.inward(url)),
    })
    return page
  }

  private listen(page: Page): void {
    page.on('close', () => this.destroy())
    page.on('domcontentloaded', () => this.webContents.emit('dom-ready', preventable()))
    page.on('load', () => this.finishLoading())
    page.on('crash', () => {
      this.webContents.emit('render-process-gone', preventable(), { reason: 'crashed', exitCode: 1 })
    })
    page.on('popup', (popup) => void popup.close().catch(() => undefined))
    page.on('download', (download) => {
      const event = preventable()
      this.host.session.emit('will-download', event, {}, this.webContents)
      if (event.defaultPrevented) download.cancel().catch(() => undefined)
    })
  }

  private finishLoading(): void {
    this.webContents.emit('did-finish-load')
    if (this.wasReadyToShow) return
    this.wasReadyToShow = true
    this.emit('ready-to-show')
  }
}

/** The class that the app constructs, bound to its host. */
export function browserWindowClass(host: WindowHost) {
  return class extends StandInWindow {
    constructor(options: BrowserWindowConstructorOptions = {}) {
      super(host, options)
    }

    static getAllWindows(): StandInWindow[] {
      return [...host.windows]
    }

    static fromWebContents(contents: StandInWebContents): StandInWindow | null {
      return [...host.windows].find((window) => window.webContents === contents) ?? null
    }
  }
}
