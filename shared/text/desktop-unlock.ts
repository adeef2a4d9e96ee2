// What the system shows when it asks for a finger. macOS makes a sentence of it: “Signet is trying to …”.
import type { Locale } from './text'

export const unlockWords: Readonly<Record<Locale, { readonly touchIdReason: string }>> = {
  en: { touchIdReason: 'unlock itself, so that programs can have tokens again' },
  ja: { touchIdReason: 'ロックを解除' },
}
