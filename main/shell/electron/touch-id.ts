// Touch ID as Electron has it: on a Mac with a sensor, while its lid is open and its person has put a finger on file.
import { systemPreferences } from 'electron'
import { AppError } from '../../../shared/errors'
import { unlockWords } from '../../../shared/text/desktop-unlock'
import type { Locale } from '../../../shared/text/text'
import type { TouchId } from '../../core/ports'

/** @param locale the person's language at this moment. */
export function electronTouchId(locale: () => Locale): TouchId {
  return {
    // Electron has the two functions on macOS alone.
    isThere: () => process.platform === 'darwin' && systemPreferences.canPromptTouchID(),
    prompt: async () => {
      try {
        await systemPreferences.promptTouchID(unlockWords[locale()].touchIdReason)
      } catch (cause) {
        // Cancelled or not recognised: Electron tells them apart by a sentence of the system alone.
        throw new AppError('lock/touch-id-refused', 'Touch ID did not recognise its person.', { cause })
      }
    },
  }
}
