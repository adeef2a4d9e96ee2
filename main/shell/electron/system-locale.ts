// The language of the system, where the person has chosen none.
import { app } from 'electron'
import { localeOf, type Locale } from '../../../shared/text/text'

/** What `settings.locale = 'system'` comes to. After `ready`. */
export function systemLocale(): Locale {
  return localeOf(app.getPreferredSystemLanguages()[0] ?? '')
}
