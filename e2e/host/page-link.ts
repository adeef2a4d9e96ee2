// The wire between one page and the host: the preload script in its isolated world, and the messages of IPC.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import type { CDPSession, Page } from 'playwright-core'
import { cloneCodec } from './clone'
import {
  bridgeEnd,
  mainWorld,
  preloadWorld,
  preloadWorldName,
  receiveName,
  sendBinding,
  type ToMain,
  type ToPage,
} from './worlds'

const codec = cloneCodec()

export interface LinkOptions {
  readonly page: Page
  /** Absolute path of the preload script; undefined: the page gets none. */
  readonly preload: string | undefined
  /** A message of the preload world, and the way to answer that very world. */
  readonly heard: (message: ToMain, answer: (reply: ToPage) => void) => void
  readonly windowOpened: (url: string) => void
}

/** State: the preload worlds that are alive. One at a time; a navigation ends the old one. */
export class PageLink {
  readonly targetId: string
  private readonly cdp: CDPSession
  private world: number | undefined

  private constructor(cdp: CDPSession, targetId: string) {
    this.cdp = cdp
    this.targetId = targetId
  }

  /** Before the page's first navigation: the scripts run at the start of every document. */
  static async open({ page, preload, heard, windowOpened }: LinkOptions): Promise<PageLink> {
    const cdp = await page.context().newCDPSession(page)
    const { targetInfo } = await cdp.send('Target.getTargetInfo')
    const link = new PageLink(cdp, targetInfo.targetId)
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === preloadWorldName) link.world = context.id
    })
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (link.world === executionContextId) link.world = undefined
    })
    cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name !== sendBinding) return
      heard(codec.decode(payload) as ToMain, (reply) => link.sendTo(executionContextId, reply))
    })
    cdp.on('Page.windowOpen', ({ url }) => windowOpened(url))
    await cdp.send('Page.enable')
    await cdp.send('Runtime.enable')
    if (preload === undefined) return link
    await cdp.send('Runtime.addBinding', { name: sendBinding, executionContextName: preloadWorldName })
    const token = randomUUID()
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: mainSource(token) })
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      worldName: preloadWorldName,
      source: preloadSource(token, preload),
    })
    return link
  }

  /** To the preload script that is alive; dropped where there is none, as Electron does. */
  send(message: ToPage): void {
    if (this.world !== undefined) this.sendTo(this.world, message)
  }

  async crash(): Promise<void> {
    await this.cdp.send('Page.crash')
  }

  private sendTo(world: number, message: ToPage): void {
    const expression = `${receiveName}(${JSON.stringify(codec.encode(message))})`
    // The world may end while the message is under way: then there is nobody to tell.
    this.cdp.send('Runtime.evaluate', { contextId: world, expression }).catch(() => undefined)
  }
}

// The transpiler that runs this file wraps named functions in a helper; in a page it has to exist too.
const helpers = 'const __name = (value) => value;'
// Only the top frame gets a preload script (`nodeIntegrationInSubFrames` is off).
const inTopFrame = (body: string): string => `if (self === top) { ${helpers} ${body} }`

function mainSource(token: string): string {
  return inTopFrame(`(${String(mainWorld)})(${JSON.stringify(token)}, ${String(bridgeEnd)})`)
}

function preloadSource(token: string, preload: string): string {
  const script = readFileSync(preload, 'utf8')
  return inTopFrame(`(${String(preloadWorld)})({
    token: ${JSON.stringify(token)},
    end: ${String(bridgeEnd)},
    codec: ${String(cloneCodec)},
    send: globalThis.${sendBinding},
    receiveName: ${JSON.stringify(receiveName)},
    platform: ${JSON.stringify(process.platform)},
    script: function (require, module, exports, process) { ${script}\n },
  })`)
}
