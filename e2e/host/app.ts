// `electron.app`: paths, the single instance, and the order in which an app starts and ends.
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { App, CommandLine, LoginItemSettings } from 'electron'
import { SingleInstance } from './single-instance'

type AppSurface = Pick<
  App,
  | 'enableSandbox'
  | 'exit'
  | 'getAppPath'
  | 'getLoginItemSettings'
  | 'getName'
  | 'getPath'
  | 'getPreferredSystemLanguages'
  | 'getVersion'
  | 'isPackaged'
  | 'isReady'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setLoginItemSettings'
  | 'setPath'
  | 'whenReady'
>

/** What the app needs of its windows when it ends. */
export interface ClosableWindow {
  close(): void
  destroy(): void
}

export interface AppOptions {
  /** The folder with the app's package.json. */
  readonly folder: string
  /** As Electron's `process.argv`. */
  readonly argv: readonly string[]
  readonly windows: ReadonlySet<ClosableWindow>
  /** Brings up Chromium on the app's profile folder. */
  readonly start: (profileFolder: string) => Promise<void>
  readonly stop: () => Promise<void>
}

type PathName = Parameters<App['getPath']>[0]

/** An event that a listener may call off. */
export interface Preventable {
  readonly defaultPrevented: boolean
  preventDefault(): void
}

/** A fresh event of the kind Electron hands to a listener that may call it off. */
export function preventable(): Preventable {
  let defaultPrevented = false
  return {
    get defaultPrevented() {
      return defaultPrevented
    },
    preventDefault: () => {
      defaultPrevented = true
    },
  }
}

/** State: how far the app is between its first line and its exit. */
export class StandInApp extends EventEmitter implements AppSurface {
  readonly isPackaged = false
  readonly commandLine: Pick<CommandLine, 'hasSwitch'>
  private readonly options: AppOptions
  private readonly manifest: {
    readonly name: string
    readonly productName?: string
    readonly version: string
  }
  private readonly paths = new Map<PathName, string>()
  private readonly singleInstance: SingleInstance
  private readonly ready: Promise<void>
  private becomeReady: () => void = () => undefined
  private phase: 'loading' | 'starting' | 'ready' | 'exiting' = 'loading'
  private isQuitting = false

  constructor(options: AppOptions) {
    super()
    this.options = options
    this.manifest = JSON.parse(
      readFileSync(join(options.folder, 'package.json'), 'utf8'),
    ) as StandInApp['manifest']
    this.commandLine = {
      hasSwitch: (name) => options.argv.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)),
    }
    this.singleInstance = new SingleInstance(({ argv, workingDirectory, additionalData }) => {
      this.emit('second-instance', preventable(), argv, workingDirectory, additionalData)
    })
    this.ready = new Promise((resolve) => {
      this.becomeReady = resolve
    })
  }

  /** Called by the host once the app's main module has run: `ready` comes after it, never during. */
  async begin(): Promise<void> {
    if (this.phase !== 'loading') return
    this.phase = 'starting'
    await this.options.start(this.getPath('userData'))
    this.phase = 'ready'
    this.emit('ready', preventable(), {})
    this.becomeReady()
  }

  whenReady(): Promise<void> {
    return this.ready
  }

  isReady(): boolean {
    return this.phase === 'ready'
  }

  enableSandbox(): void {
    if (this.phase !== 'loading')
      throw new Error('app.enableSandbox() can only be called before app is ready')
  }

  getAppPath(): string {
    return this.options.folder
  }

  getName(): string {
    return this.manifest.productName ?? this.manifest.name
  }

  getVersion(): string {
    return this.manifest.version
  }

  getPreferredSystemLanguages(): string[] {
    const { LC_ALL, LC_MESSAGES, LANG } = process.env
    const [locale = ''] = (LC_ALL ?? LC_MESSAGES ?? LANG ?? '').split('.')
    return [locale === '' || locale === 'C' || locale === 'POSIX' ? 'en-US' : locale.replace('_', '-')]
  }

  getPath(name: PathName): string {
    const set = this.paths.get(name)
    if (set !== undefined) return set
    const appData = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config')
    const defaults: Partial<Record<PathName, string>> = {
      appData,
      home: homedir(),
      temp: tmpdir(),
      userData: join(appData, this.getName()),
    }
    const path = defaults[name]
    if (path === undefined) throw new Error(`Failed to get '${name}' path`)
    return path
  }

  /** There are no login items on Linux. */
  getLoginItemSettings(): LoginItemSettings {
    return {
      openAtLogin: false,
      wasOpenedAtLogin: false,
      status: 'not-registered',
      executableWillLaunchAtLogin: false,
      launchItems: [],
    }
  }

  /** As Electron on Linux. */
  setLoginItemSettings(): void {
    return
  }

  setPath(name: PathName, path: string): void {
    this.paths.set(name, path)
  }

  requestSingleInstanceLock(additionalData: Record<string, unknown> = {}): boolean {
    return this.singleInstance.request(this.getPath('userData'), {
      argv: [...this.options.argv],
      workingDirectory: process.cwd(),
      additionalData,
    })
  }

  /** before-quit, then every window's close, then will-quit, then quit. Each of the first three may call it off. */
  quit(): void {
    if (this.isQuitting || this.phase === 'exiting') return
    this.isQuitting = true
    const event = preventable()
    this.emit('before-quit', event)
    if (event.defaultPrevented) {
      this.isQuitting = false
      return
    }
    if (this.options.windows.size === 0) this.finishQuitting()
    else for (const window of [...this.options.windows]) window.close()
  }

  /** A window's `close` was prevented: the app stays. */
  stay(): void {
    this.isQuitting = false
  }

  /** A window is gone. The last one ends the app, unless somebody listens for that. */
  windowGone(): void {
    if (this.options.windows.size > 0 || this.phase === 'exiting') return
    if (this.isQuitting) this.finishQuitting()
    else if (!this.emit('window-all-closed')) this.quit()
  }

  /** At once: no before-quit, no will-quit, no question to a window. */
  exit(exitCode = 0): void {
    if (this.phase === 'exiting') return
    const hasStarted = this.phase !== 'loading'
    this.phase = 'exiting'
    for (const window of [...this.options.windows]) window.destroy()
    this.emit('quit', preventable(), exitCode)
    this.singleInstance.release()
    if (!hasStarted) process.exit(exitCode)
    void this.options.stop().finally(() => process.exit(exitCode))
  }

  private finishQuitting(): void {
    const event = preventable()
    this.emit('will-quit', event)
    if (event.defaultPrevented) this.isQuitting = false
    else this.exit(0)
  }
}
