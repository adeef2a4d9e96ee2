// Notices of sessions as the OS shows them, one for each account; a press brings up the sign-in that it is about.
import { Notification } from 'electron'
import { endedWords, endsSoonWords, type NotificationWords } from '../../../shared/text/notifications'
import type { Locale } from '../../../shared/text/text'
import type { SessionNotice } from '../../core/sessions/end-notices'

export interface NotificationsOptions {
  /** The person's language at this moment. */
  readonly locale: () => Locale
  /** Undefined for an account that is gone. */
  readonly labelOf: (accountId: string) => string | undefined
  /** Shows the window with the sign-in of this account. */
  readonly open: (accountId: string) => void
}

/** State: the notifications on show; Electron forgets one, and its press, that nobody holds. */
export class Notifications {
  readonly #options: NotificationsOptions
  readonly #shown = new Map<string, Notification>()

  constructor(options: NotificationsOptions) {
    this.#options = options
  }

  /** Shows the notice in place of the one before, or takes that away. */
  take(notice: SessionNotice): void {
    const { accountId } = notice
    this.#shown.get(accountId)?.close()
    this.#shown.delete(accountId)
    const words = this.#wordsOf(notice)
    if (words !== undefined && Notification.isSupported()) this.#show(accountId, words)
  }

  #wordsOf(notice: SessionNotice): NotificationWords | undefined {
    const { locale, labelOf } = this.#options
    const label = labelOf(notice.accountId)
    if (label === undefined || notice.kind === 'settled') return undefined
    return notice.kind === 'ended'
      ? endedWords(locale(), notice.code, label)
      : endsSoonWords(locale(), notice.stage, label)
  }

  #show(accountId: string, words: NotificationWords): void {
    const notification = new Notification({ ...words })
    this.#shown.set(accountId, notification)
    notification.on('click', () => this.#options.open(accountId))
    notification.show()
  }
}
