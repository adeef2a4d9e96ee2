// The message boxes about what programs may have, in both languages. `desktop.ts` makes their facts harmless.
import type { CredentialUse } from '../model/consent'
import { durationWords } from './duration'
import type { Locale } from './text'

/** What such a message box asks about. */
export type ProgramQuestion =
  | {
      readonly kind: 'allow-app'
      readonly path: string
      readonly accountLabel: string
      /** Undefined: always. */
      readonly forSeconds?: number | undefined
    }
  | ShareQuestion

/** May whoever reaches a socket of its own have this token, for a while? */
export interface ShareQuestion {
  readonly kind: 'share'
  readonly accountLabel: string
  readonly use: CredentialUse
  readonly forSeconds: number
  /** Undefined: as often as they like. */
  readonly maxUses?: number | undefined
  /** The caller's own words. */
  readonly reason?: string | undefined
  /** A place that the caller has chosen. */
  readonly socket?: string | undefined
}

interface Words {
  readonly message: string
  readonly detail: string
  readonly confirm: string
}
type Facts<K> = Extract<ProgramQuestion, { readonly kind: K }> & { readonly app: string }
type Wording = { readonly [K in ProgramQuestion['kind']]: (facts: Facts<K>) => Words }

const uses: Readonly<Record<Locale, Readonly<Record<CredentialUse, string>>>> = {
  en: { access: 'access token', id: 'ID token', aws: 'AWS credentials' },
  ja: { access: 'アクセストークン', id: 'ID トークン', aws: 'AWS 認証情報' },
}

const english: Wording = {
  'allow-app': ({ app, path, accountLabel, forSeconds }) => ({
    message:
      forSeconds === undefined
        ? 'Always let this program have tokens?'
        : `Let this program have tokens for ${durationWords('en', forSeconds)}?`,
    detail: `${app} asks Signet to give ${path} tokens of ${accountLabel} without asking you.`,
    confirm: forSeconds === undefined ? 'Always allow' : 'Allow',
  }),
  share: ({ app, accountLabel, use, forSeconds, maxUses, reason, socket }) => ({
    message: `Share your ${uses.en[use]} of ${accountLabel} for ${durationWords('en', forSeconds)}?`,
    detail: [
      `${app} asks for a socket of its own${socket === undefined ? '' : ` at ${socket}`}. Whoever reaches it, on another computer too, gets the token without asking you${maxUses === undefined ? '' : `, ${maxUses === 1 ? 'once' : `${String(maxUses)} times`} at most`}.`,
      ...(reason === undefined ? [] : [`Its own words: “${reason}”`]),
    ].join('\n\n'),
    confirm: 'Share',
  }),
}

const japanese: Wording = {
  'allow-app': ({ app, path, accountLabel, forSeconds }) => ({
    message:
      forSeconds === undefined
        ? 'このプログラムにトークンを常に渡しますか？'
        : `このプログラムに ${durationWords('ja', forSeconds)}の間、トークンを渡しますか？`,
    detail: `${app} が、${accountLabel} のトークンを確認なしで ${path} に渡すよう求めています。`,
    confirm: forSeconds === undefined ? '常に許可' : '許可',
  }),
  share: ({ app, accountLabel, use, forSeconds, maxUses, reason, socket }) => ({
    message: `${accountLabel} の${uses.ja[use]}を ${durationWords('ja', forSeconds)}の間、共有しますか？`,
    detail: [
      `${app} が、${socket === undefined ? '専用のソケット' : `専用のソケット（${socket}）`}を開くよう求めています。そのソケットに接続できるものは、ほかのコンピューターからでも、確認なしで${maxUses === undefined ? '' : `最大 ${String(maxUses)} 回まで`}トークンを受け取れます。`,
      ...(reason === undefined ? [] : [`要求元の説明：「${reason}」`]),
    ].join('\n\n'),
    confirm: '共有する',
  }),
}

export const programQuestions: Readonly<Record<Locale, Wording>> = { en: english, ja: japanese }
