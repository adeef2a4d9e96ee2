// The message boxes about what programs may have, in both languages. `desktop.ts` makes their facts harmless.
import type { CredentialUse, TokenUse } from '../model/consent'
import { durationWords } from './duration'
import type { Locale } from './text'

/** What such a message box asks about. */
export type ProgramQuestion = AllowQuestion | ShareQuestion

/** May this program have this without being asked about? */
export interface AllowQuestion {
  readonly kind: 'allow-app'
  readonly path: string
  readonly accountLabel: string
  readonly use: CredentialUse
  /** Undefined: always. */
  readonly forSeconds?: number | undefined
}

/** May whoever reaches a socket of its own have this token, for a while? */
export interface ShareQuestion {
  readonly kind: 'share'
  readonly accountLabel: string
  readonly use: TokenUse
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
  en: { access: 'access token', id: 'ID token', aws: 'temporary AWS credentials' },
  // A space stands before Latin letters.
  ja: { access: 'アクセストークン', id: ' ID トークン', aws: ' AWS の一時的な認証情報' },
}

const english: Wording = {
  'allow-app': ({ app, path, accountLabel, use, forSeconds }) => ({
    message:
      forSeconds === undefined
        ? `Always let this program have your ${uses.en[use]}?`
        : `Let this program have your ${uses.en[use]} for ${durationWords('en', forSeconds)}?`,
    detail: `${app} asks Signet to give ${path} the ${uses.en[use]} of ${accountLabel} without asking you.`,
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
  'allow-app': ({ app, path, accountLabel, use, forSeconds }) => ({
    message:
      forSeconds === undefined
        ? `このプログラムに${uses.ja[use]}を常に渡しますか？`
        : `このプログラムに ${durationWords('ja', forSeconds)}の間、${uses.ja[use]}を渡しますか？`,
    detail: `${app} が、${accountLabel} の${uses.ja[use]}を確認なしで ${path} に渡すよう求めています。`,
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
