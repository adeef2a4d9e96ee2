// What the page itself wears: language and theme, as attributes of the document.
import { localeOf, type Locale } from '../../shared/text/text'

interface Appearance {
  readonly locale: Locale
  readonly theme: 'system' | 'light' | 'dark'
  readonly title: string
}

/** Dresses the document. `system` leaves the theme to the stylesheet. */
export function dress({ locale, theme, title }: Appearance): void {
  const { documentElement: root } = document
  document.title = title
  root.lang = locale
  if (theme === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = theme
}

/** The language to speak before main has said which. */
export function systemLocale(): Locale {
  return localeOf(navigator.language)
}
