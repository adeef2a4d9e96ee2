// What the page says that a browser ends on after a sign-in. A page by itself: the window may be on another desk.
import type { ErrorCode } from '../errors'
import { neutral } from './neutral'
import { errorText, type Locale } from './text'

/** What became of the sign-in, as the page tells it. */
export type RedirectPage =
  | { readonly kind: 'foreign' | 'late' | 'unknown' }
  | { readonly kind: 'signedIn'; readonly username: string }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail?: string }

/** A title and sentences, harmless but for the signs of HTML. */
export interface PageWords {
  readonly title: string
  readonly sentences: readonly string[]
}

interface Words {
  readonly signedIn: (username: string) => string
  readonly close: string
  readonly late: PageWords
  readonly foreign: PageWords
  readonly unknown: PageWords
  readonly said: (words: string) => string
}

const words: Readonly<Record<Locale, Words>> = {
  en: {
    signedIn: (username) => `Signed in as ${username}`,
    close: 'You can close this page and go back to Signet.',
    late: {
      title: 'This sign-in has ended already',
      sentences: ['It came back before, was cancelled, or took too long. Begin again in Signet.'],
    },
    foreign: {
      title: 'This does not belong to a sign-in that Signet waits for',
      sentences: ['Nothing has changed. Go on in the page that Signet has opened, or begin again in Signet.'],
    },
    unknown: { title: 'There is nothing here', sentences: ['Signet waits here for the end of a sign-in.'] },
    said: (text) => `The pool’s own words: ${text}`,
  },
  ja: {
    signedIn: (username) => `${username} としてサインインしました`,
    close: 'このページを閉じて Signet に戻ってください。',
    late: {
      title: 'このサインインはすでに終了しています',
      sentences: [
        'すでに完了したか、キャンセルされたか、時間が過ぎました。Signet で最初からやり直してください。',
      ],
    },
    foreign: {
      title: 'Signet が待っているサインインのものではありません',
      sentences: [
        '何も変わっていません。Signet が開いたページで続けるか、Signet で最初からやり直してください。',
      ],
    },
    unknown: {
      title: 'ここには何もありません',
      sentences: ['Signet がサインインの完了を待っています。'],
    },
    said: (text) => `プールからのメッセージ：${text}`,
  },
}

/** The words of a page in one language. */
export function redirectPageWords(page: RedirectPage, locale: Locale): PageWords {
  const text = words[locale]
  switch (page.kind) {
    case 'signedIn':
      return { title: text.signedIn(neutral(page.username)), sentences: [text.close] }
    case 'refused': {
      const { title, advice } = errorText[locale][page.code]
      const said = page.detail === undefined ? [] : [text.said(neutral(page.detail, 300))]
      return { title, sentences: [...said, advice, text.close] }
    }
    default:
      return text[page.kind]
  }
}
