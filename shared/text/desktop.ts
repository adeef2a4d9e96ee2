// What the desktop says outside its windows' pages: the application menu, and message boxes that ask before it acts.
import { neutral } from './neutral'
import type { Locale } from './text'

/** What a message box asks about; the facts come from outside and are made harmless here. */
export type DesktopQuestion = { readonly app: string } & (
  | {
      readonly kind: 'add-pool'
      readonly name: string
      readonly userPoolId: string
      readonly endpoint?: string | undefined
    }
  | { readonly kind: 'remove-pool'; readonly name: string }
  | { readonly kind: 'allow-app'; readonly path: string; readonly accountLabel: string }
  | { readonly kind: 'sign-out-everywhere'; readonly accountLabel: string }
  | { readonly kind: 'forget-device'; readonly accountLabel: string }
  | { readonly kind: 'reset' }
)

/** The words of a message box. */
export interface QuestionWords {
  readonly message: string
  readonly detail: string
  /** The button that does it. */
  readonly confirm: string
  readonly cancel: string
}

/** The words of the application menu. */
export interface MenuWords {
  readonly file: string
  readonly quit: string
  readonly edit: string
  readonly cut: string
  readonly copy: string
  readonly paste: string
  readonly selectAll: string
}

export const menuWords: Readonly<Record<Locale, MenuWords>> = {
  en: {
    file: 'Signet',
    quit: 'Quit Signet',
    edit: 'Edit',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
  },
  ja: {
    file: 'Signet',
    quit: 'Signet を終了',
    edit: '編集',
    cut: '切り取り',
    copy: 'コピー',
    paste: '貼り付け',
    selectAll: 'すべて選択',
  },
}

type Words = Omit<QuestionWords, 'cancel'>
/** Words of one kind of question, from its facts. */
type Wording = { readonly [K in DesktopQuestion['kind']]: (facts: Facts<K>) => Words }
type Facts<K> = Extract<DesktopQuestion, { readonly kind: K }>

const english: Wording = {
  'add-pool': ({ app, name, userPoolId, endpoint }) => ({
    message: `Add the pool “${name}”?`,
    detail:
      endpoint === undefined
        ? `${app} asks Signet to add the user pool ${userPoolId}.`
        : `${app} asks Signet to add the user pool ${userPoolId}. Your password would go to ${endpoint} in place of AWS.`,
    confirm: 'Add pool',
  }),
  'remove-pool': ({ app, name }) => ({
    message: `Remove the pool “${name}”?`,
    detail: `${app} asks for it. Its accounts are signed out on this computer.`,
    confirm: 'Remove pool',
  }),
  'allow-app': ({ app, path, accountLabel }) => ({
    message: 'Always let this program have tokens?',
    detail: `${app} asks Signet to give ${path} tokens of ${accountLabel} without asking you.`,
    confirm: 'Always allow',
  }),
  'sign-out-everywhere': ({ app, accountLabel }) => ({
    message: `Sign ${accountLabel} out everywhere?`,
    detail: `${app} asks for it. The sign-in ends on every device and in every program.`,
    confirm: 'Sign out everywhere',
  }),
  'forget-device': ({ app, accountLabel }) => ({
    message: `Forget this device of ${accountLabel}?`,
    detail: `${app} asks for it. The next sign-in here asks for a code again.`,
    confirm: 'Forget device',
  }),
  reset: ({ app }) => ({
    message: 'Delete everything Signet keeps?',
    detail: `${app} asks for it. Every account is signed out and this device is forgotten.`,
    confirm: 'Delete everything',
  }),
}

const japanese: Wording = {
  'add-pool': ({ app, name, userPoolId, endpoint }) => ({
    message: `プール「${name}」を追加しますか？`,
    detail:
      endpoint === undefined
        ? `${app} が、ユーザープール ${userPoolId} の追加を求めています。`
        : `${app} が、ユーザープール ${userPoolId} の追加を求めています。パスワードは AWS ではなく ${endpoint} に送られます。`,
    confirm: 'プールを追加',
  }),
  'remove-pool': ({ app, name }) => ({
    message: `プール「${name}」を削除しますか？`,
    detail: `${app} が求めています。このコンピューターでは、このプールのアカウントからサインアウトします。`,
    confirm: 'プールを削除',
  }),
  'allow-app': ({ app, path, accountLabel }) => ({
    message: 'このプログラムにトークンを常に渡しますか？',
    detail: `${app} が、${accountLabel} のトークンを確認なしで ${path} に渡すよう求めています。`,
    confirm: '常に許可',
  }),
  'sign-out-everywhere': ({ app, accountLabel }) => ({
    message: `${accountLabel} をすべてのデバイスからサインアウトしますか？`,
    detail: `${app} が求めています。すべてのデバイスとプログラムでサインインが終わります。`,
    confirm: 'すべてサインアウト',
  }),
  'forget-device': ({ app, accountLabel }) => ({
    message: `${accountLabel} のこのデバイスの記憶を消しますか？`,
    detail: `${app} が求めています。次にここでサインインするとき、もう一度コードが必要になります。`,
    confirm: 'デバイスを忘れる',
  }),
  reset: ({ app }) => ({
    message: 'Signet が保存しているものをすべて削除しますか？',
    detail: `${app} が求めています。すべてのアカウントからサインアウトし、このデバイスの記憶を消します。`,
    confirm: 'すべて削除',
  }),
}

const wordings: Readonly<Record<Locale, { readonly wording: Wording; readonly cancel: string }>> = {
  en: { wording: english, cancel: 'Cancel' },
  ja: { wording: japanese, cancel: 'キャンセル' },
}

/** The question in the person's language. */
export function questionWords(locale: Locale, question: DesktopQuestion): QuestionWords {
  const { wording, cancel } = wordings[locale]
  const harmless = Object.fromEntries(
    Object.entries(question).map(([name, text]) => [
      name,
      text === undefined ? text : neutral(text, factLimit),
    ]),
  )
  // Same keys as the question; the table is indexed by the question's own kind, which TypeScript cannot follow.
  const say = wording[question.kind] as (facts: unknown) => Words
  return { ...say(harmless), cancel }
}

const factLimit = 300
