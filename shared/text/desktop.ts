// What the desktop's message boxes ask before it acts.
import type { MfaChange, MfaType } from '../model/sign-in-methods'
import { type ProgramQuestion, programQuestions } from './desktop-programs'
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
  | ProgramQuestion
  | { readonly kind: 'sign-out-everywhere'; readonly accountLabel: string }
  | { readonly kind: 'forget-device'; readonly accountLabel: string }
  | { readonly kind: 'change-password'; readonly accountLabel: string }
  | {
      readonly kind: 'change-mfa'
      readonly accountLabel: string
      readonly method: MfaType
      readonly change: MfaChange
    }
  | {
      readonly kind: 'remember-device'
      readonly accountLabel: string
      readonly deviceName: string
      readonly remembered: 'yes' | 'no'
    }
  | { readonly kind: 'forget-one-device'; readonly accountLabel: string; readonly deviceName: string }
  | { readonly kind: 'forget-other-devices'; readonly accountLabel: string }
  | { readonly kind: 'rename-account'; readonly accountLabel: string; readonly newLabel: string }
  | { readonly kind: 'remove-account'; readonly accountLabel: string }
  | { readonly kind: 'unlock' }
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

type Words = Omit<QuestionWords, 'cancel'>
/** Words of one kind of question, from its facts. */
type Wording = { readonly [K in DesktopQuestion['kind']]: (facts: Facts<K>) => Words }
type Facts<K> = Extract<DesktopQuestion, { readonly kind: K }>

const englishMethods: Readonly<Record<MfaType, string>> = {
  SOFTWARE_TOKEN_MFA: 'codes of an authenticator app',
  SMS_MFA: 'codes by text message',
  EMAIL_OTP: 'codes by e-mail',
}
const englishChanges: Readonly<Record<MfaChange, (method: string, account: string) => string>> = {
  add: (_method, account) => `Add an authenticator app to ${account}?`,
  on: (method, account) => `Turn ${method} on for ${account}?`,
  off: (method, account) => `Turn ${method} off for ${account}?`,
  prefer: (method, account) => `Prefer ${method} for ${account}?`,
}

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
  ...programQuestions.en,
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
  'change-password': ({ app, accountLabel }) => ({
    message: `Change the password of ${accountLabel}?`,
    detail: `${app} asks for it, with the old password and a new one.`,
    confirm: 'Change password',
  }),
  'change-mfa': ({ app, accountLabel, method, change }) => ({
    message: englishChanges[change](englishMethods[method], accountLabel),
    detail: `${app} asks for it. It decides what your next sign-ins ask for.`,
    confirm: 'Change it',
  }),
  'remember-device': ({ app, accountLabel, deviceName, remembered }) => ({
    message:
      remembered === 'yes'
        ? `Remember the device “${deviceName}” of ${accountLabel}?`
        : `Remember the device “${deviceName}” of ${accountLabel} no longer?`,
    detail:
      remembered === 'yes'
        ? `${app} asks for it. Sign-ins on that device then ask for no code.`
        : `${app} asks for it. Sign-ins on that device then ask for a code.`,
    confirm: remembered === 'yes' ? 'Remember it' : 'Stop remembering it',
  }),
  'forget-one-device': ({ app, accountLabel, deviceName }) => ({
    message: `Forget the device “${deviceName}” of ${accountLabel}?`,
    detail: `${app} asks for it. The device is signed out, and its next sign-in asks for a code again.`,
    confirm: 'Forget device',
  }),
  'forget-other-devices': ({ app, accountLabel }) => ({
    message: `Forget every device of ${accountLabel} but this one?`,
    detail: `${app} asks for it. They are signed out, and their next sign-ins ask for a code again.`,
    confirm: 'Forget devices',
  }),
  'rename-account': ({ app, accountLabel, newLabel }) => ({
    message: `Call the account “${accountLabel}” “${newLabel}” from now on?`,
    detail: `${app} asks for it. Programs then find the account by its new name.`,
    confirm: 'Rename account',
  }),
  'remove-account': ({ app, accountLabel }) => ({
    message: `Remove ${accountLabel} from this computer?`,
    detail: `${app} asks for it. The account is signed out, this device is forgotten, and so is what you allowed to programs.`,
    confirm: 'Remove account',
  }),
  unlock: ({ app }) => ({
    message: 'Unlock Signet?',
    detail: `${app} asks for it. Programs that you have allowed can then have tokens again.`,
    confirm: 'Unlock',
  }),
  reset: ({ app }) => ({
    message: 'Delete everything Signet keeps?',
    detail: `${app} asks for it. Every account is signed out and this device is forgotten.`,
    confirm: 'Delete everything',
  }),
}

const japaneseMethods: Readonly<Record<MfaType, string>> = {
  SOFTWARE_TOKEN_MFA: '認証アプリのコード',
  SMS_MFA: 'SMS のコード',
  EMAIL_OTP: 'メールのコード',
}
const japaneseChanges: Readonly<Record<MfaChange, (method: string, account: string) => string>> = {
  add: (_method, account) => `${account} に認証アプリを追加しますか？`,
  on: (method, account) => `${account} で「${method}」を使うようにしますか？`,
  off: (method, account) => `${account} で「${method}」を使わないようにしますか？`,
  prefer: (method, account) => `${account} で「${method}」を優先しますか？`,
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
  ...programQuestions.ja,
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
  'change-password': ({ app, accountLabel }) => ({
    message: `${accountLabel} のパスワードを変更しますか？`,
    detail: `${app} が、今のパスワードと新しいパスワードを示して求めています。`,
    confirm: 'パスワードを変更',
  }),
  'change-mfa': ({ app, accountLabel, method, change }) => ({
    message: japaneseChanges[change](japaneseMethods[method], accountLabel),
    detail: `${app} が求めています。次回以降のサインインで求められるものが変わります。`,
    confirm: '変更',
  }),
  'remember-device': ({ app, accountLabel, deviceName, remembered }) => ({
    message:
      remembered === 'yes'
        ? `${accountLabel} のデバイス「${deviceName}」を記憶しますか？`
        : `${accountLabel} のデバイス「${deviceName}」の記憶をやめますか？`,
    detail:
      remembered === 'yes'
        ? `${app} が求めています。そのデバイスでのサインインでは、コードが不要になります。`
        : `${app} が求めています。そのデバイスでのサインインでは、コードが必要になります。`,
    confirm: remembered === 'yes' ? '記憶する' : '記憶をやめる',
  }),
  'forget-one-device': ({ app, accountLabel, deviceName }) => ({
    message: `${accountLabel} のデバイス「${deviceName}」の登録を消しますか？`,
    detail: `${app} が求めています。そのデバイスはサインアウトされ、次のサインインで、もう一度コードが必要になります。`,
    confirm: '登録を消す',
  }),
  'forget-other-devices': ({ app, accountLabel }) => ({
    message: `${accountLabel} のこのデバイス以外の登録をすべて消しますか？`,
    detail: `${app} が求めています。ほかのデバイスはサインアウトされ、次のサインインで、もう一度コードが必要になります。`,
    confirm: '登録を消す',
  }),
  'rename-account': ({ app, accountLabel, newLabel }) => ({
    message: `アカウント「${accountLabel}」の名前を「${newLabel}」に変えますか？`,
    detail: `${app} が求めています。変えると、プログラムは新しい名前でこのアカウントを指定します。`,
    confirm: '名前を変える',
  }),
  'remove-account': ({ app, accountLabel }) => ({
    message: `${accountLabel} をこのコンピューターから削除しますか？`,
    detail: `${app} が求めています。サインアウトし、このデバイスの記憶と、プログラムに与えた許可も消します。`,
    confirm: 'アカウントを削除',
  }),
  unlock: ({ app }) => ({
    message: 'Signet のロックを解除しますか？',
    detail: `${app} が求めています。解除すると、許可したプログラムがまたトークンを受け取れます。`,
    confirm: 'ロックを解除',
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
      typeof text === 'string' ? neutral(text, factLimit) : text,
    ]),
  )
  // Same keys as the question; the table is indexed by the question's own kind, which TypeScript cannot follow.
  const say = wording[question.kind] as (facts: unknown) => Words
  return { ...say(harmless), cancel }
}

const factLimit = 300
