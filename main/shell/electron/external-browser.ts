// The person's own browser, from the app. The only caller of `openExternal` (THREATS.md T43).
import { shell } from 'electron'
import { AppError } from '../../../shared/errors'
import type { Browser } from '../../core/ports'
import { demandSignInPage } from '../sign-in-page'

/** @param origins of the pools' sign-in pages, as they are configured now. */
export function externalBrowser(origins: () => readonly string[]): Browser {
  return {
    open: async (address) => {
      const url = demandSignInPage(address, origins())
      try {
        await shell.openExternal(url)
      } catch (cause) {
        throw new AppError('auth/browser-unavailable', 'The system opened no browser.', { cause })
      }
    },
  }
}
