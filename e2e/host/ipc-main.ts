// `electron.ipcMain`: one handler per channel.
import type { IpcMain } from 'electron'
import type { StandInWebContents } from './web-contents'
import type { ToMain, ToPage } from './worlds'

type Handler = Parameters<IpcMain['handle']>[1]
type InvokeEvent = Parameters<Handler>[0]

/** State: the handlers. */
export class StandInIpcMain implements Pick<IpcMain, 'handle' | 'removeHandler'> {
  private readonly handlers = new Map<string, Handler>()

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`)
    }
    this.handlers.set(channel, handler)
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel)
  }

  /** Runs the handler of a page's `invoke` and answers. Failures cross as text: no error class survives the way. */
  async receive(message: ToMain, sender: StandInWebContents, answer: (reply: ToPage) => void): Promise<void> {
    if (message.kind !== 'invoke') return
    const { id, channel, args } = message
    const handler = this.handlers.get(channel)
    if (handler === undefined) {
      answer({ kind: 'failure', id, message: `Error: No handler registered for '${channel}'` })
      return
    }
    try {
      const value: unknown = await handler(eventFrom(sender), ...args)
      answer({ kind: 'reply', id, value })
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error)
      answer({ kind: 'failure', id, message: String(error) })
    }
  }
}

/** Messages come from the top frame alone: the preload script runs nowhere else. */
function eventFrom(sender: StandInWebContents): InvokeEvent {
  const event = { type: 'frame', frameId: 1, processId: 1, sender, senderFrame: sender.mainFrame }
  // The rest of Electron's WebContents and WebFrameMain is not there; whoever reaches for it gets a TypeError.
  return event as unknown as InvokeEvent
}
