// `electron.shell`: nobody's browser belongs to a stand-in. A spec takes its part by replacing the method, on this host
// as on Electron.
import type { Shell } from 'electron'

/** `openExternal`. */
export function standInShell(): Pick<Shell, 'openExternal'> {
  return { openExternal: () => Promise.reject(new Error('The stand-in has no browser.')) }
}
