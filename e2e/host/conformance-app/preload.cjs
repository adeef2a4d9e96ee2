/* eslint-disable @typescript-eslint/no-require-imports -- a sandboxed preload script is CommonJS */
// A sandboxed preload script with every kind of value that crosses the context bridge.
const { contextBridge, ipcRenderer } = require('electron')

/** @type {string} */
let nodeModules
try {
  require('node:fs')
  nodeModules = 'available'
} catch {
  nodeModules = 'refused'
}

contextBridge.exposeInMainWorld('bridge', {
  nodeModules,
  nested: { list: [1, { two: 2 }] },
  /** @param {string} channel @param {unknown[]} args */
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  /** @param {(n: number) => void} listener */
  onPush: (listener) => {
    /** @param {unknown} _event @param {{ n: number }} view */
    const forward = (_event, { n }) => listener(n)
    ipcRenderer.on('pushed', forward)
    return () => void ipcRenderer.removeListener('pushed', forward)
  },
  /** @param {(value: number) => number} double */
  callBack: (double) => double(21),
  explode: () => {
    throw new Error('from the preload script')
  },
  exposeAgain: () => contextBridge.exposeInMainWorld('bridge', {}),
})
