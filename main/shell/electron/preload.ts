// All that a page gets of Electron: `window.bridge`. Bundled to one sandboxed file; the schemas stay in main.
import { contextBridge, ipcRenderer } from 'electron'
import { calls, events, type Bridge, type CallReply } from '../../../shared/ipc/channels'

const bridge: Bridge = {
  call: async (name, input) => {
    if (!calls.includes(name)) throw new TypeError('no such call')
    return (await ipcRenderer.invoke(name, input)) as CallReply
  },
  on: (name, listener) => {
    if (!events.includes(name)) throw new TypeError('no such event')
    // The event object holds a reference to ipcRenderer: it stays on this side.
    const forward = (_event: unknown, view: unknown): void => listener(view)
    ipcRenderer.on(name, forward)
    return () => void ipcRenderer.removeListener(name, forward)
  },
}
contextBridge.exposeInMainWorld('bridge', bridge)
