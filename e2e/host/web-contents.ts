// `electron.WebContents`: the page inside a window, seen from main.
import { EventEmitter } from 'node:events'
import type { WebContents, WebFrameMain } from 'electron'
import type { PageLink } from './page-link'
import type { StandInSession } from './session'

type WindowOpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0]

/** What a page's contents need of the window around them. */
export interface ContentsOwner {
  /** Set once the page is there. */
  readonly link: PageLink | undefined
  readonly isGone: boolean
  url(): string
  close(): void
}

/** State: the handler for new windows. */
export class StandInWebContents
  extends EventEmitter
  implements
    Pick<
      WebContents,
      'close' | 'forcefullyCrashRenderer' | 'getURL' | 'id' | 'isDestroyed' | 'send' | 'setWindowOpenHandler'
    >
{
  readonly id: number
  readonly session: StandInSession
  private readonly owner: ContentsOwner
  private openHandler: WindowOpenHandler | undefined

  constructor(id: number, owner: ContentsOwner, session: StandInSession) {
    super()
    this.id = id
    this.owner = owner
    this.session = session
  }

  get mainFrame(): Pick<WebFrameMain, 'url' | 'parent'> {
    return { url: this.getURL(), parent: null }
  }

  get targetId(): string | undefined {
    return this.owner.link?.targetId
  }

  send(channel: string, ...args: unknown[]): void {
    this.owner.link?.send({ kind: 'event', channel, args })
  }

  getURL(): string {
    return this.owner.url()
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.openHandler = handler
  }

  isDestroyed(): boolean {
    return this.owner.isGone
  }

  close(): void {
    this.owner.close()
  }

  forcefullyCrashRenderer(): void {
    // The answer to a crash never comes: the page is gone by then.
    this.owner.link?.crash().catch(() => undefined)
  }

  /** Asks the app about a new window. Chromium has opened a page for it by now; the host closes that one. */
  askToOpen(url: string): void {
    const details = {
      url,
      frameName: '',
      features: '',
      disposition: 'new-window',
      referrer: { url: '', policy: 'default' },
    }
    const answer = this.openHandler?.(details as Parameters<WindowOpenHandler>[0])
    if (answer?.action !== 'deny') throw new Error('the stand-in opens no window for a page')
  }
}
