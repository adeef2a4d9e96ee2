// What the OS shows of a session's end: short, and never a secret. The account's name comes from outside.
import type { ErrorCode } from '../errors'
import type { EndNotice } from '../model/account'
import { neutral } from './neutral'
import { errorText, type Locale } from './text'

/** The words of one notification. */
export interface NotificationWords {
  readonly title: string
  readonly body: string
}

const soon: Readonly<Record<Locale, Readonly<Record<EndNotice, (account: string) => NotificationWords>>>> = {
  en: {
    week: (account) => words(`${account}: your sign-in ends within a week`, 'Renew it when it suits you.'),
    day: (account) =>
      words(`${account}: your sign-in ends within a day`, 'Renew it now, so that nothing stops.'),
    hour: (account) =>
      words(`${account}: your sign-in ends within the hour`, 'Renew it now, so that nothing stops.'),
  },
  ja: {
    week: (account) =>
      words(`${account}：サインインは 1 週間以内に終わります`, '都合のよいときに更新してください。'),
    day: (account) =>
      words(
        `${account}：サインインは 1 日以内に終わります`,
        '作業が止まらないよう、今のうちに更新してください。',
      ),
    hour: (account) =>
      words(
        `${account}：サインインは 1 時間以内に終わります`,
        '作業が止まらないよう、今すぐ更新してください。',
      ),
  },
}

const ended: Readonly<Record<Locale, (account: string, what: string) => NotificationWords>> = {
  en: (account, what) => words(`${account}: ${what}`, 'Sign in again, and your programs go on.'),
  ja: (account, what) =>
    words(`${account}：${what}`, 'もう一度サインインすると、プログラムは続けて使えます。'),
}

/** A coming end. The time left is that of the stage: a computer that slept may have less. */
export function endsSoonWords(locale: Locale, stage: EndNotice, accountLabel: string): NotificationWords {
  return soon[locale][stage](neutral(accountLabel, 60))
}

/** An end, with what it came by. */
export function endedWords(locale: Locale, code: ErrorCode, accountLabel: string): NotificationWords {
  return ended[locale](neutral(accountLabel, 60), errorText[locale][code].title)
}

const words = (title: string, body: string): NotificationWords => ({ title, body })
