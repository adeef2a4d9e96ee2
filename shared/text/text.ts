// The way to every word: a locale, then the table. Window, terminal and command read here; core emits codes alone.
import { en, type Text } from './en'
import type { ErrorTexts } from './error-text'
import { errorsEn } from './errors.en'
import { errorsJa } from './errors.ja'
import { ja } from './ja'

export const locales = ['en', 'ja'] as const
export type Locale = (typeof locales)[number]

/** The words of the window. */
export const texts: Readonly<Record<Locale, Text>> = { en, ja }

/** What each error says: `errorText[locale][code]`. */
export const errorText: Readonly<Record<Locale, ErrorTexts>> = { en: errorsEn, ja: errorsJa }

/** The locale for a language tag of the system (`ja-JP`, `ja_JP.UTF-8`, `en`): English where there is none better. */
export function localeOf(tag: string): Locale {
  const language = tag.toLowerCase().split(/[-_.]/, 1)[0]
  return locales.find((locale) => locale === language) ?? 'en'
}
