// `electron.session`: who may have a permission, a download, a request.
import { EventEmitter } from 'node:events'
import type { OnBeforeRequestListenerDetails, Session, WebRequest } from 'electron'
import type { BrowserContext } from 'playwright-core'

type RequestHandler = Parameters<Session['setPermissionRequestHandler']>[0]
type CheckHandler = Parameters<Session['setPermissionCheckHandler']>[0]
type BeforeRequest = (
  details: OnBeforeRequestListenerDetails,
  callback: (response: { readonly cancel?: boolean }) => void,
) => void

/** Electron's name of a permission, and the names under which Chromium's protocol knows it. */
const permissions = [
  { electron: 'geolocation', chromium: ['geolocation'] },
  { electron: 'notifications', chromium: ['notifications'] },
  { electron: 'media', chromium: ['camera', 'microphone'] },
  { electron: 'clipboard-read', chromium: ['clipboard-read'] },
  { electron: 'midi', chromium: ['midi'] },
] as const

/** State: the handlers that the app has set. */
export class StandInSession
  extends EventEmitter
  implements
    Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>
{
  private requestHandler: RequestHandler = null
  private checkHandler: CheckHandler = null
  private beforeRequest: BeforeRequest | undefined

  readonly webRequest: Pick<WebRequest, 'onBeforeRequest'> = {
    onBeforeRequest: (filterOrListener: unknown, listener?: unknown) => {
      const chosen = typeof filterOrListener === 'function' ? filterOrListener : listener
      // Both overloads end in the listener; a filter is not used by the app and would be ignored silently.
      if (chosen === undefined || typeof filterOrListener !== 'function') {
        throw new TypeError('the stand-in knows onBeforeRequest(listener) alone')
      }
      this.beforeRequest = chosen as BeforeRequest
    },
  }

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.requestHandler = handler
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.checkHandler = handler
  }

  /** Chromium off-screen offers no USB, HID or serial device, whatever is answered. */
  setDevicePermissionHandler(): void {
    return
  }

  /** Whether the app lets a request go out. */
  async mayRequest(details: { readonly url: string; readonly method: string }): Promise<boolean> {
    const listener = this.beforeRequest
    if (listener === undefined) return true
    const { promise, resolve } = answerable<boolean>()
    listener(
      { ...details, id: 0, resourceType: 'other', timestamp: Date.now(), referrer: '', uploadData: [] },
      ({ cancel }) => resolve(cancel !== true),
    )
    return promise
  }

  /**
   * Asks the handlers once for each permission and gives Chromium their answers. Electron asks when a page does;
   * Chromium's protocol wants to know beforehand.
   */
  async applyPermissions(context: BrowserContext, contents: Electron.WebContents): Promise<void> {
    const [page] = context.pages()
    if (page === undefined) return
    const cdp = await context.newCDPSession(page)
    for (const { electron, chromium } of permissions) {
      const setting = (await this.isGranted(contents, electron)) ? 'granted' : 'denied'
      for (const name of chromium) {
        await cdp.send('Browser.setPermission', { permission: { name }, setting })
      }
    }
    await cdp.detach()
  }

  private async isGranted(
    contents: Electron.WebContents,
    permission: (typeof permissions)[number]['electron'],
  ): Promise<boolean> {
    const details = { isMainFrame: true, requestingUrl: contents.getURL() }
    const isChecked =
      this.checkHandler === null || this.checkHandler(contents, permission, '', { ...details })
    if (!isChecked || this.requestHandler === null) return isChecked
    const { promise, resolve } = answerable<boolean>()
    this.requestHandler(contents, permission, resolve, details)
    return promise
  }
}

function answerable<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
