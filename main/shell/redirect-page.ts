// The page that a browser ends on: whole in itself, no script, nothing fetched, nothing kept.
import { createHash } from 'node:crypto'
import { escapeHtml } from '../../shared/text/escape-html'
import { type RedirectPage, redirectPageWords } from '../../shared/text/redirect-page'
import type { Locale } from '../../shared/text/text'

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto 0;padding:0 1.5rem}h1{font-size:1.4rem}`
const styleHash = createHash('sha256').update(style).digest('base64')

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  connection: 'close',
} as const

const statuses: Readonly<Record<RedirectPage['kind'], number>> = {
  signedIn: 200,
  refused: 403,
  foreign: 400,
  late: 410,
  unknown: 404,
}

export interface PageReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly html: string
}

/** One page; `status` where the request itself was at fault. */
export function pageReply(page: RedirectPage, locale: Locale, status = statuses[page.kind]): PageReply {
  const { title, sentences } = redirectPageWords(page, locale)
  const paragraphs = sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('')
  const html = `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${style}</style></head><body><main><h1>${escapeHtml(title)}</h1>${paragraphs}</main></body></html>`
  return { status, headers, html }
}
