// The frame of every page: markup, headers, style.
import type { Reply } from '../http-reply'
import { html, type Html } from './html'
import { passkeyScript } from './passkey-script'
import { stylesheet } from './stylesheet'

export const stylesheetPath = '/hosted-ui.css'

/** A page; forms may post to this server alone, and be redirected to `formTargets`. */
export interface Page {
  readonly title: string
  readonly content: Html
  readonly status?: number
  /** Redirect URIs to which a form of this page may lead: Chromium asks `form-action` about redirects too. */
  readonly formTargets?: readonly string[]
  /** Path of the one script, where the page has one. */
  readonly script?: string
}

export function pageReply(page: Page): Reply {
  const script = page.script === undefined ? undefined : html`<script src="${page.script}" defer></script>`
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title}</title>
        <link rel="stylesheet" href="${stylesheetPath}" />
        ${script}
      </head>
      <body>
        <main>
          <h1>${page.title}</h1>
          ${page.content}
        </main>
        <footer>Embedded Cognito – for development and tests. No real passwords.</footer>
      </body>
    </html> `
  return {
    status: page.status ?? 200,
    body: document.text,
    contentType: 'text/html; charset=utf-8',
    headers: securityHeaders(page),
  }
}

export function redirect(location: string, status: 302 | 303 = 302): Reply {
  return { status, body: '', contentType: 'text/plain', headers: { Location: location } }
}

export function stylesheetReply(): Reply {
  return { status: 200, body: stylesheet, contentType: 'text/css; charset=utf-8' }
}

export function scriptReply(): Reply {
  return { status: 200, body: passkeyScript, contentType: 'text/javascript; charset=utf-8' }
}

function securityHeaders({ formTargets = [], script }: Page): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    ...(script === undefined ? [] : ["script-src 'self'"]),
    ["form-action 'self'", ...formTargets.map((target) => formTarget(target))].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
  }
}

/** An origin, or the scheme of an app's own. */
function formTarget(redirectUri: string): string {
  const url = new URL(redirectUri)
  return url.origin === 'null' ? url.protocol : url.origin
}
